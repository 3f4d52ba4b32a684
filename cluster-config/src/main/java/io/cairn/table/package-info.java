/**
 * What a table is: name, dimension, stored type, how rows begin and which optimizer changes them. Pure values without
 * I/O; every process that speaks about a table uses these.
 */
package io.cairn.table;

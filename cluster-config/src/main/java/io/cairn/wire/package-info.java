/**
 * The promise between processes: SBE messages (schema in {@code wire/cairn-codecs.xml}, codecs generated into
 * {@code codecs}) and the aligned blocks of keys and rows that follow them.
 */
package io.cairn.wire;

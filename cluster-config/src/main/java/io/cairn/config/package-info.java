/**
 * The settings of a cluster: what {@code cluster.yaml} says, read once at start, checked and immutable from then on.
 * Nothing below the node and the command line reads a file, a property or the environment.
 */
package io.cairn.config;

/**
 * The settings of a cluster: what {@code cluster.yaml} says, read once at start, checked and immutable from then on.
 * Reader and defaults look at files, properties and the environment; nothing that is handed the records does.
 */
package io.cairn.config;

/**
 * What operators see of a node from outside: its counters for Prometheus, and whether it is healthy. Reads counters
 * that others keep; nothing here is on the way of a request to the rows.
 */
package io.cairn.server.metrics;

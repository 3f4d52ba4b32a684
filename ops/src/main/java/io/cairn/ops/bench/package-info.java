/**
 * Benchmarks of a whole node against a peer in the same run, {@code cairn bench pull} and {@code cairn bench push}, and
 * of the store alone, {@code cairn bench store}. Node, client and peer are processes of their own, all on this machine
 * and on loopback only.
 */
package io.cairn.ops.bench;

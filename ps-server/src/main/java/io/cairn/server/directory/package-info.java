/**
 * The directory's replica: which tables there shall be, and which aliases stand for them, as a state machine over its
 * own log, and the reconciler that brings every shard to the tables. The state belongs to the replica's owner thread;
 * the reconciler has a thread of its own, and the two meet in {@link io.cairn.server.directory.Reconciliation} only.
 */
package io.cairn.server.directory;

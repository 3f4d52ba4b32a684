/**
 * Rows in native memory: Chronicle Maps hold them, an address index finds them, blocks copy them in and out. Owned by
 * the one thread that runs a replica's duty cycle; nothing here takes a lock, and nothing of messaging is known here.
 * Called by the shard's state machine and by snapshots. The only package that sees Chronicle.
 */
package io.cairn.server.store;

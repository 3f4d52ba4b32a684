/**
 * Snapshots: a replica's state at one position of its log, copied out by the owner thread in small pieces while it goes
 * on working, written to a file by a thread of its own, read back when the replica starts. Also what follows from a
 * complete snapshot: which log and which older snapshots are not needed any more. Knows of a state only that it can be
 * frozen and restored; shards and the directory do that.
 */
package io.cairn.server.snapshot;

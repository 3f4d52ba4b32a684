/**
 * A shard's replica: the state machine that owns the rows of some slots, the doors that requests pass before they reach
 * the rows or the log, and the publishers that write answers. Everything belongs to the replica's owner thread.
 * Pulls, pushes and their application do not allocate.
 */
package io.cairn.server.shard;

/**
 * The replicated state machine of a shard: what a message in its log does to sessions, tables and rows. Runs on the
 * owner thread of a replica.
 */
package io.cairn.server.shard;

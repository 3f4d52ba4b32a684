/**
 * The door of a replica: where requests come in over UDP and IPC, and answers go back to the client that asked. Knows
 * sessions, versions and refusals, and nothing of rows or tables. Everything here belongs to the replica's owner
 * thread; {@link io.cairn.server.endpoint.ReplicaCounters} alone may be read by others.
 */
package io.cairn.server.endpoint;

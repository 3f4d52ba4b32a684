/**
 * Between a replica's state machine and its Raft log: {@link io.cairn.server.log.LogIngress} puts checked requests into
 * the log of the group this node leads, {@link io.cairn.server.log.ReplicaService} hands what comes out of the log to
 * the {@link io.cairn.server.log.StateMachine}. All of it runs on the replica's owner thread.
 */
package io.cairn.server.log;

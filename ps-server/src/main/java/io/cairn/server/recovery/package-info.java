/**
 * How a member that lost its disk takes its state from the others, before its consensus modules start: a complete
 * snapshot of each group from the group's leader, and the log up to it. From there it starts as after any restart.
 * Everything here belongs to the one thread that starts the node.
 */
package io.cairn.server.recovery;

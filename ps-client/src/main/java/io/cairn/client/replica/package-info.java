/**
 * The replicas of one group as a client sees them: a session with each, who leads, who keeps silent, and whom to ask
 * next. Everything here belongs to the one thread that polls.
 */
package io.cairn.client.replica;

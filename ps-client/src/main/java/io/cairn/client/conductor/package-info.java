/**
 * The client's duty cycle: the session with the directory, one lane per shard, and the calls that are under way. All on
 * the thread that polls.
 */
package io.cairn.client.conductor;

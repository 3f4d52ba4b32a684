/** Which shard gets which keys of a batch. */
package io.cairn.client.routing;

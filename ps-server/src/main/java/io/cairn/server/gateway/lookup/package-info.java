/**
 * What a lookup means, whatever the protocol it came by. Threads own everything here: each runs an event loop and a
 * client of the cluster ({@link io.cairn.server.gateway.lookup.GatewayLoop}), so that channels and pulls meet without
 * queue or lock. Rows come through {@code ps-client}, never from a store in the same process.
 */
package io.cairn.server.gateway.lookup;

/** The Aeron channels between a client and a replica; both sides build their URIs here, so that they cannot differ. */
package io.cairn.client.channel;

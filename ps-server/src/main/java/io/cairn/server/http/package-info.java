/** Threads of HTTP servers, which pages of the node and gateways have in common. */
package io.cairn.server.http;

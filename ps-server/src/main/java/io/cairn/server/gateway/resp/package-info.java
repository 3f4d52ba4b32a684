/**
 * The protocol of Redis, version 2: what its clients say to read, and first of all, translated to lookups. A row is a
 * string of its weights. Everything of a connection belongs to one thread of the gateway.
 */
package io.cairn.server.gateway.resp;

/**
 * The gateway's door for gRPC, on the port of HTTP: {@code cairn/v1/embeddings.proto} among the sources is the
 * contract. Thread {@code cairn-gateway-http} reads requests and writes answers; lookups themselves are the gateway's.
 */
package io.cairn.server.gateway.grpc;

package io.cairn.server.log;

import io.aeron.security.CredentialsSupplier;
import org.agrona.ErrorHandler;

/**
 * How a replica reaches its own node's consensus module. The channels exist inside this machine only.
 *
 * @param name            of the group, for counters and messages.
 * @param ingressChannel  where the consensus module listens.
 * @param ingressStreamId stream on it.
 * @param egressChannel   where it answers.
 * @param egressStreamId  stream on it.
 * @param credentials     what the consensus module lets in.
 * @param errorHandler    told of connections that fail.
 */
public record IngressContext(
    String name,
    String ingressChannel,
    int ingressStreamId,
    String egressChannel,
    int egressStreamId,
    CredentialsSupplier credentials,
    ErrorHandler errorHandler) {
}

package io.cairn.server.node;

import io.aeron.Aeron;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.cluster.service.ClusteredServiceContainer;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;

/** One replica running: its consensus module, and the owner thread with its state machine. */
final class ReplicaHost implements AutoCloseable {

    private final ErrorHandler errors;
    private final ConsensusModule consensusModule;
    private final Aeron aeron;
    private final ClusteredServiceContainer container;

    ReplicaHost(AeronContexts contexts, GroupStreams streams, ClusteredService service) {
        String name = streams.group().name();
        errors = contexts.errors();
        consensusModule = ConsensusModule.launch(contexts.consensusModule(streams));
        try {
            aeron = Aeron.connect(contexts.client("cairn-" + name));
        } catch (RuntimeException e) {
            consensusModule.close();
            throw e;
        }
        try {
            container = ClusteredServiceContainer.launch(contexts.container(streams, service, aeron));
        } catch (RuntimeException e) {
            CloseHelper.closeAll(errors, aeron, consensusModule);
            throw e;
        }
    }

    @Override
    public void close() {
        CloseHelper.closeAll(errors, container, aeron, consensusModule);
    }
}

package io.cairn.server.gateway.lookup;

import io.cairn.client.view.ClusterView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Lookups for protocols that have threads of their own: hands them to the gateway's threads in turn. */
public final class Lookups {

    private final List<GatewayLoop> loops;
    private final AtomicInteger next = new AtomicInteger();

    /**
     * Lookups by some threads.
     *
     * @param loops at least one.
     */
    public Lookups(List<GatewayLoop> loops) {
        this.loops = List.copyOf(loops);
    }

    /**
     * Begins a lookup, on any thread.
     *
     * @param lookup to be answered, see {@link LookupListener}; nobody else's until it is.
     */
    public void submit(Lookup lookup) {
        loop().submit(lookup);
    }

    /**
     * One of the threads, for tasks that need its client.
     *
     * @return the next in turn.
     */
    public GatewayLoop loop() {
        return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
    }

    /**
     * What the directory said last about the cluster, at most about a second ago while it answers.
     *
     * @return empty before its first answer.
     */
    public Optional<ClusterView> view() {
        return loop().view();
    }
}

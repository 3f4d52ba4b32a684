package io.cairn.ops.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One question asked of Cairn and of its peer. */
public interface Bench {

    /**
     * What is measured.
     *
     * @return {@code pull} or {@code push}.
     */
    String name();

    /**
     * Measures Cairn: starts a node as a process, fills it, ends it.
     *
     * @return what it reached.
     */
    SystemRate cairn();

    /**
     * Measures Redis: starts a server as a process, fills it, ends it.
     *
     * @param tools where Redis is installed.
     * @return what it reached.
     */
    SystemRate redis(RedisTools tools);

    /**
     * Measures both, one after the other.
     *
     * @param workload what is measured, for the report.
     * @param machine  where, for the report.
     * @param peer     Redis, or empty to measure Cairn alone.
     * @return the report.
     */
    default BenchReport run(Workload workload, Machine machine, Optional<RedisTools> peer) {
        List<SystemRate> systems = new ArrayList<>();
        systems.add(cairn());
        peer.ifPresent(tools -> systems.add(redis(tools)));
        return BenchReport.of(name(), workload, machine, systems);
    }
}

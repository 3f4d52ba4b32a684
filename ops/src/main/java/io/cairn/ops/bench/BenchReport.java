package io.cairn.ops.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A benchmark's outcome with all that is needed to repeat it.
 *
 * @param bench    {@code pull} or {@code push}.
 * @param workload what was measured.
 * @param machine  where.
 * @param systems  Cairn first, then its peers; all measured in the same run.
 * @param ratios   Cairn's rows per second over the peer's, by peer.
 */
public record BenchReport(
    String bench, Workload workload, Machine machine, List<SystemRate> systems, Map<String, Double> ratios) {

    /**
     * A report of systems measured one after the other.
     *
     * @param bench    {@code pull} or {@code push}.
     * @param workload what was measured.
     * @param machine  where.
     * @param systems  Cairn first, then its peers.
     * @return the report with the ratios.
     */
    public static BenchReport of(String bench, Workload workload, Machine machine, List<SystemRate> systems) {
        double own = systems.get(0).rowsPerSecond();
        Map<String, Double> ratios = systems.stream()
            .skip(1)
            .collect(Collectors.toMap(SystemRate::system, peer -> own / peer.rowsPerSecond()));
        return new BenchReport(bench, workload, machine, List.copyOf(systems), ratios);
    }
}

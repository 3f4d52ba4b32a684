package io.cairn.ops.bench;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What one system reached.
 *
 * @param system        name and version.
 * @param rowsPerSecond rows pulled, or pushed and applied.
 * @param latencyMicros microseconds of one request with nothing else in flight, by percentile ({@code p50}, …).
 * @param settings      what the system and its client were told.
 */
public record SystemRate(String system, double rowsPerSecond, Map<String, Double> latencyMicros, String settings) {

    private static final double NANOS_PER_MICRO = 1000;
    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * A rate.
     *
     * @param rows  that were counted.
     * @param nanos that it took, in nanoseconds.
     * @return rows per second.
     */
    static double perSecond(long rows, long nanos) {
        return rows * NANOS_PER_SECOND / nanos;
    }

    /**
     * Percentiles of recorded times.
     *
     * @param nanos times in nanoseconds.
     * @return the median, 99 % and 99.9 % in microseconds.
     */
    public static Map<String, Double> latencyMicros(Histogram nanos) {
        Map<String, Double> percentiles = new LinkedHashMap<>();
        percentiles.put("p50", nanos.getValueAtPercentile(50) / NANOS_PER_MICRO);
        percentiles.put("p99", nanos.getValueAtPercentile(99) / NANOS_PER_MICRO);
        percentiles.put("p99.9", nanos.getValueAtPercentile(99.9) / NANOS_PER_MICRO);
        return Collections.unmodifiableMap(percentiles);
    }
}

package io.cairn.ops.bench;

import java.util.Map;

/**
 * What the gateway reached over gRPC at a rate that does not wait for it.
 *
 * @param workload          rows and their dimension, rows of a request, seconds.
 * @param machine           where.
 * @param requestsPerSecond that were to be sent.
 * @param answered          requests answered.
 * @param failed            requests not answered.
 * @param latencyMicros     microseconds from the time a request was due to its answer, by percentile ({@code p50}, …).
 */
public record GrpcReport(
    Workload workload, Machine machine, int requestsPerSecond, long answered, long failed,
    Map<String, Double> latencyMicros) {
}

package io.cairn.ops.bench;

import java.util.Locale;
import java.util.Set;

/**
 * What is measured.
 *
 * @param dimension weights per row, float32.
 * @param rows      rows in the table; keys are drawn uniformly from them.
 * @param batch     rows of one pull or push.
 * @param inFlight  requests of the client that may be unanswered while the rate is measured.
 * @param transport how client and node talk.
 * @param seconds   length of each measurement.
 * @param replicas  replicas of the shard, a process each: 1, 3 or 5.
 */
public record Workload(
    int dimension, long rows, int batch, int inFlight, Transport transport, int seconds, int replicas) {

    private static final Set<Integer> REPLICAS = Set.of(1, 3, 5);

    /** How client and node talk. */
    public enum Transport {
        /** UDP on loopback. */
        UDP,
        /** Shared memory. */
        IPC;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks the ranges. */
    public Workload {
        require(dimension >= 1 && dimension <= 8192, "dim must be 1 to 8192", dimension);
        require(rows >= 1 && rows <= 1_000_000_000, "rows must be 1 to 1,000,000,000", rows);
        require(batch >= 1 && batch <= 100_000 && batch <= rows, "batch must be 1 to 100,000 and at most rows", batch);
        require(inFlight >= 1 && inFlight <= 1024, "in-flight must be 1 to 1024", inFlight);
        require(seconds >= 1 && seconds <= 3600, "seconds must be 1 to 3600", seconds);
        require(REPLICAS.contains(replicas), "replicas must be 1, 3 or 5", replicas);
        require(replicas == 1 || transport == Transport.UDP, "replicas must be 1 with transport ipc", replicas);
    }

    /**
     * Size of one row's weights.
     *
     * @return bytes.
     */
    public int rowBytes() {
        return dimension * Float.BYTES;
    }

    private static void require(boolean holds, String rule, long value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", got " + value);
        }
    }
}

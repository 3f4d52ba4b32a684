package io.cairn.ops.bench;

import java.util.List;

/**
 * What the gateway and Redis reached with {@code redis-benchmark}.
 *
 * @param rows      in the table.
 * @param dimension weights of a row, float32.
 * @param machine   where.
 * @param works     one for each kind of request.
 */
public record RespReport(long rows, int dimension, Machine machine, List<Work> works) {

    /**
     * One kind of request.
     *
     * @param request what it is, for people.
     * @param systems Cairn first, then Redis where it was measured.
     */
    public record Work(String request, List<Rate> systems) {

        /**
         * How Cairn compares with Redis.
         *
         * @return rows per second by rows per second, 0 without Redis.
         */
        public double ratio() {
            return systems.size() < 2 ? 0 : systems.get(0).rowsPerSecond() / systems.get(1).rowsPerSecond();
        }
    }

    /**
     * What one system reached.
     *
     * @param system        name and version.
     * @param rowsPerSecond rows answered, the median of the rounds.
     * @param p50Micros     median of the time of a request, that of the median round.
     * @param p99Micros     99 % of requests took no longer, that of the median round.
     */
    public record Rate(String system, double rowsPerSecond, double p50Micros, double p99Micros) {
    }
}

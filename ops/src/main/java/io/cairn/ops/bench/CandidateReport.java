package io.cairn.ops.bench;

import java.util.List;

/**
 * How fast one thread encodes candidates behind a history, in candidates per second.
 *
 * @param machine    where.
 * @param model      what encodes, with its size.
 * @param history    events of the history.
 * @param microbatch candidates of one pass, where there are microbatches.
 * @param oneByOne   each candidate with the whole history in a pass of its own, whatever their number.
 * @param requests   by number of candidates.
 */
public record CandidateReport(
    Machine machine, String model, int history, int microbatch, double oneByOne, List<Request> requests) {

    /**
     * Requests of one size, in candidates per second.
     *
     * @param candidates   of a request.
     * @param oneBatch     history and candidates encoded at each request, all candidates in one pass.
     * @param microbatches the same in microbatches.
     * @param kept         the history kept over requests but for its last event, candidates in microbatches.
     */
    public record Request(int candidates, double oneBatch, double microbatches, double kept) {
    }
}

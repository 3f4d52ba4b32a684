package io.cairn.ops.verify;

import java.util.List;

/**
 * How a run of the fault suite ended.
 *
 * @param settings     what was asked for.
 * @param pushes       pushes acknowledged, of all clients.
 * @param unknown      pushes whose call failed; each may count or not.
 * @param lost         acknowledged pushes of rows that the rows do not have.
 * @param repeated     what the rows have more than was pushed.
 * @param broken       what is wrong, in words; empty if all promises were kept.
 * @param leftOut      kinds of faults that cannot be done here, with the reason.
 * @param waits        what clients noticed of the time between faults, then by kind of fault.
 */
public record FaultReport(FaultSettings settings, long pushes, long unknown, long lost, long repeated,
                          List<String> broken, List<String> leftOut, List<Waits> waits) {

    /** Keeps copies. */
    public FaultReport {
        broken = List.copyOf(broken);
        leftOut = List.copyOf(leftOut);
        waits = List.copyOf(waits);
    }

    /**
     * The worst that clients noticed of a kind of fault.
     *
     * @param fault  the kind, for people.
     * @param count  how often it came.
     * @param pushMs longest time in which a client had no push acknowledged, in milliseconds.
     * @param pullMs longest time a pull was without an answer, in milliseconds.
     */
    public record Waits(String fault, int count, long pushMs, long pullMs) {

        /** Both together. */
        Waits worse(Waits other) {
            return new Waits(fault, count + other.count, Math.max(pushMs, other.pushMs),
                Math.max(pullMs, other.pullMs));
        }
    }

    /**
     * Whether nothing was lost or repeated, and all replicas are equal.
     *
     * @return the verdict.
     */
    public boolean kept() {
        return broken.isEmpty();
    }
}

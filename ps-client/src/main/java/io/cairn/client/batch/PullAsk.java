package io.cairn.client.batch;

import io.cairn.client.replica.ReplicaSet;

/** A run of a pull's keys that one message asks for, of one replica after the other until one has answered. */
final class PullAsk {

    private final int place;
    private PullBatch batch;
    private int round;
    private int start;
    private int count;
    private int slotMapVersion;
    private long minPosition;
    private int received;
    private int member = ReplicaSet.NONE;
    private int avoided = ReplicaSet.NONE;
    private int silences;
    private long correlationId;
    private long sinceNs;

    /** An ask with a place in its window. */
    PullAsk(int place) {
        this.place = place;
    }

    int place() {
        return place;
    }

    void begin(PullBatch asking, int first, int keys, int version, long position) {
        batch = asking;
        round = asking.round();
        start = first;
        count = keys;
        slotMapVersion = version;
        minPosition = position;
        avoided = ReplicaSet.NONE;
        silences = 0;
    }

    /** The message is out; answers to earlier ones are known by their correlation id, and dropped. */
    void asked(int replica, long id, long nowNs) {
        member = replica;
        correlationId = id;
        received = 0;
        sinceNs = nowNs;
    }

    /** Is to be asked again, rather elsewhere, at a given time. */
    void askAgain(long atNs) {
        avoided = member;
        member = ReplicaSet.NONE;
        sinceNs = atNs;
    }

    void end() {
        batch = null;
        member = ReplicaSet.NONE;
    }

    boolean isActive() {
        return batch != null;
    }

    /** Whether some replica owes the answer. */
    boolean isAsked() {
        return member != ReplicaSet.NONE;
    }

    /** Whether the batch still waits for the answer. */
    boolean isWanted() {
        return batch.round() == round;
    }

    PullBatch batch() {
        return batch;
    }

    /** First routed position of the run. */
    int start() {
        return start;
    }

    int count() {
        return count;
    }

    int slotMapVersion() {
        return slotMapVersion;
    }

    long minPosition() {
        return minPosition;
    }

    int received() {
        return received;
    }

    void received(int rows) {
        received += rows;
    }

    /** The replica that was asked. */
    int member() {
        return member;
    }

    /** The replica asked before that, in vain. */
    int avoided() {
        return avoided;
    }

    long correlationId() {
        return correlationId;
    }

    /** When it was asked, or is to be asked. */
    long sinceNs() {
        return sinceNs;
    }

    /** How often it was asked and not answered. */
    int silences() {
        return silences;
    }

    void keptSilent() {
        silences++;
    }
}

package io.cairn.server.endpoint;

import io.cairn.wire.codecs.ErrorCode;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What a replica counts. Written by its owner thread with plain stores, read by any thread a little late.
 */
public final class ReplicaCounters {

    private static final int CODES = 256;

    private final AtomicLong pulls = new AtomicLong();
    private final AtomicLong pulledRows = new AtomicLong();
    private final AtomicLong pushes = new AtomicLong();
    private final AtomicLong pushedRows = new AtomicLong();
    private final AtomicLong duplicates = new AtomicLong();
    private final AtomicLong overtaken = new AtomicLong();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong position = new AtomicLong();
    private final AtomicLong sessions = new AtomicLong();
    private final AtomicLongArray refusals = new AtomicLongArray(CODES);

    /** Creates counters at 0. */
    public ReplicaCounters() {
    }

    /**
     * Counts an answered pull.
     *
     * @param rowCount rows in the answer.
     */
    public void onPull(int rowCount) {
        add(pulls, 1);
        add(pulledRows, rowCount);
    }

    /**
     * Counts an applied push.
     *
     * @param rowCount rows it changed.
     */
    public void onPush(int rowCount) {
        add(pushes, 1);
        add(pushedRows, rowCount);
    }

    /** Counts a push that came out of the log a second time, or out of turn, and changed nothing. */
    public void onDuplicatePush() {
        add(duplicates, 1);
    }

    /** Counts a push whose table was dropped between the door and the log; its sequence moved, no row changed. */
    public void onOvertakenPush() {
        add(overtaken, 1);
    }

    /**
     * Counts a refused request.
     *
     * @param code why.
     */
    public void onRefusal(ErrorCode code) {
        int index = code.value();
        refusals.lazySet(index, refusals.get(index) + 1);
    }

    /**
     * Publishes how far the log is applied.
     *
     * @param logPosition of the last message applied.
     */
    public void position(long logPosition) {
        position.lazySet(logPosition);
    }

    /**
     * Publishes the number of rows of all tables.
     *
     * @param rowCount 0 or above.
     */
    public void rows(long rowCount) {
        rows.lazySet(rowCount);
    }

    /**
     * Publishes the number of sessions.
     *
     * @param sessionCount 0 or above.
     */
    public void sessions(int sessionCount) {
        sessions.lazySet(sessionCount);
    }

    /**
     * Answered pulls.
     *
     * @return since the start of the process.
     */
    public long pulls() {
        return pulls.get();
    }

    /**
     * Rows in answered pulls.
     *
     * @return since the start of the process.
     */
    public long pulledRows() {
        return pulledRows.get();
    }

    /**
     * Applied pushes, those of the replay at start included.
     *
     * @return since the start of the process.
     */
    public long pushes() {
        return pushes.get();
    }

    /**
     * Rows changed by applied pushes.
     *
     * @return since the start of the process.
     */
    public long pushedRows() {
        return pushedRows.get();
    }

    /**
     * Pushes in the log that changed nothing.
     *
     * @return since the start of the process.
     */
    public long duplicatePushes() {
        return duplicates.get();
    }

    /**
     * Pushes whose table was gone when they came out of the log.
     *
     * @return since the start.
     */
    public long overtakenPushes() {
        return overtaken.get();
    }

    /**
     * Rows of all tables.
     *
     * @return at most a second old.
     */
    public long rows() {
        return rows.get();
    }

    /**
     * How far the log is applied.
     *
     * @return a log position.
     */
    public long position() {
        return position.get();
    }

    /**
     * Sessions of clients.
     *
     * @return 0 or above.
     */
    public long sessions() {
        return sessions.get();
    }

    /**
     * Refused requests.
     *
     * @param code why.
     * @return since the start of the process.
     */
    public long refusals(ErrorCode code) {
        return refusals.get(code.value());
    }

    private static void add(AtomicLong counter, long delta) {
        counter.lazySet(counter.getPlain() + delta);
    }
}

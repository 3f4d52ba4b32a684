package io.cairn.client.batch;

import io.cairn.client.reply.CairnException;
import io.cairn.client.reply.Reply;
import io.cairn.client.routing.RoutedKeys;
import io.cairn.client.routing.SlotRouter;
import io.cairn.client.view.Table;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Keys of one call on their way to the shards. For each shard it knows which routed positions are still to be sent.
 * Objects and their arrays are used again once their caller has closed them and nothing in flight refers to them.
 */
public abstract class RoutedBatch extends Reply {

    /** Says that a batch waits for nothing. */
    private static final long NOT_PARKED = -1;
    private static final long[] NO_KEYS = new long[0];

    private final ArrayDeque<RoutedBatch> pool;
    private final RoutedKeys routed = new RoutedKeys();
    private int[] next = new int[1];
    private Table table;
    private long[] keys = NO_KEYS;
    private int count;
    private int unsent;
    private long deadlineNs;
    private long parkedEpoch = NOT_PARKED;
    private CairnException refusal;
    private boolean listed;
    private boolean released;
    private boolean pooled;

    RoutedBatch(ArrayDeque<RoutedBatch> pool) {
        this.pool = pool;
    }

    final void begin(Table batchTable, long[] batchKeys, int keyCount, long deadline) {
        if (keyCount < 0 || keyCount > batchKeys.length) {
            throw new IllegalArgumentException(keyCount + " keys of an array of " + batchKeys.length);
        }
        begin();
        table = batchTable;
        keys = batchKeys;
        count = keyCount;
        unsent = keyCount;
        deadlineNs = deadline;
        parkedEpoch = NOT_PARKED;
        refusal = null;
        released = false;
        pooled = false;
    }

    /**
     * Splits the keys by shard, and with that makes all of them unsent.
     *
     * @param router     owner of each key.
     * @param shardCount number of shards.
     */
    public final void route(SlotRouter router, int shardCount) {
        parkedEpoch = NOT_PARKED;
        router.split(keys, count, routed);
        if (next.length < shardCount) {
            next = new int[shardCount];
        }
        for (int shard = 0; shard < shardCount; shard++) {
            next[shard] = routed.start(shard);
        }
        unsent = count;
    }

    /** Holds the batch back until the directory's view is newer than the one it failed under. */
    final void park(long viewEpoch, CairnException reason) {
        parkedEpoch = viewEpoch;
        refusal = reason;
        unsent = count;
    }

    /**
     * Whether the batch waits for a view newer than one.
     *
     * @param viewEpoch count of views seen so far.
     * @return false if it may be sent.
     */
    public final boolean isParked(long viewEpoch) {
        return parkedEpoch != NOT_PARKED && viewEpoch <= parkedEpoch;
    }

    /**
     * Whether the batch has been held back and has to be routed anew.
     *
     * @return true until {@link #route}.
     */
    public final boolean needsRouting() {
        return parkedEpoch != NOT_PARKED;
    }

    /**
     * Whether some of a shard's keys were not sent yet.
     *
     * @param shard its id.
     * @return true if the shard has to be asked for more.
     */
    public final boolean hasUnsent(int shard) {
        return unsent > 0 && next[shard] < routed.end(shard);
    }

    /** Whether nothing of a shard's part was sent since the batch was routed. */
    final boolean isUntouched(int shard) {
        return next[shard] == routed.start(shard);
    }

    final int next(int shard) {
        return next[shard];
    }

    final int unsent(int shard) {
        return routed.end(shard) - next[shard];
    }

    final void sent(int shard, int keyCount) {
        next[shard] += keyCount;
        unsent -= keyCount;
    }

    final void dropUnsent() {
        unsent = 0;
        Arrays.fill(next, Integer.MAX_VALUE);
    }

    final int unsent() {
        return unsent;
    }

    final RoutedKeys routed() {
        return routed;
    }

    /**
     * The table of the call.
     *
     * @return as given by the caller.
     */
    public final Table table() {
        return table;
    }

    final long key(int place) {
        return keys[place];
    }

    final long[] keys() {
        return keys;
    }

    /**
     * Number of keys of the call.
     *
     * @return 0 or more.
     */
    public final int count() {
        return count;
    }

    final long deadlineNs() {
        return deadlineNs;
    }

    /**
     * Whether the call's time is over while something of it is still to be done.
     *
     * @param nowNs monotonic time in nanoseconds.
     * @return true if it has to be failed.
     */
    public final boolean isLate(long nowNs) {
        return nowNs - deadlineNs >= 0 && !isSettled();
    }

    /**
     * Whether the client has nothing more to send, and nobody to tell what becomes of it.
     *
     * @return true once it is done, or accepted and its reply let go.
     */
    public final boolean isSettled() {
        return isDone() || (released && isAccepted());
    }

    /** Remembers why a part of the batch is tried again. */
    final void lastRefusal(CairnException reason) {
        refusal = reason;
    }

    /**
     * The last refusal after which the batch was tried again.
     *
     * @return its message, empty if there was none.
     */
    public final String lastRefusal() {
        return refusal == null ? "" : refusal.getMessage();
    }

    /**
     * Ends the call with a failure: the one given, or the refusal it has been waiting to get past.
     *
     * @param reason what went wrong.
     */
    public abstract void fail(CairnException reason);

    /** Ends the call with the refusal that it cannot get past. */
    public final void failAsRefused() {
        fail(refusal);
    }

    /**
     * Says whether the client's list of active batches holds this one.
     *
     * @param isListed false once it was taken out.
     */
    public final void listed(boolean isListed) {
        listed = isListed;
        recycle();
    }

    final boolean isReleased() {
        return released;
    }

    final void release() {
        released = true;
        recycle();
    }

    /** Whether messages in flight still refer to the batch in a way that counts. */
    abstract boolean isReferenced();

    final void recycle() {
        if (released && !listed && !pooled && !isReferenced()) {
            pooled = true;
            pool.addLast(this);
        }
    }
}

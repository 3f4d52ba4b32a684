package io.cairn.client.batch;

import io.cairn.client.reply.CairnException;
import io.cairn.client.view.Table;
import java.util.ArrayDeque;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One push. Its rows are copied message by message into the windows of their shards; from then on the windows keep them
 * until they are acknowledged. A message refused because the cluster's view was stale becomes a push of its own, whose
 * end counts as the message's end.
 */
public final class PushBatch extends RoutedBatch {

    private static final DirectBuffer NO_GRADIENTS = new UnsafeBuffer(0, 0);
    private static final long NOT_NUMBERED = 0;

    private final BatchOwner owner;
    private DirectBuffer gradients = NO_GRADIENTS;
    private int rowBytes;
    private boolean stored;
    private long sequence;
    private boolean awaitsTurn;
    private PushBatch parent;
    private int unacknowledged;

    /**
     * A batch for the pool.
     *
     * @param pool  where it goes when its caller and the client are done with it.
     * @param owner hears of failures that no caller waits for any more.
     */
    public PushBatch(ArrayDeque<RoutedBatch> pool, BatchOwner owner) {
        super(pool);
        this.owner = owner;
    }

    /**
     * Begins a push.
     *
     * @param table      what to change.
     * @param keys       which rows, each once; unchanged by the caller until the reply is accepted.
     * @param count      how many of the keys, from the first.
     * @param source     gradient i at i times the row's bytes; unchanged until the reply is accepted.
     * @param deadlineNs when the caller gives up.
     */
    public void begin(Table table, long[] keys, int count, DirectBuffer source, long deadlineNs) {
        kind(false, NOT_NUMBERED);
        begin(table, keys, count, source, table.rowBytes(), deadlineNs);
    }

    /**
     * Begins a push that is one message of a number to every shard, without rows where there are none for it.
     *
     * @param number     sequence of the messages, 1 or more.
     * @param table      what to change.
     * @param keys       which rows, each once; unchanged by the caller until the reply is accepted.
     * @param count      how many of the keys, from the first.
     * @param source     gradient i at i times the row's bytes; unchanged until the reply is accepted.
     * @param deadlineNs when the caller gives up.
     */
    public void beginNumbered(
        long number, Table table, long[] keys, int count, DirectBuffer source, long deadlineNs) {
        kind(false, number);
        begin(table, keys, count, source, table.rowBytes(), deadlineNs);
    }

    /**
     * Begins to put stored rows in place, as a push does with gradients.
     *
     * @param table      whose rows they are.
     * @param keys       of the rows, each once; unchanged by the caller until the reply is accepted.
     * @param count      how many of the keys, from the first.
     * @param source     row i at i times the length of a row; unchanged until the reply is accepted.
     * @param bytes      length of a stored row: header, weights, optimizer state.
     * @param deadlineNs when the caller gives up.
     */
    public void beginStored(Table table, long[] keys, int count, DirectBuffer source, int bytes, long deadlineNs) {
        kind(true, NOT_NUMBERED);
        begin(table, keys, count, source, bytes, deadlineNs);
    }

    private void kind(boolean ofStoredRows, long number) {
        stored = ofStoredRows;
        sequence = number;
        awaitsTurn = number != NOT_NUMBERED;
    }

    private void begin(Table table, long[] keys, int count, DirectBuffer source, int bytes, long deadlineNs) {
        if ((long) count * bytes > source.capacity()) {
            throw new IllegalArgumentException(count + " rows of " + bytes
                + " bytes are more than a buffer of " + source.capacity() + " holds");
        }
        begin(table, keys, count, deadlineNs);
        rowBytes = bytes;
        gradients = source;
        parent = null;
        unacknowledged = 0;
        completeIfAnswered();
    }

    /** A push made of one refused message of this one, to be sent under a newer view. */
    PushBatch reroute(long[] keys, DirectBuffer messageGradients, long viewEpoch, CairnException reason) {
        PushBatch child = owner.reroute();
        child.kind(stored, NOT_NUMBERED);
        child.begin(table(), keys, keys.length, messageGradients, rowBytes, deadlineNs());
        child.parent = this;
        child.park(viewEpoch, reason);
        child.release();
        return child;
    }

    /**
     * Whether this push is a refused message of another one.
     *
     * @return true until it has come to its end.
     */
    public boolean isRerouted() {
        return parent != null;
    }

    /**
     * Whether the push is one message of a given number to every shard.
     *
     * @return true if its caller has numbered it.
     */
    public boolean isNumbered() {
        return sequence != NOT_NUMBERED;
    }

    /** The number that the caller gave. */
    long sequence() {
        return sequence;
    }

    /** Every shard's window has the message of a numbered push, and has had it before or holds it now. */
    public void taken() {
        awaitsTurn = false;
        completeIfAnswered();
    }

    /** Copies gradients of routed positions behind each other. */
    void read(int position, int rowCount, MutableDirectBuffer target, int offset) {
        if (routed().isIdentity()) {
            target.putBytes(offset, gradients, position * rowBytes, rowCount * rowBytes);
            return;
        }
        int to = offset;
        for (int i = position; i < position + rowCount; i++) {
            target.putBytes(to, gradients, routed().place(i) * rowBytes, rowBytes);
            to += rowBytes;
        }
    }

    /** Bytes that each key brings with it. */
    int rowBytes() {
        return rowBytes;
    }

    /** Whether the rows are stored ones to be put in place, not gradients. */
    boolean isStored() {
        return stored;
    }

    void accepted(int shard, int rowCount) {
        unacknowledged++;
        sent(shard, rowCount);
    }

    void acknowledged(long position) {
        position(position, false);
        unacknowledged--;
        completeIfAnswered();
    }

    /** One message of the push has failed; what is not accepted yet is not sent any more. */
    void refused(CairnException reason) {
        unacknowledged--;
        fail(reason);
    }

    /** Ends the push now; messages in the windows stay there, since they may count already. */
    @Override
    public void fail(CairnException reason) {
        boolean isNews = !isFailed();
        drop();
        failure(reason);
        complete();
        if (parent != null) {
            PushBatch whole = parent;
            parent = null;
            whole.refused(reason);
        } else if (isNews && isReleased()) {
            owner.onUnclaimedFailure(reason);
        }
        recycle();
    }

    private void completeIfAnswered() {
        if (hasSent() && unacknowledged == 0 && !isDone()) {
            complete();
            if (parent != null) {
                PushBatch whole = parent;
                parent = null;
                whole.acknowledged(position());
            }
        }
        recycle();
    }

    @Override
    public boolean isAccepted() {
        return isDone() || hasSent();
    }

    private boolean hasSent() {
        return unsent() == 0 && !awaitsTurn;
    }

    private void drop() {
        dropUnsent();
        awaitsTurn = false;
    }

    @Override
    public void close() {
        drop();
        gradients = NO_GRADIENTS;
        completeIfAnswered();
        release();
    }

    @Override
    boolean isReferenced() {
        return unacknowledged > 0;
    }
}

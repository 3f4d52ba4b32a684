package io.cairn.client.batch;

import io.cairn.client.reply.CairnException;
import io.cairn.client.reply.LookupRows;
import io.cairn.client.view.Table;
import io.cairn.wire.codecs.RowContent;
import java.util.ArrayDeque;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One pull: rows go to the place of their key in the caller's buffer as they arrive. Reads change nothing, so when the
 * keys turn out to be routed wrongly the whole batch is asked again; answers to the earlier round are known by its
 * number, and dropped.
 */
public final class PullBatch extends RoutedBatch {

    private static final MutableDirectBuffer NO_ROWS = new UnsafeBuffer(0, 0);

    private MutableDirectBuffer rows = NO_ROWS;
    private RowContent content = RowContent.WEIGHTS;
    private int stride;
    private int unanswered;
    private int round;
    private long timestampMs;

    /**
     * A batch for the pool.
     *
     * @param pool where it goes when its caller and the client are done with it.
     */
    public PullBatch(ArrayDeque<RoutedBatch> pool) {
        super(pool);
    }

    /**
     * Begins a pull.
     *
     * @param table       what to read.
     * @param keys        which rows; unchanged by the caller until the reply is done.
     * @param count       how many of the keys, from the first.
     * @param target      receives row i at i times the row's bytes.
     * @param withHeaders whether each row begins with its header, see {@link LookupRows}.
     * @param deadlineNs  when the caller gives up.
     */
    public void begin(
        Table table, long[] keys, int count, MutableDirectBuffer target, boolean withHeaders, long deadlineNs) {
        int bytesPerRow = table.rowBytes() + (withHeaders ? LookupRows.HEADER_BYTES : 0);
        if ((long) count * bytesPerRow > target.capacity()) {
            throw new IllegalArgumentException(count + " rows of " + bytesPerRow + " bytes do not fit a buffer of "
                + target.capacity());
        }
        begin(table, keys, count, deadlineNs);
        rows = target;
        content = withHeaders ? RowContent.HEADER_AND_WEIGHTS : RowContent.WEIGHTS;
        stride = bytesPerRow;
        unanswered = count;
        timestampMs = Long.MAX_VALUE;
        if (count == 0) {
            complete();
        }
    }

    /** Asks everything again once the view is newer. */
    void restart(long viewEpoch, CairnException reason) {
        round++;
        unanswered = count();
        park(viewEpoch, reason);
    }

    int round() {
        return round;
    }

    int stride() {
        return stride;
    }

    RowContent content() {
        return content;
    }

    /** Writes rows from routed position {@code position} on to their places. */
    void write(int position, int rowCount, DirectBuffer source, int offset) {
        if (routed().isIdentity()) {
            rows.putBytes(position * stride, source, offset, rowCount * stride);
            return;
        }
        int from = offset;
        for (int i = position; i < position + rowCount; i++) {
            rows.putBytes(routed().place(i) * stride, source, from, stride);
            from += stride;
        }
    }

    void answered(int rowCount, long position, long clusterTimeMs) {
        unanswered -= rowCount;
        position(position, true);
        timestampMs = Math.min(timestampMs, clusterTimeMs);
        if (unanswered == 0) {
            complete();
        }
    }

    @Override
    public long timestampMs() {
        return timestampMs;
    }

    @Override
    public void fail(CairnException reason) {
        round++;
        dropUnsent();
        failure(reason);
        complete();
    }

    @Override
    public boolean isAccepted() {
        return isDone();
    }

    @Override
    public void close() {
        round++;
        dropUnsent();
        complete();
        rows = NO_ROWS;
        release();
    }

    @Override
    boolean isReferenced() {
        return false;
    }
}

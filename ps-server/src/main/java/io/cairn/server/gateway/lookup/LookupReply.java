package io.cairn.server.gateway.lookup;

import io.cairn.client.reply.LookupRows;
import io.cairn.client.view.Table;
import io.netty.buffer.ByteBuf;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/** The answer to a lookup, as its options want it: a row for each key, or for each list. Valid during one call. */
public final class LookupReply {

    private static final int NONE = -1;

    private Lookup lookup;
    private Table table;
    private LookupRows rows;
    private int firstRow;
    private long position;
    private long timestampMs;
    private long ageMs;
    private float[] weights = new float[0];
    private int loaded = NONE;
    private boolean loadedPresent;

    /** A reply to be filled by the desk. */
    LookupReply() {
        // all comes with wrap
    }

    /** Takes the answer in: rows from {@code first} on belong to the lookup. */
    void wrap(Lookup asked, Table of, LookupRows read, int first) {
        lookup = asked;
        table = of;
        rows = read;
        firstRow = first;
        loaded = NONE;
        if (weights.length < of.dimension()) {
            weights = new float[of.dimension()];
        }
    }

    /** Takes in where in the log, and when, the rows were read. */
    void readAt(long logPosition, long clusterTimeMs, long nowMs) {
        position = logPosition;
        timestampMs = clusterTimeMs;
        ageMs = Math.max(0, nowMs - clusterTimeMs);
    }

    /**
     * What was looked up.
     *
     * @return the lookup.
     */
    public Lookup lookup() {
        return lookup;
    }

    /**
     * The table that the lookup's name stands for.
     *
     * @return the table.
     */
    public Table table() {
        return table;
    }

    /**
     * Number of rows.
     *
     * @return {@link Lookup#rowCount()}.
     */
    public int rowCount() {
        return lookup.rowCount();
    }

    /**
     * Bytes of each row that is present.
     *
     * @return 1 or more.
     */
    public int rowBytes() {
        return lookup.options().encoding().rowBytes(table.dimension());
    }

    /**
     * Lowest log position that rows were read at.
     *
     * @return a position of the shard's log; those of several shards do not compare.
     */
    public long position() {
        return position;
    }

    /**
     * When the rows were read, the oldest time among the shards that answered.
     *
     * @return cluster time in milliseconds since 1970.
     */
    public long timestampMs() {
        return timestampMs;
    }

    /**
     * How old the rows are.
     *
     * @return milliseconds since {@link #timestampMs()}, 0 or more.
     */
    public long ageMs() {
        return ageMs;
    }

    /**
     * Whether there is a row to show.
     *
     * @param row from 0.
     * @return false if the options leave keys without a row absent, and this one is, or all keys of this list are.
     */
    public boolean isPresent(int row) {
        if (lookup.options().missing() != MissingKeys.ABSENT) {
            return true;
        }
        if (lookup.options().pooling() == Pooling.NONE) {
            return rows.exists(firstRow + row);
        }
        load(row);
        return loadedPresent;
    }

    /**
     * One weight.
     *
     * @param row    from 0, present.
     * @param column from 0 up to the table's dimension.
     * @return the weight as stored or pooled, before it is encoded.
     */
    public float weight(int row, int column) {
        load(row);
        return weights[column];
    }

    /**
     * Writes a row.
     *
     * @param row from 0, present.
     * @param out receives {@link #rowBytes()} bytes.
     */
    public void write(int row, ByteBuf out) {
        LookupOptions options = lookup.options();
        if (options.encoding() == RowEncoding.FLOAT32 && options.pooling() == Pooling.NONE && isStored(row)) {
            DirectBuffer buffer = rows.buffer();
            int offset = buffer.wrapAdjustment() + rows.weightsOffset(firstRow + row);
            out.writeBytes(buffer.byteArray(), offset, table.rowBytes());
            return;
        }
        load(row);
        options.encoding().write(weights, table.dimension(), out);
    }

    /** Whether the answer of the cluster is what is to be shown. */
    private boolean isStored(int row) {
        return lookup.options().missing() != MissingKeys.ZEROS || rows.exists(firstRow + row);
    }

    private void load(int row) {
        if (loaded == row) {
            return;
        }
        loaded = row;
        if (lookup.options().pooling() == Pooling.NONE) {
            Arrays.fill(weights, 0, table.dimension(), 0);
            addRow(row);
            return;
        }
        pool(lookup.listStart(row), lookup.listEnd(row));
    }

    private void pool(int from, int to) {
        Arrays.fill(weights, 0, table.dimension(), 0);
        int counted = 0;
        for (int key = from; key < to; key++) {
            counted += addRow(key) ? 1 : 0;
        }
        loadedPresent = counted > 0;
        if (lookup.options().pooling() == Pooling.MEAN && counted > 1) {
            for (int i = 0; i < table.dimension(); i++) {
                weights[i] /= counted;
            }
        }
    }

    /** Adds a key's row, and says whether the key counts. */
    private boolean addRow(int key) {
        MissingKeys missing = lookup.options().missing();
        if (missing == MissingKeys.INITIAL || rows.exists(firstRow + key)) {
            DirectBuffer buffer = rows.buffer();
            int offset = rows.weightsOffset(firstRow + key);
            for (int i = 0; i < table.dimension(); i++) {
                weights[i] += buffer.getFloat(offset + i * Float.BYTES, ByteOrder.LITTLE_ENDIAN);
            }
            return true;
        }
        return missing == MissingKeys.ZEROS;
    }
}

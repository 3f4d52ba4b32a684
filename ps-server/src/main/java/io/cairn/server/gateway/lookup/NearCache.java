package io.cairn.server.gateway.lookup;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cairn.client.reply.LookupRows;
import io.cairn.client.view.Table;
import io.cairn.config.ServingConfig;
import java.time.Duration;
import org.agrona.MutableDirectBuffer;

/**
 * Rows read before, for a while. A lookup is answered from here if all of its rows are; it tells the position and time
 * of the oldest. Of use where the same keys come again and again; keys drawn at random only pay for it.
 */
final class NearCache {

    /** What an entry takes beside its row, roughly. */
    private static final int ENTRY_BYTES = 96;

    private final Cache<RowKey, Row> rows;
    private final LookupRows found = new LookupRows();
    private long position;
    private long timestampMs;

    NearCache(ServingConfig limits) {
        rows = Caffeine.newBuilder()
            .expireAfterWrite(Duration.ofMillis(limits.cacheAgeMs()))
            .maximumWeight(limits.cacheBytesMax())
            .weigher((RowKey key, Row row) -> ENTRY_BYTES + row.length())
            .executor(Runnable::run)
            .build();
    }

    /** Which row, by the table and not by a name: an alias that was switched finds no row of the table before. */
    private record RowKey(int tableId, long key) {
    }

    /** A row with its header, and where in the log and when it was read. */
    private static final class Row {

        private final byte[] bytes;
        private final long position;
        private final long timestampMs;

        Row(byte[] bytes, long position, long timestampMs) {
            this.bytes = bytes;
            this.position = position;
            this.timestampMs = timestampMs;
        }

        int length() {
            return bytes.length;
        }
    }

    /** Looks for the rows of a lookup, and returns how many it found until one was missing. */
    int find(Lookup lookup, Table table) {
        MutableDirectBuffer target = found.prepare(lookup.keyCount(), table.rowBytes());
        int stride = LookupRows.HEADER_BYTES + table.rowBytes();
        position = Long.MAX_VALUE;
        timestampMs = Long.MAX_VALUE;
        for (int i = 0; i < lookup.keyCount(); i++) {
            Row row = rows.getIfPresent(new RowKey(table.id(), lookup.key(i)));
            if (row == null) {
                return i;
            }
            target.putBytes(i * stride, row.bytes);
            position = Math.min(position, row.position);
            timestampMs = Math.min(timestampMs, row.timestampMs);
        }
        return lookup.keyCount();
    }

    /** Rows of the lookup that was found. */
    LookupRows found() {
        return found;
    }

    long position() {
        return position;
    }

    long timestampMs() {
        return timestampMs;
    }

    /** Keeps rows that were read. */
    void put(TablePull pull) {
        LookupRows read = pull.rows();
        int stride = LookupRows.HEADER_BYTES + pull.table().rowBytes();
        for (int i = 0; i < pull.keyCount(); i++) {
            byte[] bytes = new byte[stride];
            read.buffer().getBytes(i * stride, bytes);
            rows.put(new RowKey(pull.table().id(), pull.keys()[i]),
                new Row(bytes, pull.reply().position(), pull.reply().timestampMs()));
        }
    }
}

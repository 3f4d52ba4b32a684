package io.cairn.server.gateway.lookup;

import io.cairn.client.reply.LookupRows;
import io.cairn.client.reply.Reply;
import io.cairn.client.view.Table;
import java.util.Arrays;

/** Lookups of one table that are answered by one pull. Used again and again. */
final class TablePull {

    private static final int LOOKUPS_MIN = 16;
    private static final int KEYS_MIN = 256;

    private final LookupRows rows = new LookupRows();
    private Table table;
    private Lookup[] lookups = new Lookup[LOOKUPS_MIN];
    private long[] tickets = new long[LOOKUPS_MIN];
    private int[] firstRows = new int[LOOKUPS_MIN];
    private int lookupCount;
    private long[] keys = new long[KEYS_MIN];
    private int keyCount;
    private Reply reply;

    void begin(Table of) {
        table = of;
        keyCount = 0;
    }

    void add(Lookup lookup) {
        if (lookupCount == lookups.length) {
            lookups = Arrays.copyOf(lookups, 2 * lookupCount);
            tickets = Arrays.copyOf(tickets, 2 * lookupCount);
            firstRows = Arrays.copyOf(firstRows, 2 * lookupCount);
        }
        lookups[lookupCount] = lookup;
        tickets[lookupCount] = lookup.ticket();
        firstRows[lookupCount] = keyCount;
        lookupCount++;
        int needed = keyCount + lookup.keyCount();
        if (needed > keys.length) {
            keys = Arrays.copyOf(keys, Math.max(needed, 2 * keys.length));
        }
        lookup.copyKeys(keys, keyCount);
        keyCount = needed;
    }

    /** Lets go of lookups. */
    void clear() {
        Arrays.fill(lookups, 0, lookupCount, null);
        lookupCount = 0;
    }

    void sent(Reply answer) {
        reply = answer;
    }

    Reply reply() {
        return reply;
    }

    Table table() {
        return table;
    }

    LookupRows rows() {
        return rows;
    }

    long[] keys() {
        return keys;
    }

    int keyCount() {
        return keyCount;
    }

    int lookupCount() {
        return lookupCount;
    }

    Lookup lookup(int place) {
        return lookups[place];
    }

    int firstRow(int place) {
        return firstRows[place];
    }

    /** Whether the lookup still waits, and for this pull. */
    boolean isOpen(int place) {
        return lookups[place].isOpen(tickets[place]);
    }

    /** When the last of the lookups that wait gives up. */
    long deadlineNs(long nowNs) {
        long latest = nowNs;
        for (int i = 0; i < lookupCount; i++) {
            if (isOpen(i) && lookups[i].deadlineNs() - latest > 0) {
                latest = lookups[i].deadlineNs();
            }
        }
        return latest;
    }
}

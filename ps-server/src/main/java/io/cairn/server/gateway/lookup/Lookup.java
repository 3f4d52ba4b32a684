package io.cairn.server.gateway.lookup;

import java.util.Arrays;

/**
 * One lookup: which rows, how, until when, for whom. Filled by a protocol, then submitted, and used again once it is
 * answered.
 */
public final class Lookup {

    /** Leaves the time that a lookup may take to the gateway. */
    public static final long NO_TIMEOUT = 0;

    private static final int KEYS_MIN = 16;

    private final Protocol protocol;
    private final LookupListener listener;
    private String table = "";
    private LookupOptions options = LookupOptions.DEFAULT;
    private long[] keys = new long[KEYS_MIN];
    private int keyCount;
    private int[] listEnds = new int[0];
    private int listCount;
    private long timeoutNs;
    private long startNs;
    private long deadlineNs;
    private boolean open;
    private long ticket;

    /**
     * A lookup for someone.
     *
     * @param protocol that it came by.
     * @param listener hears what becomes of it.
     */
    public Lookup(Protocol protocol, LookupListener listener) {
        this.protocol = protocol;
        this.listener = listener;
    }

    /**
     * Begins anew, with no keys.
     *
     * @param tableName     the table, or another name that stands for it.
     * @param lookupOptions how to answer.
     */
    public void begin(String tableName, LookupOptions lookupOptions) {
        table = tableName;
        options = lookupOptions;
        keyCount = 0;
        listCount = 0;
        timeoutNs = NO_TIMEOUT;
    }

    /**
     * Adds a key, to the list that is open where lists are pooled.
     *
     * @param key any.
     */
    public void add(long key) {
        if (keyCount == keys.length) {
            keys = Arrays.copyOf(keys, 2 * keyCount);
        }
        keys[keyCount++] = key;
    }

    /** Ends a list of keys, which may have none. Pooled, each list gives one row, and the last key ends a list. */
    public void endList() {
        if (listCount == listEnds.length) {
            listEnds = Arrays.copyOf(listEnds, Math.max(KEYS_MIN, 2 * listCount));
        }
        listEnds[listCount++] = keyCount;
    }

    /**
     * Bounds the time that it may take.
     *
     * @param nanos from its submission on; no more than the gateway allows counts.
     */
    public void timeout(long nanos) {
        timeoutNs = nanos;
    }

    /**
     * The table's name.
     *
     * @return as given.
     */
    public String table() {
        return table;
    }

    /**
     * How it is to be answered.
     *
     * @return as given.
     */
    public LookupOptions options() {
        return options;
    }

    /**
     * Keys so far.
     *
     * @return 0 or more.
     */
    public int keyCount() {
        return keyCount;
    }

    /**
     * One of its keys.
     *
     * @param place from 0.
     * @return the key.
     */
    public long key(int place) {
        return keys[place];
    }

    /**
     * Rows of the answer: one for each key, or one for each list where lists are pooled.
     *
     * @return 0 or more.
     */
    public int rowCount() {
        return options.pooling() == Pooling.NONE ? keyCount : listCount;
    }

    int listStart(int list) {
        return list == 0 ? 0 : listEnds[list - 1];
    }

    int listEnd(int list) {
        return listEnds[list];
    }

    void copyKeys(long[] target, int offset) {
        System.arraycopy(keys, 0, target, offset, keyCount);
    }

    void submitted(long nowNs, long timeoutMaxNs) {
        startNs = nowNs;
        deadlineNs = nowNs + (timeoutNs == NO_TIMEOUT ? timeoutMaxNs : Math.min(timeoutNs, timeoutMaxNs));
        open = true;
        ticket++;
    }

    Protocol protocol() {
        return protocol;
    }

    long startNs() {
        return startNs;
    }

    long deadlineNs() {
        return deadlineNs;
    }

    /** Number of this submission: the object is used again while a pull for an earlier one may be under way. */
    long ticket() {
        return ticket;
    }

    /** Whether its listener still waits for an answer to a submission. */
    boolean isOpen(long submission) {
        return open && ticket == submission;
    }

    void answer(LookupReply reply) {
        open = false;
        listener.onRows(reply);
    }

    void fail(LookupFailure failure) {
        open = false;
        listener.onFailure(failure);
    }
}

package io.cairn.server.snapshot;

/** Which state a file shows of rows that change while they are copied. */
public enum CopyMode {
    /** All rows as they were when the copy began: each is copied before it first changes. */
    CUT,
    /**
     * Each row as it was when its turn came. With the log from the beginning of the copy to its end that is the state
     * at the end: a row remembers the position that changed it last, so a replay knows which changes it has.
     */
    FUZZY
}

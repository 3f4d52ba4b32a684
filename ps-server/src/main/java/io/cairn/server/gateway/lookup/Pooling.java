package io.cairn.server.gateway.lookup;

/** What a lookup makes of a list of keys. */
public enum Pooling {
    /** A row for each key. */
    NONE,
    /** The sum of the list's rows. */
    SUM,
    /** The sum of the list's rows by their number. Keys that are absent do not count, see {@link MissingKeys}. */
    MEAN
}

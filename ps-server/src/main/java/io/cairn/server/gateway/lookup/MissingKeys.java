package io.cairn.server.gateway.lookup;

/** What a lookup answers for a key that has no row. */
public enum MissingKeys {
    /** That there is none. */
    ABSENT,
    /** A row of zeros. */
    ZEROS,
    /** The row that the key's first push would begin with. */
    INITIAL
}

package io.cairn.server.snapshot;

/** What a block of a snapshot holds. */
public enum BlockKind {
    /**
     * One table: number of its rows when the copy began i64, length of a row i32, 0 i32, then its TableDefinition
     * message.
     */
    TABLE(1),
    /** Last pushes of clients, in the layout of the shard. */
    CLIENTS(2),
    /** The directory's counts, in its layout. */
    REGISTRY(3),
    /** Runs of rows: table id i32, number of rows i32, then for each row its key i64 and its bytes. */
    ROWS(4),
    /**
     * Position at which the last row was copied i64. Then for each table, in the order of their blocks: id i32, 0 i32,
     * number of rows i64, sum of their digests i64.
     */
    END(5),
    /** The directory's aliases, in its layout. */
    ALIASES(6);

    private static final BlockKind[] KINDS = values();

    private final int code;

    BlockKind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static BlockKind of(int code) {
        if (code < 1 || code > KINDS.length) {
            throw new SnapshotException("a block of kind " + code + ", which is none");
        }
        return KINDS[code - 1];
    }
}

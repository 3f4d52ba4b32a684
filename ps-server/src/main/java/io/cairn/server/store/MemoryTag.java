package io.cairn.server.store;

/** What a piece of native memory is for. */
public enum MemoryTag {
    /** Rows, with the space that Chronicle Maps keep beside them. */
    ROWS,
    /** Cells of the key to address index. */
    INDEX,
    /** Blocks of a snapshot on their way to its file. */
    SNAPSHOT
}

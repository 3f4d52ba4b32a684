package io.cairn.table;

/**
 * The type a table's weights are stored in. The code is part of the wire and disk formats, so that smaller types can
 * follow without a new format.
 */
public enum DType {
    /** IEEE 754 binary32, little-endian, 4 bytes. */
    FLOAT32((short) 1, 4);

    private final short code;
    private final int bytes;

    DType(short code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /**
     * The number that stands for this type on the wire and on disk.
     *
     * @return the code, never reused.
     */
    public short code() {
        return code;
    }

    /**
     * Size of one value.
     *
     * @return bytes per value.
     */
    public int bytes() {
        return bytes;
    }

    /**
     * The type a code stands for.
     *
     * @param code as read from a message or file.
     * @return the type.
     * @throws IllegalArgumentException if no type of this release has that code.
     */
    public static DType ofCode(int code) {
        for (DType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new IllegalArgumentException(
            "unknown data type code " + code + ": this release knows 1 (float32); a newer release wrote it");
    }
}

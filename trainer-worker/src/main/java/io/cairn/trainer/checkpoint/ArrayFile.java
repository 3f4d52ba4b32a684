package io.cairn.trainer.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Contents of one file: a kind, properties as text, and named arrays of floats and longs. Written and read as a whole
 * by {@link ArrayFileWriter} and {@link ArrayFileReader}:
 *
 * <pre>
 * offset  bytes
 * 0       8      magic "CAIRNARR"
 * 8       4      version, {@value #VERSION}
 * 12      4      header length H
 * 16      H      header, JSON: {"kind", "properties": {..}, "arrays": [{"name", "type": "f32"|"i64", "length"}, ..]}
 * 16 + H         values of the arrays in the header's order
 * end - 8 8      CRC-32C of everything before it
 * </pre>
 *
 * All numbers are little-endian.
 */
public final class ArrayFile {

    /** Version of the layout that this release writes and reads. */
    public static final int VERSION = 1;

    static final long MAGIC = 0x5252414e52494143L;

    private final String kind;
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final Map<String, float[]> floats = new LinkedHashMap<>();
    private final Map<String, long[]> longs = new LinkedHashMap<>();

    /**
     * A file without contents.
     *
     * @param kind what it is, checked when it is read.
     */
    public ArrayFile(String kind) {
        this.kind = kind;
    }

    /**
     * What the file is.
     *
     * @return as given to the constructor.
     */
    public String kind() {
        return kind;
    }

    /**
     * Properties by name.
     *
     * @return to be read and written.
     */
    public Map<String, String> properties() {
        return properties;
    }

    /**
     * Arrays of floats by name.
     *
     * @return to be read and written.
     */
    public Map<String, float[]> floats() {
        return floats;
    }

    /**
     * Arrays of longs by name.
     *
     * @return to be read and written.
     */
    public Map<String, long[]> longs() {
        return longs;
    }
}

package io.cairn.trainer.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Reads an {@link ArrayFile}. */
public final class ArrayFileReader {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FIXED_BYTES = 16;
    private static final int BUFFER_BYTES = 1 << 18;

    private final Path path;
    private final FileChannel channel;
    private final CRC32C checksum = new CRC32C();

    private ArrayFileReader(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Reads a file.
     *
     * @param path where it is.
     * @param kind what it has to be.
     * @return its contents.
     * @throws IOException if it cannot be read, is another kind of file, of an unknown version, cut off or damaged.
     */
    public static ArrayFile read(Path path, String kind) throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            return new ArrayFileReader(path, channel).read(kind);
        }
    }

    private ArrayFile read(String kind) throws IOException {
        JsonNode header = header();
        String found = header.path("kind").asText();
        if (!found.equals(kind)) {
            throw new IOException(path + " holds '" + found + "', not '" + kind + "'");
        }
        ArrayFile contents = new ArrayFile(kind);
        header.path("properties").properties()
            .forEach(property -> contents.properties().put(property.getKey(), property.getValue().asText()));
        for (JsonNode array : header.path("arrays")) {
            String name = array.path("name").asText();
            int length = array.path("length").asInt();
            if (array.path("type").asText().equals("f32")) {
                contents.floats().put(name, floats(length));
            } else {
                contents.longs().put(name, longs(length));
            }
        }
        long expected = checksum.getValue();
        if (next(Long.BYTES).getLong() != expected) {
            throw new IOException(path + " is damaged: its checksum does not fit");
        }
        return contents;
    }

    private JsonNode header() throws IOException {
        ByteBuffer fixed = next(FIXED_BYTES);
        if (fixed.getLong() != ArrayFile.MAGIC) {
            throw new IOException(path + " is not a file of arrays");
        }
        int version = fixed.getInt();
        if (version != ArrayFile.VERSION) {
            throw new IOException(path + " has version " + version + "; this release reads version "
                + ArrayFile.VERSION);
        }
        int length = fixed.getInt();
        if (length < 0 || length > channel.size()) {
            throw new IOException(path + " is damaged: its header would have " + length + " bytes");
        }
        return JSON.readTree(next(length).array());
    }

    private float[] floats(int length) throws IOException {
        float[] values = new float[length];
        for (int from = 0; from < length; ) {
            int count = Math.min(length - from, BUFFER_BYTES / Float.BYTES);
            next(count * Float.BYTES).asFloatBuffer().get(values, from, count);
            from += count;
        }
        return values;
    }

    private long[] longs(int length) throws IOException {
        long[] values = new long[length];
        for (int from = 0; from < length; ) {
            int count = Math.min(length - from, BUFFER_BYTES / Long.BYTES);
            next(count * Long.BYTES).asLongBuffer().get(values, from, count);
            from += count;
        }
        return values;
    }

    private ByteBuffer next(int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException(path + " is cut off");
            }
        }
        checksum.update(buffer.flip().duplicate());
        return buffer;
    }
}

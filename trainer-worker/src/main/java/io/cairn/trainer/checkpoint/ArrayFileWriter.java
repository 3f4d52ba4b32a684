package io.cairn.trainer.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/** Writes an {@link ArrayFile}. */
public final class ArrayFileWriter {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BUFFER_BYTES = 1 << 18;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C checksum = new CRC32C();

    private ArrayFileWriter(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Writes a file and forces it to the disk.
     *
     * @param path     where to; a file there is replaced.
     * @param contents what to write.
     * @throws IOException if the disk refuses.
     */
    public static void write(Path path, ArrayFile contents) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
            new ArrayFileWriter(channel).write(contents);
            channel.force(true);
        }
    }

    private void write(ArrayFile contents) throws IOException {
        byte[] header = JSON.writeValueAsBytes(header(contents));
        buffer.putLong(ArrayFile.MAGIC).putInt(ArrayFile.VERSION).putInt(header.length);
        drain();
        writeFully(ByteBuffer.wrap(header));
        for (float[] values : contents.floats().values()) {
            for (float value : values) {
                ensure(Float.BYTES).putFloat(value);
            }
        }
        for (long[] values : contents.longs().values()) {
            for (long value : values) {
                ensure(Long.BYTES).putLong(value);
            }
        }
        drain();
        buffer.putLong(checksum.getValue());
        drain();
    }

    private static ObjectNode header(ArrayFile contents) {
        ObjectNode header = JSON.createObjectNode().put("kind", contents.kind());
        ObjectNode properties = header.putObject("properties");
        contents.properties().forEach(properties::put);
        ArrayNode arrays = header.putArray("arrays");
        contents.floats().forEach((name, values) -> describe(arrays, name, "f32", values.length));
        contents.longs().forEach((name, values) -> describe(arrays, name, "i64", values.length));
        return header;
    }

    private static void describe(ArrayNode arrays, String name, String type, int length) {
        arrays.addObject().put("name", name).put("type", type).put("length", length);
    }

    private ByteBuffer ensure(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            drain();
        }
        return buffer;
    }

    private void drain() throws IOException {
        writeFully(buffer.flip());
        buffer.clear();
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
        checksum.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}

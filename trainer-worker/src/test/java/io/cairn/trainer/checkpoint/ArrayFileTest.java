package io.cairn.trainer.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrayFileTest {

    private static final long SEED = 7;

    @TempDir
    private Path directory;
    private Path path;
    private final ArrayFile contents = new ArrayFile("test");

    @BeforeEach
    void write() throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        float[] large = new float[200_000];
        for (int i = 0; i < large.length; i++) {
            large[i] = (float) random.nextDouble();
        }
        contents.properties().put("why", "a \"quoted\" word");
        contents.floats().put("large", large);
        contents.floats().put("empty", new float[0]);
        contents.longs().put("keys", random.longs(100_000).toArray());
        path = directory.resolve("file.cairn");
        ArrayFileWriter.write(path, contents);
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        ArrayFile read = ArrayFileReader.read(path, "test");
        assertEquals(contents.properties(), read.properties());
        assertArrayEquals(contents.floats().get("large"), read.floats().get("large"));
        assertArrayEquals(new float[0], read.floats().get("empty"));
        assertArrayEquals(contents.longs().get("keys"), read.longs().get("keys"));
    }

    @Test
    void anotherKindIsRefusedByName() {
        IOException refusal = assertThrows(IOException.class, () -> ArrayFileReader.read(path, "rows"));
        assertTrue(refusal.getMessage().contains("'test', not 'rows'"), refusal.getMessage());
    }

    @Test
    void anUnknownVersionIsRefusedByName() throws IOException {
        flip(8);
        IOException refusal = assertThrows(IOException.class, () -> ArrayFileReader.read(path, "test"));
        assertTrue(refusal.getMessage().contains("this release reads version 1"), refusal.getMessage());
    }

    @Test
    void aForeignFileIsRefused() throws IOException {
        Files.writeString(path, "not a file of arrays at all");
        assertThrows(IOException.class, () -> ArrayFileReader.read(path, "test"));
    }

    @Test
    void aCutOffFileIsRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        Files.write(path, Arrays.copyOf(bytes, bytes.length - 100));
        assertThrows(IOException.class, () -> ArrayFileReader.read(path, "test"));
    }

    @Test
    void aDamagedValueIsRefused() throws IOException {
        flip((int) Files.size(path) / 2);
        IOException refusal = assertThrows(IOException.class, () -> ArrayFileReader.read(path, "test"));
        assertTrue(refusal.getMessage().contains("checksum"), refusal.getMessage());
    }

    private void flip(int at) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        bytes[at] ^= 0x40;
        Files.write(path, bytes);
    }
}

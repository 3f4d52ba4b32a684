package io.cairn.client.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.client.reply.CairnException;
import io.cairn.client.view.ShardFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A folder is a checkpoint once its manifest is there, and only while that is the one that was written. */
final class CheckpointFolderTest {

    private static final CheckpointRows ROWS = new CheckpointRows("prod", 64, List.of(
        new ShardFile("shard-0-4096.snapshot", 4096, 10, 5, -3),
        new ShardFile("shard-1-64.snapshot", 64, 0, 6, 1L << 62)));

    @TempDir
    private Path path;

    private CheckpointFolder folder;

    @BeforeEach
    void write() throws IOException {
        folder = new CheckpointFolder(path.resolve("run1"));
        Files.createDirectories(folder.path());
        write("shard-0-4096.snapshot", "12345");
        write("shard-1-64.snapshot", "123456");
        write("shard-1-32.snapshot", "of an attempt that came to nothing");
        write("dense.cairn", "weights");
    }

    @Test
    void theManifestNamesEveryFileAndReadsBackTheSame() {
        assertFalse(folder.isCheckpoint());
        Manifest manifest = folder.complete(123, ROWS);

        assertTrue(folder.isCheckpoint());
        assertEquals(manifest, folder.manifest());
        assertEquals(ROWS, manifest.rows());
        assertEquals(123, manifest.step());
        assertEquals(10, manifest.rows().rows());
        assertEquals(5 + 6 + "weights".length(), manifest.bytes());
        assertEquals(List.of("dense.cairn"), manifest.attachments().stream().map(Attachment::file).toList());
        assertFalse(Files.exists(folder.path().resolve("shard-1-32.snapshot")));
        manifest.attachments().forEach(folder::requireWhole);
    }

    @Test
    void aManifestWithAnyBitFlippedIsRefusedByName() throws IOException {
        folder.complete(123, ROWS);
        Path file = folder.path().resolve("manifest.json");
        byte[] whole = Files.readAllBytes(file);
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] harmed = whole.clone();
            harmed[bit >> 3] ^= (byte) (1 << (bit & 7));
            Files.write(file, harmed);
            CairnException refusal = assertThrows(CairnException.class, folder::manifest, "bit " + bit);
            assertTrue(refusal.getMessage().contains(file.toString()), refusal.getMessage());
        }
    }

    @Test
    void aManifestCutAnywhereIsRefused() throws IOException {
        folder.complete(Manifest.NO_STEP, ROWS);
        Path file = folder.path().resolve("manifest.json");
        String whole = Files.readString(file);
        for (int length = 0; length < whole.length(); length++) {
            Files.writeString(file, whole.substring(0, length));
            assertThrows(CairnException.class, folder::manifest, "cut to " + length);
        }
        Files.writeString(file, whole + '\n');
        assertThrows(CairnException.class, folder::manifest);
    }

    @ParameterizedTest
    @CsvSource({"\"format\" : 1, \"format\" : 2, 'format 2, this release reads format 1'",
        "shard-1-64, ../../etc/x, is no name of a file"})
    void aManifestThatSaysWhatItMustNotIsRefused(String text, String other, String reason) throws IOException {
        folder.complete(Manifest.NO_STEP, ROWS);
        Path file = folder.path().resolve("manifest.json");
        Files.writeString(file, Files.readString(file).replace(text, other));
        CairnException refusal = assertThrows(CairnException.class, folder::manifest);
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }

    @Test
    void aTrainersFileThatChangedOrIsGoneIsRefusedByName() throws IOException {
        Attachment dense = folder.complete(123, ROWS).attachments().get(0);
        write("dense.cairn", "weighty");
        assertRefused(dense, "its checksum is wrong");
        write("dense.cairn", "weight");
        assertRefused(dense, "7 bytes");
        Files.delete(folder.path().resolve("dense.cairn"));
        assertRefused(dense, "missing");
    }

    @Test
    void aShardsFileThatIsNotHereMakesNoCheckpoint() throws IOException {
        Files.delete(folder.path().resolve("shard-1-64.snapshot"));
        CairnException refusal = assertThrows(CairnException.class, () -> folder.complete(1, ROWS));
        assertTrue(refusal.getMessage().contains("checkpoints.directory must be one folder"), refusal.getMessage());
        assertFalse(folder.isCheckpoint());
    }

    @Test
    void aDeletedCheckpointLeavesNothing() {
        folder.complete(1, ROWS);
        folder.delete();
        assertFalse(Files.exists(folder.path()));
        folder.delete();
    }

    private void assertRefused(Attachment attachment, String reason) {
        CairnException refusal = assertThrows(CairnException.class, () -> folder.requireWhole(attachment));
        assertTrue(refusal.getMessage().contains("dense.cairn"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }

    private void write(String file, String content) throws IOException {
        Files.write(folder.path().resolve(file), content.getBytes(StandardCharsets.UTF_8));
    }
}

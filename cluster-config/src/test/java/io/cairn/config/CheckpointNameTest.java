package io.cairn.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckpointNameTest {

    private static final Path DIRECTORY = Path.of("/checkpoints");

    @ParameterizedTest
    @ValueSource(strings = {"nightly", "run1/step-000000000123", "a.b_c-d", "_", "-", "2026.01.02/3"})
    void nameIsTheWayToAFolderBelowTheDirectory(String text) {
        Path folder = new CheckpointConfig(DIRECTORY).folder(new CheckpointName(text));

        assertEquals(DIRECTORY.resolve(text), folder.normalize());
        assertTrue(folder.normalize().startsWith(DIRECTORY), folder.toString());
        assertEquals(text, new CheckpointConfig(DIRECTORY).name(folder).text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/etc", "..", ".", "../x", "x/..", "x/.", "x//y", "x/", "/x", "a/b/c", ".hidden",
        "x/.hidden", "a b", "a\\b", "é", "a\nb", "a\u0000b"})
    void nameThatCouldLeadElsewhereIsRefused(String text) {
        IllegalArgumentException error =
            assertThrows(IllegalArgumentException.class, () -> new CheckpointName(text));
        assertTrue(error.getMessage().contains("'" + text + "'"), error.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/checkpoints", "/", "/elsewhere", "/checkpoints/../x", "/checkpoints/a/b/c"})
    void folderThatNoCheckpointCanHaveIsRefused(String folder) {
        CheckpointConfig config = new CheckpointConfig(DIRECTORY);
        assertThrows(IllegalArgumentException.class, () -> config.name(Path.of(folder)));
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 1000})
    void longPartIsRefused(int length) {
        assertEquals(64, new CheckpointName("n".repeat(64)).text().length());
        assertThrows(IllegalArgumentException.class, () -> new CheckpointName("n".repeat(length)));
    }
}

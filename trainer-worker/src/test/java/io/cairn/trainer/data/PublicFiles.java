package io.cairn.trainer.data;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Finds the real files, which are not part of the project; a test that needs one is skipped where it is absent. */
public final class PublicFiles {

    private PublicFiles() {
    }

    /**
     * A file under {@code CAIRN_DATA}, or under {@code ../shared/data} seen from the project's root.
     *
     * @param name path below that folder.
     * @return the existing file.
     */
    public static Path find(String name) {
        String folder = System.getenv().getOrDefault("CAIRN_DATA",
            Path.of(System.getProperty("cairn.root"), "..", "shared", "data").toString());
        Path file = Path.of(folder, name).normalize();
        if (!Files.isRegularFile(file)) {
            Assumptions.abort("needs " + name + " under CAIRN_DATA or ../shared/data; looked at " + file);
        }
        return file;
    }
}

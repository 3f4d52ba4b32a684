package io.cairn.ops.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.IoUtil;

/** A folder that is gone, with all that is in it, once this is closed. */
public final class TemporaryFolder implements AutoCloseable {

    private final Path path;

    /**
     * Makes the folder.
     *
     * @param name stands in its name.
     */
    public TemporaryFolder(String name) {
        try {
            path = Files.createTempDirectory("cairn-" + name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a folder for " + name, e);
        }
    }

    /**
     * Where it is.
     *
     * @return an absolute path.
     */
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        IoUtil.delete(path.toFile(), true);
    }
}

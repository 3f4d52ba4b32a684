package io.cairn.config;

import java.nio.file.Path;

/**
 * Where a cluster's checkpoints are.
 *
 * @param directory one folder that all nodes, trainers and operators see: any on one machine, a shared one on several.
 */
public record CheckpointConfig(Path directory) {

    /**
     * The folder of one checkpoint, there or not.
     *
     * @param name of the checkpoint.
     * @return below {@link #directory()}.
     */
    public Path folder(CheckpointName name) {
        return directory.resolve(name.text());
    }

    /**
     * The checkpoint whose folder it is.
     *
     * @param folder below {@link #directory()}.
     * @return its name.
     * @throws IllegalArgumentException if the folder is elsewhere, or no checkpoint can have it.
     */
    public CheckpointName name(Path folder) {
        Path below = absolute(directory).relativize(absolute(folder));
        return new CheckpointName(below.toString().replace(below.getFileSystem().getSeparator(), "/"));
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }
}

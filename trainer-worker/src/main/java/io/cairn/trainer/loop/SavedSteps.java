package io.cairn.trainer.loop;

import io.cairn.client.checkpoint.CheckpointFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The checkpoints of one training: a folder {@code step-000000000123} for each, and one that is not finished.
 *
 * @param directory of the training, there or not.
 */
public record SavedSteps(Path directory) {

    private static final String PREFIX = "step-";
    private static final String UNFINISHED = "unfinished";

    CheckpointFolder unfinished() {
        return new CheckpointFolder(directory.resolve(UNFINISHED));
    }

    CheckpointFolder of(long step) {
        return new CheckpointFolder(directory.resolve("%s%012d".formatted(PREFIX, step)));
    }

    /**
     * Finished checkpoints.
     *
     * @return oldest first.
     * @throws UncheckedIOException if the folder cannot be read.
     */
    public List<CheckpointFolder> finished() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(PREFIX)).sorted()
                .map(CheckpointFolder::new).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + directory, e);
        }
    }

    /**
     * The checkpoint that training goes on from.
     *
     * @return empty if none is finished.
     */
    public Optional<CheckpointFolder> newest() {
        List<CheckpointFolder> all = finished();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }
}

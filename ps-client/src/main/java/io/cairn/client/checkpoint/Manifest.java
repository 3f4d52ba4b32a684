package io.cairn.client.checkpoint;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.cairn.client.view.ShardFile;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What belongs to a checkpoint.
 *
 * @param format      of the checkpoint, {@link #FORMAT} in this release.
 * @param createdAtMs when it was complete, by the clock of who took it, milliseconds since 1970.
 * @param step        training step that it was taken after, {@link #NO_STEP} if no trainer took it.
 * @param rows        files of shards.
 * @param attachments files of the trainer.
 */
public record Manifest(
    int format, long createdAtMs, long step, CheckpointRows rows, List<Attachment> attachments) {

    /** The format that this release writes and reads. */
    public static final int FORMAT = 1;
    /** The step of a checkpoint that no trainer took. */
    public static final long NO_STEP = -1;

    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}");

    /** Checks that every file is one of the folder itself, and keeps a copy. */
    public Manifest {
        attachments = List.copyOf(attachments);
        Stream.concat(rows.shards().stream().map(ShardFile::file), attachments.stream().map(Attachment::file))
            .forEach(Manifest::requireFileName);
    }

    private static void requireFileName(String name) {
        if (!FILE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is no name of a file in a checkpoint");
        }
    }

    /**
     * Bytes of all files that it names.
     *
     * @return 0 or more.
     */
    @JsonIgnore
    public long bytes() {
        return rows.shards().stream().mapToLong(ShardFile::bytes).sum()
            + attachments.stream().mapToLong(Attachment::bytes).sum();
    }
}

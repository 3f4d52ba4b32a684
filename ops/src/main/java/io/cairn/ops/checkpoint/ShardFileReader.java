package io.cairn.ops.checkpoint;

import io.cairn.client.checkpoint.CheckpointFolder;
import io.cairn.client.view.ShardFile;
import io.cairn.ops.run.RunException;
import io.cairn.server.snapshot.SnapshotException;
import io.cairn.server.snapshot.SnapshotReader;
import io.cairn.server.snapshot.SnapshotVisitor;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** Reads files of shards, and holds them against what the manifest says of them. */
final class ShardFileReader {

    private ShardFileReader() {
    }

    /**
     * Reads a whole file.
     *
     * @param folder   of the checkpoint.
     * @param file     as the manifest has it.
     * @param visitor  is shown all of it.
     * @param progress told now and then how many rows are read.
     * @throws RunException if a byte of it is not as it was written; the message names the file and what is wrong.
     */
    static void read(CheckpointFolder folder, ShardFile file, SnapshotVisitor visitor, LongConsumer progress) {
        Path path = folder.path().resolve(file.file());
        try (SnapshotReader reader = new SnapshotReader(path)) {
            reader.read(visitor, progress);
            if (reader.digest() != file.digest() || reader.header().point().position() != file.position()
                || reader.end() != file.position()) {
                throw new SnapshotException("it is whole, but not the file that the manifest means");
            }
        } catch (SnapshotException e) {
            throw new RunException(path + ": " + e.getMessage(), e);
        }
    }
}

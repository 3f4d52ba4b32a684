package io.cairn.ops.checkpoint;

import io.cairn.access.Credentials;
import io.cairn.client.ClusterCheckpoint;
import io.cairn.client.checkpoint.CheckpointFolder;
import io.cairn.client.checkpoint.CheckpointRows;
import io.cairn.client.checkpoint.Manifest;
import io.cairn.client.reply.CairnException;
import io.cairn.config.CheckpointName;
import io.cairn.config.ClusterConfig;
import io.cairn.ops.progress.Progress;
import io.cairn.ops.progress.ProgressDisplay;
import io.cairn.ops.run.RunException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All checkpoints of a cluster.
 *
 * @param cluster says where they are.
 */
public record CheckpointStore(ClusterConfig cluster) {

    private static final int DEPTH = 2;

    /**
     * Takes a checkpoint of all shards.
     *
     * @param name    of a checkpoint that is not there yet.
     * @param credentials as which principal, empty if the cluster asks nobody.
     * @param timeout how long the shards may take.
     * @param display shows how many are done.
     * @return the checkpoint.
     * @throws RunException   if there is one of that name.
     * @throws CairnException if rows change all the time, a shard refuses, or does not answer in time.
     */
    public StoredCheckpoint create(
        CheckpointName name, Optional<Credentials> credentials, Duration timeout, ProgressDisplay display) {
        CheckpointFolder folder = folder(name);
        if (folder.isCheckpoint() || !within(name.text() + '/').isEmpty()) {
            throw new RunException("there is a checkpoint '" + name + "' already: choose another name, or delete it "
                + "first ('cairn checkpoint delete')");
        }
        folder.delete();
        try (ClusterCheckpoint checkpoint = new ClusterCheckpoint(cluster, credentials);
            Progress progress = display.begin("taking checkpoint " + name, "shards", cluster.shards().size())) {
            CheckpointRows rows = checkpoint.take(name, timeout, done -> progress.show(done, ""));
            return StoredCheckpoint.of(name.text(), folder.complete(Manifest.NO_STEP, rows));
        } catch (RuntimeException failure) {
            folder.delete();
            throw failure;
        }
    }

    /**
     * All checkpoints.
     *
     * @return by name, harmed ones too.
     */
    public List<StoredCheckpoint> list() {
        return within("").stream().map(this::describe).toList();
    }

    private StoredCheckpoint describe(String name) {
        try {
            return StoredCheckpoint.of(name, folder(new CheckpointName(name)).manifest());
        } catch (CairnException harmed) {
            return StoredCheckpoint.harmed(name, harmed.getMessage());
        }
    }

    /**
     * Finds a checkpoint.
     *
     * @param name which.
     * @return its folder, with a manifest that may be harmed.
     * @throws RunException if there is none; the message names those there are.
     */
    public CheckpointFolder open(CheckpointName name) {
        CheckpointFolder folder = folder(name);
        if (!folder.isCheckpoint()) {
            throw new RunException("there is no checkpoint '" + name + "' in " + cluster.checkpoints().directory()
                + ", there are " + within(""));
        }
        return folder;
    }

    private CheckpointFolder folder(CheckpointName name) {
        return new CheckpointFolder(cluster.checkpoints().folder(name));
    }

    private List<String> within(String prefix) {
        Path directory = cluster.checkpoints().directory();
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.walk(directory, DEPTH)) {
            return folders
                .filter(folder -> !folder.equals(directory) && new CheckpointFolder(folder).isCheckpoint())
                .map(folder -> cluster.checkpoints().name(folder).text())
                .filter(name -> name.startsWith(prefix))
                .sorted()
                .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + directory, e);
        }
    }
}

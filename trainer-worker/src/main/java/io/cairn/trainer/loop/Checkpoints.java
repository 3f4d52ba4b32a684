package io.cairn.trainer.loop;

import io.cairn.client.checkpoint.CheckpointFolder;
import io.cairn.client.checkpoint.CheckpointRows;
import io.cairn.trainer.checkpoint.ArrayFile;
import io.cairn.trainer.checkpoint.ArrayFileReader;
import io.cairn.trainer.checkpoint.ArrayFileWriter;
import io.cairn.trainer.embedding.EmbeddingPipeline;
import io.cairn.trainer.optimizer.AdamWTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Saves and finds the state of a training: one directory {@code step-000000000123} per checkpoint with the dense
 * parameters, their moments, the progress and the rows. A checkpoint appears under its name only when it is complete;
 * older ones are deleted then. There is no random state to save: each step has a seed of its own.
 */
final class Checkpoints {

    private static final String KIND = "training-state";
    private static final String FILE = "dense.cairn";

    private final SavedSteps saved;
    private final SequenceModel model;
    private final EmbeddingPipeline table;
    private final String training;

    Checkpoints(Path directory, SequenceModel model, EmbeddingPipeline table, TrainingSettings settings) {
        saved = new SavedSteps(directory);
        this.model = model;
        this.table = table;
        training = "batchSize " + settings.batchSize() + ", negatives " + settings.negatives() + ", temperature "
            + settings.temperature() + ", seed " + settings.seed() + ", " + settings.dense()
            + settings.shortening().map(rule -> ", " + rule).orElse("");
    }

    void save(Progress progress) {
        try {
            CheckpointFolder unfinished = saved.unfinished();
            unfinished.delete();
            Files.createDirectories(unfinished.path());
            CheckpointRows rows = table.save(unfinished.path());
            ArrayFileWriter.write(unfinished.path().resolve(FILE), dense(progress));
            unfinished.complete(progress.step(), rows);
            CheckpointFolder finished = saved.of(progress.step());
            finished.delete();
            Files.move(unfinished.path(), finished.path(), StandardCopyOption.ATOMIC_MOVE);
            for (CheckpointFolder old : saved.finished()) {
                if (!old.equals(finished)) {
                    old.delete();
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot save a checkpoint in " + saved.directory(), failure);
        }
    }

    private ArrayFile dense(Progress progress) {
        ArrayFile file = new ArrayFile(KIND);
        file.properties().put("model", model.description());
        file.properties().put("training", training);
        file.longs().put("progress", new long[] {progress.epoch(), progress.batch(), progress.step(),
            model.optimizer().steps()});
        model.optimizer().tensors().forEach((name, tensor) -> {
            file.floats().put(name, tensor.weights());
            file.floats().put(name + ".first", tensor.first());
            file.floats().put(name + ".second", tensor.second());
        });
        return file;
    }

    /** Restores model and table from the newest checkpoint, if there is one. */
    Optional<Progress> restore() {
        return saved.newest().map(this::restore);
    }

    private Progress restore(CheckpointFolder checkpoint) {
        Path newest = checkpoint.path();
        checkpoint.manifest().attachments().forEach(checkpoint::requireWhole);
        try {
            ArrayFile file = ArrayFileReader.read(newest.resolve(FILE), KIND);
            requireSame(newest, file, "model", model.description());
            requireSame(newest, file, "training", training);
            long[] progress = file.longs().get("progress");
            model.optimizer().restore((int) progress[3], tensors(file));
            table.restore(newest);
            return new Progress((int) progress[0], (int) progress[1], progress[2]);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot resume from the checkpoint in " + newest, failure);
        }
    }

    private static void requireSame(Path checkpoint, ArrayFile file, String property, String ours) {
        String saved = file.properties().get(property);
        if (!ours.equals(saved)) {
            throw new IllegalArgumentException("the " + property + " saved in " + checkpoint + " is another one: "
                + saved + " instead of " + ours + "; use the same settings or another directory");
        }
    }

    private Map<String, AdamWTensor> tensors(ArrayFile file) {
        Map<String, AdamWTensor> tensors = new LinkedHashMap<>();
        for (String name : model.optimizer().tensors().keySet()) {
            tensors.put(name, new AdamWTensor(file.floats().get(name), file.floats().get(name + ".first"),
                file.floats().get(name + ".second")));
        }
        return tensors;
    }
}

package io.cairn.trainer.loop;

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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Saves and finds the state of a training: one directory {@code step-000000000123} per checkpoint with the dense
 * parameters, their moments and the progress, and with the rows if they live in this process. A checkpoint appears
 * under its name only when it is complete; older ones are deleted then. There is no random state to save: each step has
 * a seed of its own.
 */
final class Checkpoints {

    private static final String KIND = "training-state";
    private static final String FILE = "dense.cairn";
    private static final String PREFIX = "step-";
    private static final String UNFINISHED = "unfinished";

    private final Path directory;
    private final SequenceModel model;
    private final EmbeddingPipeline table;
    private final String training;

    Checkpoints(Path directory, SequenceModel model, EmbeddingPipeline table, TrainingSettings settings) {
        this.directory = directory;
        this.model = model;
        this.table = table;
        training = "batchSize " + settings.batchSize() + ", negatives " + settings.negatives() + ", temperature "
            + settings.temperature() + ", seed " + settings.seed() + ", " + settings.dense();
    }

    void save(Progress progress) {
        try {
            Path unfinished = directory.resolve(UNFINISHED);
            delete(unfinished);
            Files.createDirectories(unfinished);
            table.save(unfinished);
            ArrayFileWriter.write(unfinished.resolve(FILE), dense(progress));
            Path finished = directory.resolve("%s%012d".formatted(PREFIX, progress.step()));
            delete(finished);
            Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE);
            for (Path old : finished()) {
                if (!old.equals(finished)) {
                    delete(old);
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot save a checkpoint in " + directory, failure);
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
        try {
            List<Path> finished = finished();
            if (finished.isEmpty()) {
                return Optional.empty();
            }
            Path newest = finished.get(finished.size() - 1);
            ArrayFile file = ArrayFileReader.read(newest.resolve(FILE), KIND);
            requireSame(newest, file, "model", model.description());
            requireSame(newest, file, "training", training);
            long[] progress = file.longs().get("progress");
            model.optimizer().restore((int) progress[3], tensors(file));
            table.restore(newest);
            return Optional.of(new Progress((int) progress[0], (int) progress[1], progress[2]));
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot resume from a checkpoint in " + directory, failure);
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

    /** Complete checkpoints, oldest first. */
    private List<Path> finished() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(PREFIX)).sorted().toList();
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(directory)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }
}

package io.cairn.ops.training;

import io.cairn.ops.run.RunException;
import io.cairn.trainer.data.BatchSource;
import io.cairn.trainer.data.DatasetBatches;
import io.cairn.trainer.data.DatasetException;
import io.cairn.trainer.data.DatasetFile;
import io.cairn.trainer.data.DirichletBatches;
import io.cairn.trainer.data.DirichletStreamSpec;
import io.cairn.trainer.data.Holdout;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to train on.
 *
 * @param path      a data set's file or folder; empty for the synthetic stream.
 * @param stream    the synthetic stream.
 * @param maxLength most inputs in a sequence, at least 1.
 * @param holdout   which last events of each user training does not see; the stream holds out records instead.
 * @param seed      of the order of users.
 */
public record SourceSpec(
    Optional<Path> path, DirichletStreamSpec stream, int maxLength, Holdout holdout, long seed) {

    /**
     * Reads or describes the data.
     *
     * @return batches for training and evaluation.
     * @throws RunException if a file cannot be read or is malformed; the message has file and line.
     */
    public BatchSource open() {
        if (path.isEmpty()) {
            return new DirichletBatches(stream, Math.min(maxLength, stream.recordLength() - 1));
        }
        try {
            return new DatasetBatches(DatasetFile.at(path.get()).read(), maxLength, holdout, seed);
        } catch (NoSuchFileException e) {
            throw new RunException("there is no data at " + e.getMessage(), e);
        } catch (DatasetException e) {
            throw new RunException(e.getMessage(), e);
        } catch (IOException e) {
            throw new RunException("cannot read " + path.get() + ": " + e, e);
        }
    }
}

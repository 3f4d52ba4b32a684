package io.cairn.ops.training;

import io.cairn.ops.run.RunException;
import io.cairn.trainer.data.BatchSource;
import io.cairn.trainer.data.DatasetBatches;
import io.cairn.trainer.data.DatasetException;
import io.cairn.trainer.data.DatasetFile;
import io.cairn.trainer.data.DirichletBatches;
import io.cairn.trainer.data.DirichletStreamSpec;
import io.cairn.trainer.data.Holdout;
import io.cairn.trainer.data.SequenceDataset;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
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
        return batches(dataset());
    }

    /**
     * Reads the data set.
     *
     * @return its users' events.
     * @throws RunException if this is the synthetic stream, a file cannot be read or is malformed; the message has file
     *                      and line.
     */
    public SequenceDataset dataset() {
        return read(DatasetFile::read);
    }

    /**
     * Batches of a data set.
     *
     * @param dataset of {@link #dataset()}.
     * @return batches for training and evaluation.
     */
    public BatchSource batches(SequenceDataset dataset) {
        return new DatasetBatches(dataset, maxLength, holdout, seed);
    }

    /**
     * Reads the titles of the data set's items.
     *
     * @return by item id; empty if it has none.
     * @throws RunException as {@link #dataset()} does.
     */
    public Map<Integer, String> titles() {
        return read(file -> file.format().titles(file.path()));
    }

    /** Something that is read from a file. */
    @FunctionalInterface
    private interface Reading<T> {
        T from(DatasetFile file) throws IOException;
    }

    private <T> T read(Reading<T> reading) {
        Path data = path.orElseThrow(() -> new RunException("the synthetic stream has no users"));
        try {
            return reading.from(DatasetFile.at(data));
        } catch (NoSuchFileException e) {
            throw new RunException("there is no data at " + e.getMessage(), e);
        } catch (DatasetException e) {
            throw new RunException(e.getMessage(), e);
        } catch (IOException e) {
            throw new RunException("cannot read " + data + ": " + e, e);
        }
    }
}

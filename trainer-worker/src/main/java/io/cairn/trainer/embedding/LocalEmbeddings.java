package io.cairn.trainer.embedding;

import io.cairn.client.checkpoint.CheckpointRows;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.RowInitializer;
import io.cairn.table.TableSpec;
import io.cairn.trainer.checkpoint.ArrayFile;
import io.cairn.trainer.checkpoint.ArrayFileReader;
import io.cairn.trainer.checkpoint.ArrayFileWriter;
import io.cairn.trainer.optimizer.AdamW;
import io.cairn.trainer.optimizer.AdamWTensor;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.agrona.collections.Long2LongHashMap;

/**
 * A table on this process's heap, for training without a cluster and for measuring what a cluster costs. Rows begin and
 * move bit by bit as those of a table with the same spec in a cluster: a push changes only the rows it names, and the
 * step count of AdamW is the row's own.
 */
public final class LocalEmbeddings implements EmbeddingTable {

    private static final long NO_ROW = -1;
    private static final int FIRST_CAPACITY = 1024;
    private static final String FILE_NAME = "rows.cairn";
    private static final String FILE_KIND = "embedding-rows";

    private final TableSpec spec;
    private final RowInitializer initializer;
    private final AdamW rule;
    private final Long2LongHashMap rowOfKey = new Long2LongHashMap(NO_ROW);
    private final float[] row;
    private AdamWTensor rows;
    private int[] pushes = new int[FIRST_CAPACITY];

    /**
     * An empty table.
     *
     * @param spec dimension, initial values and optimizer.
     * @throws IllegalArgumentException if the optimizer is another than AdamW.
     */
    public LocalEmbeddings(TableSpec spec) {
        if (!(spec.optimizer() instanceof OptimizerSpec.AdamW adamW)) {
            throw new IllegalArgumentException("a table in this process is trained by AdamW only, not by "
                + spec.optimizer());
        }
        this.spec = spec;
        rule = new AdamW(adamW);
        initializer = new RowInitializer(spec);
        row = new float[spec.dimension()];
        rows = AdamWTensor.of(new float[FIRST_CAPACITY * spec.dimension()]);
    }

    @Override
    public int dimension() {
        return spec.dimension();
    }

    @Override
    public void pull(RowBatch batch) {
        FloatBuffer target = batch.rows().asFloatBuffer();
        for (int i = 0; i < batch.size(); i++) {
            long key = batch.keys()[i];
            long at = rowOfKey.get(key);
            if (at == NO_ROW) {
                initializer.initialize(key, row, 0);
                target.put(row);
            } else {
                target.put(rows.weights(), (int) at * dimension(), dimension());
            }
        }
    }

    @Override
    public void push(RowBatch batch) {
        FloatBuffer gradients = batch.gradients().asFloatBuffer();
        for (int i = 0; i < batch.size(); i++) {
            int at = rowOf(batch.keys()[i]);
            gradients.get(row);
            pushes[at]++;
            rule.apply(rows, at * dimension(), row, 0, dimension(), pushes[at]);
        }
    }

    private int rowOf(long key) {
        long known = rowOfKey.get(key);
        if (known != NO_ROW) {
            return (int) known;
        }
        int added = rowOfKey.size();
        if (added == pushes.length) {
            pushes = Arrays.copyOf(pushes, Math.multiplyExact(2, added));
            rows = rows.grownTo(Math.multiplyExact(pushes.length, dimension()));
        }
        rowOfKey.put(key, added);
        initializer.initialize(key, rows.weights(), added * dimension());
        return added;
    }

    @Override
    public void flush() {
        // A push is applied before it returns.
    }

    @Override
    public CheckpointRows save(Path directory) throws IOException {
        ArrayFile file = new ArrayFile(FILE_KIND);
        file.properties().put("table", spec.toString());
        int count = rowOfKey.size();
        long[] keys = new long[count];
        long[] steps = new long[count];
        rowOfKey.forEachLong((key, at) -> keys[(int) at] = key);
        Arrays.setAll(steps, at -> pushes[at]);
        file.longs().put("keys", keys);
        file.longs().put("pushes", steps);
        file.floats().put("weights", Arrays.copyOf(rows.weights(), count * dimension()));
        file.floats().put("first", Arrays.copyOf(rows.first(), count * dimension()));
        file.floats().put("second", Arrays.copyOf(rows.second(), count * dimension()));
        ArrayFileWriter.write(directory.resolve(FILE_NAME), file);
        return CheckpointRows.NONE;
    }

    @Override
    public void restore(Path directory) throws IOException {
        ArrayFile file = ArrayFileReader.read(directory.resolve(FILE_NAME), FILE_KIND);
        if (!file.properties().get("table").equals(spec.toString())) {
            throw new IOException("the saved table is " + file.properties().get("table") + ", this one is " + spec);
        }
        long[] keys = file.longs().get("keys");
        rowOfKey.clear();
        for (int at = 0; at < keys.length; at++) {
            rowOfKey.put(keys[at], at);
        }
        int capacity = Math.max(FIRST_CAPACITY, keys.length);
        pushes = new int[capacity];
        Arrays.setAll(pushes, at -> at < keys.length ? (int) file.longs().get("pushes")[at] : 0);
        rows = new AdamWTensor(file.floats().get("weights"), file.floats().get("first"), file.floats().get("second"))
            .grownTo(Math.multiplyExact(capacity, dimension()));
    }

    @Override
    public void close() {
        // The heap is all it has.
    }
}

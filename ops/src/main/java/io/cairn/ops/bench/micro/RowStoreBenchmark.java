package io.cairn.ops.bench.micro;

import io.cairn.server.optimizer.Optimizer;
import io.cairn.server.optimizer.Optimizers;
import io.cairn.server.shard.PushApplier;
import io.cairn.server.store.NativeMemory;
import io.cairn.server.store.RowDescriptor;
import io.cairn.server.store.RowStore;
import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import io.cairn.wire.codecs.RowContent;
import java.util.concurrent.TimeUnit;
import net.openhft.chronicle.bytes.RandomDataInput;
import net.openhft.chronicle.core.values.LongValue;
import net.openhft.chronicle.hash.Data;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ExternalMapQueryContext;
import net.openhft.chronicle.values.Values;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a pull and a push cost in the store, one thread, 4 million rows of 64 weights, batches of 4096 random keys: our
 * batches against the plain Chronicle Map API over one map. The score is rows per microsecond, that is millions of rows
 * a second. {@code cairn bench store} runs it beside {@link RowLimitBenchmark}.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(RowBatches.BATCH)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = {"-Xmx2g", "-XX:+UseParallelGC"})
public class RowStoreBenchmark {

    private static final float LEARNING_RATE = 0.01f;
    private static final float EPSILON = 1e-10f;

    /** Creates the benchmark; JMH does. */
    public RowStoreBenchmark() {
    }

    /**
     * The plain way to answer a pull: one {@code getUsing} per key, then a copy into the answer.
     *
     * @param rows the map.
     * @return the answer.
     */
    @Benchmark
    public UnsafeBuffer gatherByChronicleMap(PlainRows rows) {
        UnsafeBuffer keys = rows.batches.next();
        for (int i = 0; i < RowBatches.BATCH; i++) {
            rows.key.setValue(keys.getLong(i * Long.BYTES));
            rows.map.getUsing(rows.key, rows.value);
            rows.batches.answer.putBytes(i * RowBatches.WEIGHT_BYTES, rows.value, RowDescriptor.WEIGHTS_OFFSET,
                RowBatches.WEIGHT_BYTES);
        }
        return rows.batches.answer;
    }

    /**
     * Our way to answer a pull.
     *
     * @param rows the store.
     * @return the answer.
     */
    @Benchmark
    public UnsafeBuffer gatherByRowStore(StoredRows rows) {
        rows.store.gather(rows.batches.next(), 0, RowBatches.BATCH, rows.batches.answer, 0, RowContent.WEIGHTS);
        return rows.batches.answer;
    }

    /**
     * The plain way to apply a push: Adagrad in place, under the update lock of each entry.
     *
     * @param rows the map.
     */
    @Benchmark
    public void adagradByChronicleMap(PlainAdagradRows rows) {
        UnsafeBuffer keys = rows.batches.next();
        for (int i = 0; i < RowBatches.BATCH; i++) {
            rows.key.setValue(keys.getLong(i * Long.BYTES));
            try (ExternalMapQueryContext<LongValue, byte[], ?> context = rows.map.queryContext(rows.key)) {
                context.updateLock().lock();
                Data<byte[]> value = context.entry().value();
                RandomDataInput bytes = value.bytes();
                rows.row.wrap(bytes.addressForRead(value.offset()), rows.rowBytes);
                descend(rows.row, rows.batches.gradients, i * RowBatches.WEIGHT_BYTES);
            }
        }
    }

    private static void descend(UnsafeBuffer row, UnsafeBuffer gradients, int gradientOffset) {
        int pushes = row.getInt(RowDescriptor.PUSH_COUNT_OFFSET);
        row.putInt(RowDescriptor.PUSH_COUNT_OFFSET, pushes + 1);
        for (int k = 0; k < RowBatches.WEIGHT_BYTES; k += Float.BYTES) {
            float gradient = gradients.getFloat(gradientOffset + k);
            int weight = RowDescriptor.WEIGHTS_OFFSET + k;
            int accumulator = weight + RowBatches.WEIGHT_BYTES;
            float sum = row.getFloat(accumulator) + gradient * gradient;
            row.putFloat(accumulator, sum);
            row.putFloat(weight,
                row.getFloat(weight) - LEARNING_RATE * gradient / ((float) Math.sqrt(sum) + EPSILON));
        }
    }

    /**
     * Our way to apply a push.
     *
     * @param rows the store.
     */
    @Benchmark
    public void adagradByPushApplier(StoredAdagradRows rows) {
        rows.applier.apply(rows.batches.next(), 0, RowBatches.BATCH, rows.batches.gradients, 0);
    }

    /** One Chronicle Map with all rows. */
    @State(Scope.Thread)
    public static class PlainRows {
        /** Rows in the map. */
        @Param("4000000")
        public int rows;
        final LongValue key = Values.newHeapInstance(LongValue.class);
        final UnsafeBuffer row = new UnsafeBuffer(0, 0);
        final int rowBytes;
        final byte[] value;
        RowBatches batches;
        ChronicleMap<LongValue, byte[]> map;

        /** Rows without state. */
        public PlainRows() {
            this(0);
        }

        PlainRows(int stateFloats) {
            rowBytes = RowDescriptor.rowBytes(RowBatches.DIMENSION, stateFloats);
            value = new byte[rowBytes];
        }

        /** Fills the map. */
        @Setup
        public void fill() {
            batches = new RowBatches(rows);
            map = ChronicleMap.of(LongValue.class, byte[].class)
                .entries(rows)
                .constantValueSizeBySample(value)
                .checksumEntries(false)
                .create();
            for (int i = 0; i < rows; i++) {
                key.setValue(i);
                map.put(key, value);
            }
        }

        /** Gives the memory back. */
        @TearDown
        public void close() {
            map.close();
        }
    }

    /** One Chronicle Map with all rows, an accumulator per weight in each. */
    @State(Scope.Thread)
    public static class PlainAdagradRows extends PlainRows {
        /** Rows with state. */
        public PlainAdagradRows() {
            super(RowBatches.DIMENSION);
        }
    }

    /** Our store with all rows. */
    @State(Scope.Thread)
    public static class StoredRows {
        /** Rows in the store. */
        @Param("4000000")
        public int rows;
        final OptimizerSpec spec;
        RowBatches batches;
        RowStore store;
        PushApplier applier;

        /** Rows without state. */
        public StoredRows() {
            this(new OptimizerSpec.Sgd(LEARNING_RATE, 0));
        }

        StoredRows(OptimizerSpec spec) {
            this.spec = spec;
        }

        /** Fills the store. */
        @Setup
        public void fill() {
            batches = new RowBatches(rows);
            Optimizer optimizer = Optimizers.of(spec, RowBatches.DIMENSION);
            TableSpec table = new TableSpec("bench", RowBatches.DIMENSION, DType.FLOAT32, new InitializerSpec.Zeros(),
                spec, 1, rows);
            store = new RowStore(table, RowBatches.SLOTS, optimizer.initialState(), new NativeMemory());
            applier = new PushApplier(store, optimizer);
            long[] address = new long[1];
            UnsafeBuffer key = new UnsafeBuffer(new byte[Long.BYTES]);
            for (int i = 0; i < rows; i++) {
                key.putLong(0, i);
                store.acquire(key, 0, 1, address);
            }
        }

        /** Gives the memory back. */
        @TearDown
        public void close() {
            store.close();
        }
    }

    /** Our store with all rows, an accumulator per weight in each. */
    @State(Scope.Thread)
    public static class StoredAdagradRows extends StoredRows {
        /** Rows with state. */
        public StoredAdagradRows() {
            super(new OptimizerSpec.Adagrad(LEARNING_RATE, 0, EPSILON));
        }
    }
}

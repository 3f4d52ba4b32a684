package io.cairn.ops.bench.micro;

import io.cairn.server.store.HugePages;
import io.cairn.server.store.RowDescriptor;
import java.util.concurrent.TimeUnit;
import org.agrona.BitUtil;
import org.agrona.UnsafeApi;
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
 * What the machine's memory allows at most: the batches of {@link RowStoreBenchmark} over rows of the same size in one
 * piece of memory, one after the other, with the address of each row known beforehand. No hashing, no index, no
 * optimizer; all lines of 64 rows are touched, so that their cache misses overlap, then the rows are copied. The score
 * is rows per microsecond.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(RowBatches.BATCH)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = {"-Xmx2g", "-XX:+UseParallelGC"})
public class RowLimitBenchmark {

    private static final int BLOCK = 64;

    /** Creates the benchmark; JMH does. */
    public RowLimitBenchmark() {
    }

    /**
     * The limit of a pull: weights are copied from their rows into the answer.
     *
     * @param rows the memory.
     * @return what was touched, so that it cannot be left out.
     */
    @Benchmark
    public long gather(Rows rows) {
        UnsafeBuffer answer = rows.batches.answer;
        UnsafeBuffer keys = rows.batches.next();
        long sum = 0;
        for (int from = 0; from < RowBatches.BATCH; from += BLOCK) {
            sum += rows.touch(keys, from);
            for (int i = 0; i < BLOCK; i++) {
                UnsafeApi.copyMemory(null, rows.addresses[i] + RowDescriptor.WEIGHTS_OFFSET, answer.byteArray(),
                    answer.addressOffset() + (long) (from + i) * RowBatches.WEIGHT_BYTES, RowBatches.WEIGHT_BYTES);
            }
        }
        return sum;
    }

    /**
     * The limit of a push with Adagrad: rows with their state are copied out and back again.
     *
     * @param rows the memory.
     * @return what was touched, so that it cannot be left out.
     */
    @Benchmark
    public long update(AdagradRows rows) {
        UnsafeBuffer keys = rows.batches.next();
        long sum = 0;
        for (int from = 0; from < RowBatches.BATCH; from += BLOCK) {
            sum += rows.touch(keys, from);
            for (int i = 0; i < BLOCK; i++) {
                UnsafeApi.copyMemory(rows.addresses[i], rows.block + (long) i * rows.rowBytes, rows.rowBytes);
            }
            for (int i = 0; i < BLOCK; i++) {
                UnsafeApi.copyMemory(rows.block + (long) i * rows.rowBytes, rows.addresses[i], rows.rowBytes);
            }
        }
        return sum;
    }

    /** Rows without optimizer state. */
    @State(Scope.Thread)
    public static class Rows {
        /** How many. */
        @Param("4000000")
        public int rows;
        final int rowBytes;
        final long[] addresses = new long[BLOCK];
        RowBatches batches;
        long block;
        private long memory;
        private long first;

        /** Rows without state. */
        public Rows() {
            this(0);
        }

        Rows(int stateFloats) {
            rowBytes = RowDescriptor.rowBytes(RowBatches.DIMENSION, stateFloats);
        }

        /** Takes the memory and writes each row once. */
        @Setup
        public void fill() {
            batches = new RowBatches(rows);
            long bytes = (long) rows * rowBytes;
            block = UnsafeApi.allocateMemory((long) BLOCK * rowBytes);
            memory = UnsafeApi.allocateMemory(bytes + BitUtil.CACHE_LINE_LENGTH);
            first = BitUtil.align(memory, BitUtil.CACHE_LINE_LENGTH);
            HugePages.advise(first, bytes);
            UnsafeApi.setMemory(first, bytes, (byte) 1);
        }

        /** Finds the rows of a block and reads a value of each of their lines; returns the sum. */
        long touch(UnsafeBuffer keys, int from) {
            long sum = 0;
            for (int i = 0; i < BLOCK; i++) {
                long address = first + keys.getLong((from + i) * Long.BYTES) * rowBytes;
                addresses[i] = address;
                for (int line = 0; line < rowBytes; line += BitUtil.CACHE_LINE_LENGTH) {
                    sum += UnsafeApi.getLong(address + line);
                }
            }
            return sum;
        }

        /** Gives the memory back. */
        @TearDown
        public void close() {
            UnsafeApi.freeMemory(memory);
            UnsafeApi.freeMemory(block);
        }
    }

    /** Rows with an accumulator per weight. */
    @State(Scope.Thread)
    public static class AdagradRows extends Rows {
        /** Rows with state. */
        public AdagradRows() {
            super(RowBatches.DIMENSION);
        }
    }
}

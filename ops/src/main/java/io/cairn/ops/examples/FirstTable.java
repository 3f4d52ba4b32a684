package io.cairn.ops.examples;

import io.cairn.client.ClientContext;
import io.cairn.client.EmbeddingClient;
import io.cairn.client.view.Table;
import io.cairn.config.ClusterConfig;
import io.cairn.config.ConfigReader;
import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/** Makes a table, pulls two rows, pushes a gradient to each, and sees what has become of them. */
public final class FirstTable {

    private static final int DIMENSION = 4;
    private static final long SEED = 1;

    private FirstTable() {
    }

    /**
     * Runs against a cluster that is up, for example by {@code cairn up}.
     *
     * @param args the cluster's {@code cluster.yaml}; none for the cluster of {@code cairn up} on this machine.
     */
    public static void main(String[] args) {
        ClusterConfig config = args.length == 0 ? ConfigReader.laptop() : ConfigReader.read(Path.of(args[0]));
        System.out.println(Arrays.toString(train(new ClientContext().cluster(config))));
    }

    /**
     * The example itself.
     *
     * @param context which cluster.
     * @return the weights of key 7 after one step: all 0 to begin with, then minus rate times gradient.
     */
    public static float[] train(ClientContext context) {
        TableSpec spec = new TableSpec("first-table", DIMENSION, DType.FLOAT32, new InitializerSpec.Zeros(),
            new OptimizerSpec.Sgd(0.5, 0), SEED, 1000);
        // the example begins
        try (EmbeddingClient client = EmbeddingClient.connect(context)) {
            Table items = client.createTable(spec);
            long[] keys = {7, 42};
            UnsafeBuffer rows = new UnsafeBuffer(ByteBuffer.allocateDirect(keys.length * items.rowBytes()));
            client.pull(items, keys, keys.length, rows); // row i at i * items.rowBytes()
            UnsafeBuffer gradients = gradients(rows); // laid out as the rows
            client.push(items, keys, keys.length, gradients); // each key once
            client.flush(); // committed and applied, each push exactly once
            client.pull(items, keys, keys.length, rows);
            return firstRow(rows);
        }
        // the example ends
    }

    /** A gradient of weight plus place for each weight. */
    private static UnsafeBuffer gradients(UnsafeBuffer rows) {
        UnsafeBuffer gradients = new UnsafeBuffer(ByteBuffer.allocateDirect(rows.capacity()));
        for (int i = 0; i < rows.capacity() / Float.BYTES; i++) {
            float weight = rows.getFloat(i * Float.BYTES, ByteOrder.LITTLE_ENDIAN);
            gradients.putFloat(i * Float.BYTES, weight + i, ByteOrder.LITTLE_ENDIAN);
        }
        return gradients;
    }

    private static float[] firstRow(UnsafeBuffer rows) {
        float[] first = new float[DIMENSION];
        for (int k = 0; k < DIMENSION; k++) {
            first[k] = rows.getFloat(k * Float.BYTES, ByteOrder.LITTLE_ENDIAN);
        }
        return first;
    }
}

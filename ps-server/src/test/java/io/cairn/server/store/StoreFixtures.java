package io.cairn.server.store;

import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import java.nio.ByteOrder;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/** Tables and key blocks that tests of the store and of pushes share. */
public final class StoreFixtures {

    private StoreFixtures() {
    }

    public static TableSpec table(int dimension, long expectedRows, OptimizerSpec optimizer) {
        return new TableSpec("items", dimension, DType.FLOAT32, new InitializerSpec.Uniform(-0.05, 0.05), optimizer,
            42, expectedRows);
    }

    public static TableSpec table(int dimension, long expectedRows) {
        return table(dimension, expectedRows, new OptimizerSpec.Sgd(0.1, 0));
    }

    public static MutableDirectBuffer keys(long... keys) {
        MutableDirectBuffer buffer = new ExpandableArrayBuffer(Math.max(8, keys.length * Long.BYTES));
        for (int i = 0; i < keys.length; i++) {
            buffer.putLong(i * Long.BYTES, keys[i], ByteOrder.LITTLE_ENDIAN);
        }
        return buffer;
    }
}

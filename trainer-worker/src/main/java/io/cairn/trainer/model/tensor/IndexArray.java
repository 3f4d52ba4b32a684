package io.cairn.trainer.model.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.LongBuffer;

/** Large int64 arrays of row numbers, written straight into the engine's memory instead of copied there. */
public final class IndexArray {

    private IndexArray() {
    }

    /**
     * An array to be filled.
     *
     * @param manager its owner, on the CPU.
     * @param shape   its shape.
     * @return undefined int64 values.
     */
    public static NDArray create(NDManager manager, Shape shape) {
        return manager.create(shape, DataType.INT64);
    }

    /**
     * The memory of an array.
     *
     * @param array from {@link #create}.
     * @return its values, row-major; writes go to the array, and may be made as long as it lives.
     */
    public static LongBuffer view(NDArray array) {
        return array.toByteBuffer(true).asLongBuffer();
    }
}

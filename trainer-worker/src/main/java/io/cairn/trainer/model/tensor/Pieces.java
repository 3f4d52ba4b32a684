package io.cairn.trainer.model.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;

/** Puts arrays that were computed piece by piece together again. */
public final class Pieces {

    private Pieces() {
    }

    /**
     * Concatenates arrays. DJL answers a single piece with a copy that is cut off from the gradient; here it is the
     * piece itself.
     *
     * @param pieces at least one, equal in all other axes.
     * @param axis   along which they follow each other.
     * @return the whole.
     */
    public static NDArray join(NDList pieces, int axis) {
        return pieces.size() == 1 ? pieces.get(0) : NDArrays.concat(pieces, axis);
    }
}

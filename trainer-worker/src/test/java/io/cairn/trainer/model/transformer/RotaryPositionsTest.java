package io.cairn.trainer.model.transformer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class RotaryPositionsTest {

    private static final int PLACES = 12;
    private static final float[] QUERY = {0.3f, -1.2f, 0.7f, 2.0f};
    private static final float[] KEY = {1.1f, 0.4f, -0.6f, 0.5f};

    @Test
    void scoreDependsOnTheDistanceOfPlacesAlone() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList angles = new RotaryPositions(PLACES, QUERY.length).angles(manager, 0, new long[] {PLACES});
            NDArray queries = RotaryPositions.turn(everywhere(manager, QUERY), angles.get(0), angles.get(1));
            NDArray keys = RotaryPositions.turn(everywhere(manager, KEY), angles.get(0), angles.get(1));
            NDArray scores = queries.matMul(keys.transpose());

            assertEquals(0.3 * 1.1 - 1.2 * 0.4 - 0.7 * 0.6 + 2.0 * 0.5, scores.getFloat(0, 0), 1e-5);
            for (int place = 3; place < PLACES; place++) {
                assertEquals(scores.getFloat(3, 0), scores.getFloat(place, place - 3), 1e-5, "place " + place);
            }
            assertNotEquals(scores.getFloat(3, 0), scores.getFloat(2, 0), 1e-3);
        }
    }

    private static NDArray everywhere(NDManager manager, float[] row) {
        return manager.create(row, new Shape(1, row.length)).repeat(0, PLACES);
    }
}

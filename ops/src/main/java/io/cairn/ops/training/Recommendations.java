package io.cairn.ops.training;

import java.util.List;

/**
 * What a model recommends to one user.
 *
 * @param user   the user's number in the data.
 * @param events of the user in the data, which are not recommended again.
 * @param items  the best first.
 */
public record Recommendations(int user, int events, List<Item> items) {

    /**
     * One item.
     *
     * @param rank  from 1.
     * @param item  its id.
     * @param score cosine between its row and what the model expects, -1 to 1.
     * @param title for people; empty if the data has none.
     */
    public record Item(int rank, int item, float score, String title) {
    }
}

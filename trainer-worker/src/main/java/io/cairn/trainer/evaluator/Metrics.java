package io.cairn.trainer.evaluator;

/**
 * Means over users of what their target's rank is worth, each 0 to 1.
 *
 * @param users   number of users.
 * @param hr10    share of users whose target is among the first 10 (hit rate).
 * @param hr50    among the first 50.
 * @param hr200   among the first 200.
 * @param ndcg10  1 / log2(rank + 1) of targets among the first 10, else 0.
 * @param ndcg200 the same for the first 200.
 * @param mrr     1 / rank.
 */
public record Metrics(
    long users, double hr10, double hr50, double hr200, double ndcg10, double ndcg200, double mrr) {
}

package io.cairn.trainer.evaluator;

/** Adds up ranks of targets. Belongs to one thread. */
public final class RankingMetrics {

    private static final double LN_2 = Math.log(2);

    private long users;
    private long hits10;
    private long hits50;
    private long hits200;
    private double gain10;
    private double gain200;
    private double reciprocalRanks;

    /** Starts without users. */
    public RankingMetrics() {
    }

    /**
     * Adds a user whose target has a place in the ranking.
     *
     * @param rank the target's place, from 1.
     * @throws IllegalArgumentException if the rank is below 1.
     */
    public void add(int rank) {
        if (rank < 1) {
            throw new IllegalArgumentException("a rank is at least 1, got " + rank);
        }
        users++;
        hits10 += hit(rank, 10);
        hits50 += hit(rank, 50);
        hits200 += hit(rank, 200);
        gain10 += gain(rank, 10);
        gain200 += gain(rank, 200);
        reciprocalRanks += 1.0 / rank;
    }

    /** Adds a user whose target is not in the ranking at all: it adds nothing to any sum. */
    public void addMiss() {
        users++;
    }

    /**
     * The means so far.
     *
     * @return all 0 if there is no user yet.
     */
    public Metrics metrics() {
        double n = Math.max(1, users);
        return new Metrics(users, hits10 / n, hits50 / n, hits200 / n, gain10 / n, gain200 / n, reciprocalRanks / n);
    }

    /** HR@k of one user. */
    static int hit(int rank, int k) {
        return rank <= k ? 1 : 0;
    }

    /** NDCG@k of one user with one relevant item. */
    static double gain(int rank, int k) {
        return rank <= k ? LN_2 / Math.log(rank + 1.0) : 0;
    }
}

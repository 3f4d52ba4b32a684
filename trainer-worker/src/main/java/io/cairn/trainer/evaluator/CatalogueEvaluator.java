package io.cairn.trainer.evaluator;

import io.cairn.trainer.data.Catalogue;
import io.cairn.trainer.data.SequenceBatch;

/**
 * Ranks the whole catalogue for each user and notes the place of the target, by the protocol of the published tables:
 *
 * <ul>
 * <li>Ids in the user's inputs, that is the history cut to the longest input, leave the ranking; older ones stay.
 * <li>rank = 1 + number of remaining items with a higher score than the target. Equal scores do not count.
 * <li>A target which is itself in those inputs left the ranking too and is a miss, worth 0 in every figure. (The public
 * code gives a miss rank 2501 in its MRR, and so at most 0.0004.)
 * </ul>
 *
 * <p>A score that is not a number never helps: items with it stand above the target, and a target with it is last.
 * Belongs to one thread.
 */
public final class CatalogueEvaluator {

    private final Catalogue catalogue;
    private final RankingMetrics ranks = new RankingMetrics();

    /**
     * Starts without users.
     *
     * @param catalogue the items to rank; scores are laid out by its indexes.
     */
    public CatalogueEvaluator(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * Ranks for the users of one batch.
     *
     * @param batch  histories and targets; B users.
     * @param scores B x C, row-major, C = catalogue size: score of the item with index c for user b at b * C + c.
     *               Overwritten where the history is, so that no second copy of this largest of arrays is needed.
     * @throws IllegalArgumentException if the sizes differ or an id is not in the catalogue.
     */
    public void add(SequenceBatch batch, float[] scores) {
        int items = catalogue.size();
        if (scores.length != batch.size() * items) {
            throw new IllegalArgumentException("expected " + batch.size() + " x " + items + " scores, got "
                + scores.length);
        }
        for (int b = 0; b < batch.size(); b++) {
            addUser(batch, b, scores, b * items);
        }
    }

    private void addUser(SequenceBatch batch, int user, float[] scores, int offset) {
        long target = batch.target(user);
        boolean repeated = false;
        int start = user * batch.width();
        for (int i = start; i < start + batch.lengths()[user]; i++) {
            long id = batch.itemIds()[i];
            repeated |= id == target;
            scores[offset + indexOf(id)] = Float.NEGATIVE_INFINITY;
        }
        if (repeated) {
            ranks.addMiss();
        } else {
            ranks.add(rank(scores, offset, offset + catalogue.size(), scores[offset + indexOf(target)]));
        }
    }

    private int indexOf(long id) {
        int index = catalogue.indexOf(id);
        if (index < 0) {
            throw new IllegalArgumentException("item " + id + " is not in the catalogue");
        }
        return index;
    }

    /** Written as 'not at most' so that NaN counts as higher; the target itself counts only if it is NaN. */
    private static int rank(float[] scores, int from, int to, float target) {
        int higher = 0;
        for (int i = from; i < to; i++) {
            higher += scores[i] <= target ? 0 : 1;
        }
        return 1 + higher;
    }

    /**
     * The means so far.
     *
     * @return figures over all users added.
     */
    public Metrics metrics() {
        return ranks.metrics();
    }
}

package io.cairn.trainer.data;

import io.cairn.slot.SlotHash;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Shortens training batches by {@link StochasticLength}. The target of a sequence always stays, and each input that
 * stays predicts the next one that does. Immutable.
 */
public final class SequenceShortener {

    /** Keeps these draws apart from others of the same seed and step. */
    private static final long STREAM = SlotHash.mix(SequenceShortener.class.getSimpleName().hashCode());

    private final StochasticLength rule;
    private final int longest;
    private final boolean timed;
    private final long seed;

    /**
     * A shortener for the batches of a source.
     *
     * @param rule   how.
     * @param source has the longest sequence, and says whether ages are times; else they are places.
     * @param seed   of the draws.
     */
    public SequenceShortener(StochasticLength rule, BatchSource source, long seed) {
        this.rule = rule;
        longest = source.maxLength();
        timed = source.timed();
        this.seed = seed ^ STREAM;
    }

    /**
     * Shortens a batch, in the same way whenever it is asked for the same step.
     *
     * @param step  which step of the training, from 0.
     * @param batch what the source has for it; is not changed.
     * @return a batch of as many sequences and slots.
     */
    public SequenceBatch shorten(long step, SequenceBatch batch) {
        SplittableRandom random = RandomStreams.stream(seed, step);
        int width = batch.width();
        long[] itemIds = new long[batch.size() * width];
        long[] timestamps = new long[batch.size() * width];
        int[] lengths = new int[batch.size()];
        for (int b = 0; b < lengths.length; b++) {
            int first = b * width;
            int[] places = places(batch, b, random);
            for (int i = 0; i < places.length; i++) {
                itemIds[first + i] = batch.itemIds()[first + places[i]];
                timestamps[first + i] = batch.timestamps()[first + places[i]];
            }
            lengths[b] = places.length - 1;
        }
        return new SequenceBatch(width, itemIds, timestamps, lengths);
    }

    /** Slots that stay, the target's last. */
    private int[] places(SequenceBatch batch, int sequence, SplittableRandom random) {
        int length = batch.lengths()[sequence];
        boolean whole = random.nextDouble() < rule.keepProbability(length, longest);
        int count = whole ? length : rule.limit(longest);
        int[] inputs = rule.selection().choose(ages(batch, sequence), count, random);
        int[] places = Arrays.copyOf(inputs, count + 1);
        places[count] = length;
        return places;
    }

    private long[] ages(SequenceBatch batch, int sequence) {
        int length = batch.lengths()[sequence];
        int last = sequence * batch.width() + length - 1;
        long[] ages = new long[length];
        for (int i = 0; i < length; i++) {
            int behind = length - 1 - i;
            ages[i] = timed ? batch.timestamps()[last] - batch.timestamps()[last - behind] : behind;
        }
        return ages;
    }
}

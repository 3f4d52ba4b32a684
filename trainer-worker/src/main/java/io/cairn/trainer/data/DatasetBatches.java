package io.cairn.trainer.data;

import java.util.Arrays;
import java.util.Iterator;
import java.util.SplittableRandom;

/**
 * Batches of a data set in memory: in each epoch one sequence per user, shuffled anew, cut to its last events. Users
 * who have fewer than two events left, an input and a target, are skipped.
 */
public final class DatasetBatches implements BatchSource {

    private final SequenceDataset dataset;
    private final int maxLength;
    private final Holdout holdout;
    private final long seed;
    private final int[] trainingUsers;
    private final int[] evaluationUsers;

    /**
     * Describes the batches; nothing is copied.
     *
     * @param dataset   users' events.
     * @param maxLength most inputs in a sequence, at least 1.
     * @param holdout   which last events training does not see.
     * @param seed      decides the order of users in each epoch.
     * @throws IllegalArgumentException if the length is below 1 or no user has enough events to train on.
     */
    public DatasetBatches(SequenceDataset dataset, int maxLength, Holdout holdout, long seed) {
        if (maxLength < 1) {
            throw new IllegalArgumentException("longest input must be at least 1 event, got " + maxLength);
        }
        this.dataset = dataset;
        this.maxLength = maxLength;
        this.holdout = holdout;
        this.seed = seed;
        this.trainingUsers = usersWithAtLeast(2 + holdout.trainingDrops());
        this.evaluationUsers = holdout == Holdout.NONE ? new int[0] : usersWithAtLeast(2 + holdout.evaluationDrops());
        if (trainingUsers.length == 0) {
            throw new IllegalArgumentException("none of " + dataset.users() + " users has the "
                + (2 + holdout.trainingDrops()) + " events that training with holdout " + holdout + " needs");
        }
    }

    @Override
    public Catalogue catalogue() {
        return dataset.catalogue();
    }

    @Override
    public int maxLength() {
        return maxLength;
    }

    @Override
    public boolean timed() {
        return dataset.timed();
    }

    @Override
    public int trainingSequences() {
        return trainingUsers.length;
    }

    @Override
    public int evaluationSequences() {
        return evaluationUsers.length;
    }

    @Override
    public Iterator<SequenceBatch> training(int epoch, int batchSize) {
        int[] users = shuffled(trainingUsers, RandomStreams.stream(seed, epoch));
        return batches(users, holdout.trainingDrops(), batchSize);
    }

    @Override
    public Iterator<SequenceBatch> evaluation(int batchSize) {
        return batches(evaluationUsers, holdout.evaluationDrops(), batchSize);
    }

    @Override
    public int[] trainingCounts() {
        int[] counts = new int[catalogue().size()];
        for (int user : trainingUsers) {
            int end = dataset.start(user + 1) - holdout.trainingDrops();
            for (int event = dataset.start(user); event < end; event++) {
                counts[catalogue().indexOf(dataset.item(event))]++;
            }
        }
        return counts;
    }

    private int[] usersWithAtLeast(int events) {
        int[] users = new int[dataset.users()];
        int size = 0;
        for (int user = 0; user < users.length; user++) {
            if (dataset.start(user + 1) - dataset.start(user) >= events) {
                users[size++] = user;
            }
        }
        return Arrays.copyOf(users, size);
    }

    /** Fisher and Yates' shuffle of a copy. */
    private static int[] shuffled(int[] users, SplittableRandom random) {
        int[] order = users.clone();
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int user = order[i];
            order[i] = order[j];
            order[j] = user;
        }
        return order;
    }

    private Iterator<SequenceBatch> batches(int[] users, int drops, int batchSize) {
        return new BatchIterator(
            (ordinal, itemIds, timestamps, offset) -> write(users[ordinal], drops, itemIds, timestamps, offset),
            users.length, batchSize, maxLength);
    }

    private int write(int user, int drops, long[] itemIds, long[] timestamps, int offset) {
        int target = dataset.start(user + 1) - drops - 1;
        int first = Math.max(dataset.start(user), target - maxLength);
        for (int event = first; event <= target; event++) {
            itemIds[offset + event - first] = dataset.item(event);
            timestamps[offset + event - first] = dataset.time(event);
        }
        return target - first;
    }
}

package io.cairn.client.routing;

/**
 * Places of a batch's keys, grouped by shard; within a shard in the batch's order. With one shard nothing is stored:
 * every place stands for itself. Arrays grow with the largest batch and are kept.
 */
public final class RoutedKeys {

    private int[] places = new int[0];
    private int[] ends = new int[1];
    private boolean identity;

    /** For no batch yet. */
    public RoutedKeys() {
        // arrays grow with the batches
    }

    /**
     * Whether routed order is the batch's order, so that runs of rows are contiguous in the caller's buffers.
     *
     * @return true with one shard.
     */
    public boolean isIdentity() {
        return identity;
    }

    /**
     * The first routed position of a shard's keys.
     *
     * @param shard its id.
     * @return a position from 0.
     */
    public int start(int shard) {
        return shard == 0 ? 0 : ends[shard - 1];
    }

    /**
     * One past the last routed position of a shard's keys.
     *
     * @param shard its id.
     * @return a position, equal to {@link #start} if the shard gets none.
     */
    public int end(int shard) {
        return ends[shard];
    }

    /**
     * The place in the batch of a routed position.
     *
     * @param position from 0 up to the batch's size.
     * @return index of key and row in the caller's arrays.
     */
    public int place(int position) {
        return identity ? position : places[position];
    }

    void identity(int count) {
        identity = true;
        ends[0] = count;
    }

    int[] places(int count) {
        identity = false;
        if (places.length < count) {
            places = new int[count];
        }
        return places;
    }

    int[] ends(int shardCount) {
        if (ends.length < shardCount) {
            ends = new int[shardCount];
        }
        return ends;
    }
}

package io.cairn.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.cairn.trainer.model.attention.KeysValues;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a model keeps of one sequence of n events, to go on from there: the keys and values of each layer, about as many
 * values as the events have in all layers, and the output of the last event. It holds for one time of the next event,
 * because the last event's row knows that time. Immutable; holds native memory until it or its owner is closed.
 */
public final class EncodedHistory implements AutoCloseable {

    private final NDManager manager;
    private final List<KeysValues> layers;
    private final Optional<NDArray> last;
    private final long[] times;

    private EncodedHistory(NDManager manager, List<KeysValues> layers, Optional<NDArray> last, long[] times) {
        this.manager = manager;
        this.layers = layers;
        this.last = last;
        this.times = times;
    }

    /**
     * A history without events.
     *
     * @param owner     closes it at the latest.
     * @param firstTime when the first event is.
     * @return an empty history.
     */
    public static EncodedHistory beginning(NDManager owner, long firstTime) {
        return new EncodedHistory(owner.newSubManager(), List.of(), Optional.empty(), new long[] {firstTime});
    }

    /** A history of what a pass has computed, which it takes over. */
    static EncodedHistory of(NDManager owner, List<KeysValues> layers, NDArray last, long[] times) {
        NDManager manager = owner.newSubManager();
        layers.forEach(layer -> layer.attach(manager));
        last.attach(manager);
        return new EncodedHistory(manager, layers, Optional.of(last), times);
    }

    /**
     * Number of events.
     *
     * @return n, at least 0.
     */
    public int length() {
        return times.length - 1;
    }

    /**
     * The model's output at the last event.
     *
     * @return 1 x d, of unit length.
     * @throws IllegalStateException if there is no event.
     */
    public NDArray last() {
        return last.orElseThrow(() -> new IllegalStateException("a history without events has no output"));
    }

    /** What a layer keeps; empty without events. */
    Optional<KeysValues> layer(int layer) {
        return layers.isEmpty() ? Optional.empty() : Optional.of(layers.get(layer));
    }

    /** The time of each event, then that of the next. */
    long[] times() {
        return times;
    }

    /** Whether it is that of the first of other events, as far as times tell. */
    boolean beginsAs(long[] otherTimes) {
        return times.length <= otherTimes.length
            && Arrays.equals(times, 0, times.length, otherTimes, 0, times.length);
    }

    @Override
    public void close() {
        manager.close();
    }
}

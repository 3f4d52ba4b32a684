package io.cairn.trainer.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.cairn.trainer.model.attention.GrowingSight;
import io.cairn.trainer.model.attention.KeysValues;
import io.cairn.trainer.model.attention.Sight;
import io.cairn.trainer.model.tensor.RowNorms;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A model that answers for one user at a time. Events are encoded once and kept; what follows looks at what is kept, so
 * it costs only its own rows: O(r (n d + d^2)) for r rows behind n in place of O((n + r)^2 d).
 *
 * <p>{@link #candidates} is M-FALCON (HSTU paper, section 3.4): each candidate stands directly behind the history, at
 * the time of the request, and sees the history and itself. So its output is what a pass over the history and this
 * candidate alone would have at the last row, whatever other candidates there are. A ranking model's heads read those
 * outputs.
 *
 * <p>Belongs to one thread, which must not record gradients. Item rows and weights are taken to be constant while
 * histories are kept.
 */
public final class HistoryEncoder {

    private final ItemEncoder encoder;

    /**
     * The same model for single users.
     *
     * @param encoder initialized.
     */
    public HistoryEncoder(ItemEncoder encoder) {
        this.encoder = encoder;
    }

    /**
     * Adds events to a history.
     *
     * @param owner     closes the result at the latest.
     * @param before    n events; stays as it is.
     * @param rows      r x d, item rows of the next events, at least one.
     * @param nextTimes what time it is after each of them: that of the event after it, at last that of the request.
     * @return n + r events.
     * @throws IllegalArgumentException if the model has not as many slots, or times and rows differ in number.
     */
    public EncodedHistory extend(NDManager owner, EncodedHistory before, NDArray rows, long... nextTimes) {
        int added = Math.toIntExact(rows.getShape().get(0));
        int length = before.length() + added;
        if (added == 0 || added != nextTimes.length) {
            throw new IllegalArgumentException(added + " rows and " + nextTimes.length + " times behind them");
        }
        requireSlots(length);
        long[] times = Arrays.copyOf(before.times(), length + 1);
        System.arraycopy(nextTimes, 0, times, before.length() + 1, added);
        List<GrowingSight> sights = IntStream.range(0, encoder.stack().size())
            .mapToObj(layer -> new GrowingSight(before.layer(layer))).toList();
        try (NDManager pass = owner.newSubManager()) {
            long[] places = IntStream.range(before.length(), length).asLongStream().toArray();
            NDArray output = output(pass, rows, places, times, length, sights);
            NDArray last = output.get(new NDIndex("{}:{}", added - 1, added)).duplicate();
            List<KeysValues> layers = sights.stream().map(GrowingSight::seen).toList();
            return EncodedHistory.of(owner, layers, last, times);
        }
    }

    /**
     * Encodes candidates for the event after a history.
     *
     * @param history    n events, at least one, encoded for the time of the request.
     * @param rows       m x d, item rows of the candidates.
     * @param microbatch candidates of one pass, at least 1: bounds memory, and never changes an output by more than
     *                   rounding.
     * @return m x d, of unit length, owned by the manager of the rows.
     * @throws IllegalArgumentException if there is no event, or no slot for one more.
     */
    public NDArray candidates(EncodedHistory history, NDArray rows, int microbatch) {
        EncoderSettings.requirePositive("microbatch", microbatch);
        EncoderSettings.requirePositive("events of the history", history.length());
        requireSlots(history.length() + 1);
        List<Sight> sights = IntStream.range(0, encoder.stack().size())
            .mapToObj(layer -> Sight.candidates(history.layer(layer).orElseThrow())).toList();
        long[] place = {history.length()};
        NDManager owner = rows.getManager();
        NDArray outputs = owner.create(rows.getShape(), DataType.FLOAT32);
        for (long from = 0; from < rows.getShape().get(0); from += microbatch) {
            NDIndex part = new NDIndex("{}:{}", from, Math.min(from + microbatch, rows.getShape().get(0)));
            try (NDManager pass = owner.newSubManager(); NDArray some = rows.get(part)) {
                outputs.set(part, output(pass, some, place, history.times(), history.length() + 1, sights));
            }
        }
        return outputs;
    }

    /** Outputs of rows whose sequence has so many rows up to the last of them. */
    private NDArray output(NDManager pass, NDArray rows, long[] places, long[] times, int length,
                           List<? extends Sight> sights) {
        ParameterStore store = new ParameterStore(pass, false);
        // the left operand decides that all that follows belongs to the pass
        NDArray chosen = pass.create((float) Math.sqrt(encoder.width())).mul(rows);
        NDArray input = encoder.placed(store, chosen, pass.create(places), false);
        NDArray timestamps = pass.create(times, new Shape(1, times.length));
        int first = Math.toIntExact(places[0]);
        return RowNorms.unit(encoder.stack().apply(
            store, input, encoder.stack().shared(first, length, timestamps), sights, false));
    }

    private void requireSlots(int length) {
        if (length > encoder.slots()) {
            throw new IllegalArgumentException(length + " events, but the model has " + encoder.slots() + " slots");
        }
    }
}

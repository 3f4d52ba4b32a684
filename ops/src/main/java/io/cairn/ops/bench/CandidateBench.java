package io.cairn.ops.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.cairn.ops.progress.ProgressDisplay;
import io.cairn.trainer.loop.SequenceModel;
import io.cairn.trainer.loop.TrainingSettings;
import io.cairn.trainer.model.EncodedHistory;
import io.cairn.trainer.model.HistoryCache;
import io.cairn.trainer.model.HistoryEncoder;
import io.cairn.trainer.model.ItemEncoder;
import io.cairn.trainer.model.hstu.HstuSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Measures M-FALCON on the calling thread: what microbatches and kept histories save. Weights and rows are random. */
public final class CandidateBench {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final long USER = 1;
    private static final int SEED = 1;

    private final HstuSettings settings;
    private final int events;
    private final List<Integer> candidates;
    private final int microbatch;
    private final int seconds;
    private final ProgressDisplay display;

    /**
     * A benchmark that has not begun.
     *
     * @param settings   of the model.
     * @param events     of the history, at least 2 and less than the model's slots.
     * @param candidates numbers of candidates of a request, each at least 1.
     * @param microbatch candidates of one pass, at least 1.
     * @param seconds    length of each measurement; as long again to warm up.
     * @param display    shows how it goes.
     */
    public CandidateBench(HstuSettings settings, int events, List<Integer> candidates, int microbatch, int seconds,
                          ProgressDisplay display) {
        this.settings = settings;
        this.events = events;
        this.candidates = List.copyOf(candidates);
        this.microbatch = microbatch;
        this.seconds = seconds;
        this.display = display;
    }

    /** Something that answers a request. */
    @FunctionalInterface
    private interface Scoring {
        void score(NDManager request, NDArray candidates);
    }

    /**
     * Runs it.
     *
     * @param machine where it runs.
     * @return what was measured.
     */
    public CandidateReport run(Machine machine) {
        try (SequenceModel model = SequenceModel.create(settings, TrainingSettings.defaults().dense(), SEED);
            NDManager memory = NDManager.newBaseManager()) {
            ItemEncoder encoder = model.encoder();
            HistoryEncoder histories = new HistoryEncoder(encoder);
            NDArray history = rows(memory, events);
            double oneByOne = rate("one by one", memory, 1, (request, one) -> whole(encoder, request, history, one));
            List<CandidateReport.Request> requests = new ArrayList<>();
            for (int count : candidates) {
                double oneBatch = rate(count + " in one batch", memory, count,
                    (request, all) -> histories.candidates(encoded(histories, request, history), all, count));
                double microbatches = rate(count + " in microbatches", memory, count,
                    (request, all) -> histories.candidates(encoded(histories, request, history), all, microbatch));
                requests.add(new CandidateReport.Request(
                    count, oneBatch, microbatches, kept(histories, memory, history, count)));
            }
            return new CandidateReport(machine, settings.toString(), events, microbatch, oneByOne, requests);
        }
    }

    private double kept(HistoryEncoder histories, NDManager memory, NDArray history, int count) {
        long[] items = LongStream.range(0, events).toArray();
        try (HistoryCache cache = new HistoryCache(histories, memory, events)) {
            return rate(count + " with the history kept", memory, count, (request, all) -> {
                try (EncodedHistory kept = cache.history(USER, items, times(events + 1),
                    (from, to) -> part(request, history, from, to))) {
                    histories.candidates(kept, all, microbatch);
                }
            });
        }
    }

    /** Candidates per second of requests of so many. */
    private double rate(String task, NDManager memory, int count, Scoring scoring) {
        NDArray asked = rows(memory, count);
        measured(task + ", warming up", memory, asked, scoring);
        return measured(task, memory, asked, scoring);
    }

    private double measured(String task, NDManager memory, NDArray asked, Scoring scoring) {
        long answered = 0;
        try (TimedPhase phase = new TimedPhase(display, task, seconds)) {
            while (!phase.isOver()) {
                try (NDManager request = memory.newSubManager()) {
                    NDArray own = asked.duplicate();
                    own.attach(request);
                    scoring.score(request, own);
                }
                answered += asked.getShape().get(0);
            }
            return answered * NANOS_PER_SECOND / phase.elapsedNs();
        }
    }

    private EncodedHistory encoded(HistoryEncoder histories, NDManager request, NDArray history) {
        return histories.extend(request, EncodedHistory.beginning(request, 0), part(request, history, 0, events),
            Arrays.copyOfRange(times(events + 1), 1, events + 1));
    }

    /** History and candidate in one pass of their own, by the code that trains. */
    private void whole(ItemEncoder encoder, NDManager request, NDArray history, NDArray candidate) {
        NDArray rows = part(request, history, 0, events).concat(candidate);
        NDList inputs = new NDList(rows, request.create(times(events + 1)), request.create(new long[] {events + 1}),
            request.create(times(events + 1), new Shape(1, events + 1)));
        encoder.forward(new ParameterStore(request, false), inputs, false);
    }

    private static NDArray part(NDManager request, NDArray history, int from, int to) {
        NDArray part = history.get(from + ":" + to);
        part.attach(request);
        return part;
    }

    /** An event a second. */
    private static long[] times(int count) {
        return LongStream.range(0, count).toArray();
    }

    private NDArray rows(NDManager memory, int count) {
        return memory.randomNormal(new Shape(count, settings.width()), DataType.FLOAT32);
    }
}

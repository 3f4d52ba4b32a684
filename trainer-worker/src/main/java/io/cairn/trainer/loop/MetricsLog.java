package io.cairn.trainer.loop;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cairn.trainer.evaluator.Metrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Appends one line of JSON per epoch to a file: loss, speed, and the evaluation's figures where there was one. */
public final class MetricsLog implements TrainingListener, AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Writer writer;

    /**
     * Opens the file.
     *
     * @param file is created if missing and added to if present.
     * @throws IOException if that fails.
     */
    public MetricsLog(Path file) throws IOException {
        writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
    }

    @Override
    public void epochFinished(EpochReport report) {
        ObjectNode line = JSON.createObjectNode()
            .put("epoch", report.epoch())
            .put("step", report.step())
            .put("loss", report.loss())
            .put("sequences", report.sequences())
            .put("positions", report.positions())
            .put("sparsity", report.sparsity())
            .put("rows", report.rows())
            .put("seconds", report.seconds())
            .put("waitSeconds", report.waitSeconds())
            .put("sequencesPerSecond", report.sequencesPerSecond())
            .put("rowsPerSecond", report.rowsPerSecond());
        report.metrics().ifPresent(metrics -> putMetrics(line, metrics, report.evaluationSeconds()));
        try {
            writer.write(JSON.writeValueAsString(line) + System.lineSeparator());
            writer.flush();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot write metrics", failure);
        }
    }

    private static void putMetrics(ObjectNode line, Metrics metrics, double seconds) {
        line.put("users", metrics.users())
            .put("hr10", metrics.hr10())
            .put("hr50", metrics.hr50())
            .put("hr200", metrics.hr200())
            .put("ndcg10", metrics.ndcg10())
            .put("ndcg200", metrics.ndcg200())
            .put("mrr", metrics.mrr())
            .put("evaluationSeconds", seconds);
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}

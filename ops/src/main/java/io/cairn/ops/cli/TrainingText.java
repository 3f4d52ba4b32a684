package io.cairn.ops.cli;

import io.cairn.ops.training.TrainingReport;
import io.cairn.trainer.evaluator.Metrics;
import java.util.Map;

/** A training's report for people. */
final class TrainingText {

    private TrainingText() {
    }

    /** Metrics of all rankings beside each other, and how the training went. */
    static String of(TrainingReport report) {
        String training = String.format("%s%d epochs, %,d steps, %,d items, %,d parameters, %,.0f sequences/s, "
                + "%,.0f rows/s, sparsity %.1f%%%n", report.stopped() ? "stopped after " : "", report.epochs(),
            report.steps(), report.items(), report.parameters(), report.sequencesPerSecond(), report.rowsPerSecond(),
            100 * report.sparsity());
        return report.metrics().isEmpty() ? training : training + table(report.metrics());
    }

    private static String table(Map<String, Metrics> rankings) {
        TextTable table = new TextTable("ranking", "users", "HR@10", "HR@50", "HR@200", "NDCG@10", "NDCG@200", "MRR");
        rankings.forEach((name, metrics) -> table.row(name, metrics.users(), share(metrics.hr10()),
            share(metrics.hr50()), share(metrics.hr200()), share(metrics.ndcg10()), share(metrics.ndcg200()),
            share(metrics.mrr())));
        return table.toString();
    }

    private static String share(double value) {
        return String.format("%.4f", value);
    }
}

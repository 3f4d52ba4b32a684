package io.cairn.ops.cli;

import io.cairn.ops.bench.BenchReport;
import io.cairn.ops.bench.CandidateReport;
import io.cairn.ops.bench.GrpcReport;
import io.cairn.ops.bench.ReplayReport;
import io.cairn.ops.bench.RespReport;
import io.cairn.ops.bench.SnapshotReport;
import io.cairn.ops.bench.StoreReport;
import io.cairn.ops.bench.SystemRate;
import io.cairn.ops.bench.Workload;
import java.util.Map;

/** Benchmarks' reports for people. */
final class BenchText {

    private static final double MICROS_PER_MILLI = 1000;
    private static final double PERCENT = 100;

    private BenchText() {
    }

    /** All systems beside each other, then Cairn's ratio to each peer. */
    static String of(BenchReport report) {
        Workload workload = report.workload();
        StringBuilder text = new StringBuilder(String.format(
            "%s: %,d rows of %d float32, %d a request, %s; %d cores, JDK %s, commit %s%n", report.bench(),
            workload.rows(), workload.dimension(), workload.batch(), workload.transport(), report.machine().cores(),
            report.machine().jdk(), report.machine().commit()));
        TextTable table = new TextTable("system", "rows/s", "p50 ms", "p99 ms", "p99.9 ms", "settings");
        for (SystemRate system : report.systems()) {
            table.row(system.system(), String.format("%,.0f", system.rowsPerSecond()),
                millis(system.latencyMicros(), "p50"), millis(system.latencyMicros(), "p99"),
                millis(system.latencyMicros(), "p99.9"), system.settings());
        }
        text.append(table);
        report.ratios().forEach((peer, ratio) -> text.append(String.format("cairn / %s: %.2f x%n", peer, ratio)));
        return text.toString();
    }

    /** Plain way, store and limit beside each other, with the store's ratio to both. */
    static String of(StoreReport report) {
        TextTable table = new TextTable(
            "rows/s", "Chronicle Map", "store", "limit", "store / map", "share of limit");
        for (StoreReport.Work work : report.works()) {
            table.row(work.work(), String.format("%,.0f", work.chronicleMap()), String.format("%,.0f", work.store()),
                String.format("%,.0f", work.limit()), String.format("%.2f x", work.timesChronicleMap()),
                String.format("%.0f %%", PERCENT * work.shareOfLimit()));
        }
        return String.format("store: %,d rows of 64 float32, one thread; %d cores, JDK %s, commit %s%n%s",
            report.rows(), report.machine().cores(), report.machine().jdk(), report.machine().commit(), table);
    }

    /** Both phases beside each other, then what the snapshot costs, then the restart. */
    static String of(SnapshotReport report) {
        Workload workload = report.workload();
        TextTable table = new TextTable("load", "seconds", "pushed rows/s", "pulls", "longest gap ms");
        row(table, "without snapshot", report.plain());
        row(table, "during snapshot", report.during());
        return String.format("snapshot: %,d rows of %d float32 with Adagrad; %d cores, JDK %s, commit %s%n",
            workload.rows(), workload.dimension(), report.machine().cores(), report.machine().jdk(),
            report.machine().commit())
            + table
            + String.format("throughput loss %.0f %%, longest gap %+.1f ms%n",
                report.throughputLoss() * PERCENT, report.longestGapDifferenceMs())
            + String.format("%,d bytes; restart in %.1f s, dd reads the file in %.1f s, into new memory in %.1f s%n",
                report.snapshotBytes(), report.restartSeconds(), report.readSeconds(), report.readWholeSeconds());
    }

    /** Both starts, then both rates. */
    static String of(ReplayReport report) {
        return String.format("replay: %,d rows of %d float32 with Adagrad; %d cores, JDK %s, commit %s%n",
            report.workload().rows(), report.workload().dimension(), report.machine().cores(), report.machine().jdk(),
            report.machine().commit())
            + String.format("restart in %.1f s from a snapshot, in %.1f s with the pushes of %.1f s behind it%n",
                report.restartSeconds(), report.replaySeconds(), report.load().seconds())
            + String.format("pushed %,.0f rows/s, replayed %,.0f rows/s%n",
                report.load().pushedRowsPerSecond(), report.replayedRowsPerSecond());
    }

    /** Both systems beside each other, for each kind of request. */
    static String of(RespReport report) {
        TextTable table = new TextTable("request", "system", "rows/s", "p50 ms", "p99 ms", "cairn / redis");
        for (RespReport.Work work : report.works()) {
            for (RespReport.Rate rate : work.systems()) {
                table.row(work.request(), rate.system(), String.format("%,.0f", rate.rowsPerSecond()),
                    String.format("%.3f", rate.p50Micros() / MICROS_PER_MILLI),
                    String.format("%.3f", rate.p99Micros() / MICROS_PER_MILLI),
                    work.ratio() == 0 ? "-" : String.format("%.2f x", work.ratio()));
            }
        }
        return String.format("resp: %,d rows of %d float32; %d cores, JDK %s, commit %s%n%s", report.rows(),
            report.dimension(), report.machine().cores(), report.machine().jdk(), report.machine().commit(), table);
    }

    /** All ways beside each other, for each number of candidates. */
    static String of(CandidateReport report) {
        TextTable table = new TextTable("candidates", "one by one", "one batch", "microbatches", "history kept");
        for (CandidateReport.Request request : report.requests()) {
            table.row(request.candidates(), String.format("%,.0f", report.oneByOne()),
                String.format("%,.0f", request.oneBatch()), String.format("%,.0f", request.microbatches()),
                String.format("%,.0f", request.kept()));
        }
        return String.format("candidates/s behind %,d events, microbatches of %,d, one thread; %d cores, JDK %s, "
                + "commit %s%n%s%n%s", report.history(), report.microbatch(), report.machine().cores(),
            report.machine().jdk(), report.machine().commit(), report.model(), table);
    }

    /** Rate and times of the lookups. */
    static String of(GrpcReport report) {
        Workload workload = report.workload();
        TextTable table = new TextTable("request", "requests/s", "answered", "failed", "p50 ms", "p99 ms", "p99.9 ms");
        table.row("Lookup of " + workload.batch(), String.valueOf(report.requestsPerSecond()),
            String.format("%,d", report.answered()), String.format("%,d", report.failed()),
            millis(report.latencyMicros(), "p50"), millis(report.latencyMicros(), "p99"),
            millis(report.latencyMicros(), "p99.9"));
        return String.format("grpc: %,d rows of %d float32; %d cores, JDK %s, commit %s%n%s", workload.rows(),
            workload.dimension(), report.machine().cores(), report.machine().jdk(), report.machine().commit(), table);
    }

    private static void row(TextTable table, String load, SnapshotReport.LoadResult result) {
        table.row(load, String.format("%.1f", result.seconds()), String.format("%,.0f", result.pushedRowsPerSecond()),
            String.format("%,d", result.pulls()), String.format("%.1f", result.longestGapMs()));
    }

    private static String millis(Map<String, Double> latencyMicros, String percentile) {
        Double micros = latencyMicros.get(percentile);
        return micros == null ? "-" : String.format("%.3f", micros / MICROS_PER_MILLI);
    }
}

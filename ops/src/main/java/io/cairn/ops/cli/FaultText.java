package io.cairn.ops.cli;

import io.cairn.ops.verify.FaultReport;

/** The fault suite's report for people. */
final class FaultText {

    private static final double MILLIS_PER_SECOND = 1000;

    private FaultText() {
    }

    /** What clients noticed of each kind of fault, then counts, then the verdict. */
    static String of(FaultReport report) {
        TextTable table = new TextTable("fault", "count", "longest without a push s", "longest pull s");
        report.waits().forEach(waits -> table.row(
            waits.fault(), waits.count(), seconds(waits.pushMs()), seconds(waits.pullMs())));
        StringBuilder text = new StringBuilder(table.toString()).append(String.format(
            "%n%,d pushes acknowledged, %,d of unknown outcome; lost %,d, repeated %,d%n", report.pushes(),
            report.unknown(), report.lost(), report.repeated()));
        report.leftOut().forEach(line -> text.append("left out: ").append(line).append('\n'));
        report.broken().forEach(line -> text.append(line).append('\n'));
        String verdict = report.kept()
            ? "every acknowledged push counts once, and all replicas are equal"
            : "BROKEN, see above";
        return text.append(String.format("seed %d: %s", report.settings().seed(), verdict)).toString();
    }

    private static String seconds(long millis) {
        return String.format("%.2f", millis / MILLIS_PER_SECOND);
    }
}

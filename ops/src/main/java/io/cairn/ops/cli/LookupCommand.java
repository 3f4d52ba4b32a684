package io.cairn.ops.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Looks rows up. */
@Command(name = "lookup", description = {
    "Show rows as the serving tier reads them. A key that was never pushed shows its initial weights.",
    "Every 64-bit number is a key; write negative ones behind --, as in: cairn lookup items -- -7 42"})
final class LookupCommand implements Runnable {

    @Parameters(index = "0", paramLabel = "TABLE", description = "Which table.")
    private String table;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "KEY", description = "Which rows.")
    private List<Long> keys;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private OutputOptions output;

    @Override
    public void run() {
        long[] asked = keys.stream().mapToLong(Long::longValue).toArray();
        List<StoredRow> rows = cluster.ask(client -> StoredRow.lookup(client, client.table(table), asked));
        output.print(rows, () -> StoredRow.text(rows));
    }
}

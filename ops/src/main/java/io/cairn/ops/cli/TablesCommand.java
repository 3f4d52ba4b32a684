package io.cairn.ops.cli;

import io.cairn.client.view.Table;
import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes, shows and drops tables. */
@Command(name = "tables", description = "Make, show and drop tables of a running cluster.",
    subcommands = {TablesCommand.Create.class, TablesCommand.ListAll.class, TablesCommand.Describe.class,
        TablesCommand.Drop.class})
final class TablesCommand {

    /** Makes a table. */
    @Command(name = "create", description = {
        "Make a table. The same settings again change nothing; others under the same name are refused, and the "
            + "message shows the difference.",
        "Optimizers: sgd, adagrad, row-wise-adagrad, adam, adamw, row-wise-adamw, ftrl. Initializers: zeros, uniform, "
            + "normal, truncated-normal. Either takes values: adamw:learningRate=0.001,beta2=0.98"})
    static final class Create implements Runnable {

        @Parameters(paramLabel = "NAME", description = "A letter, then up to 63 letters, digits, '_', '-' or '.'.")
        private String name;

        @Option(names = "--dim", paramLabel = "N", required = true, description = "Weights per row, 1 to 8192.")
        private int dimension;

        @Option(names = "--optimizer", paramLabel = "SPEC", defaultValue = "adagrad",
            description = "What a push does to a row. Default: ${DEFAULT-VALUE}.")
        private OptimizerSpec optimizer;

        @Option(names = "--initializer", paramLabel = "SPEC", defaultValue = "truncated-normal",
            description = "How a row begins. Default: ${DEFAULT-VALUE}.")
        private InitializerSpec initializer;

        @Option(names = "--seed", paramLabel = "N", defaultValue = "1",
            description = "Of the initial values. Default: ${DEFAULT-VALUE}.")
        private long seed;

        @Option(names = "--expected-rows", paramLabel = "N", defaultValue = "10000", description = "Memory starts from "
            + "it; a table may grow far past it. Default: ${DEFAULT-VALUE}.")
        private long expectedRows;

        @Mixin
        private ClusterOptions cluster;

        @Mixin
        private OutputOptions output;

        @Spec
        private CommandSpec command;

        @Override
        public void run() {
            TableSpec spec = spec();
            Table table = cluster.ask(client -> client.createTable(spec));
            output.print(table, () -> TablesText.describe(table));
        }

        private TableSpec spec() {
            try {
                return new TableSpec(name, dimension, DType.FLOAT32, initializer, optimizer, seed, expectedRows);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(command.commandLine(), e.getMessage(), e);
            }
        }
    }

    /** Shows all tables. */
    @Command(name = "list", description = "Show all tables of the cluster; 'cairn status' counts their rows.")
    static final class ListAll implements Runnable {

        @Mixin
        private ClusterOptions cluster;

        @Mixin
        private OutputOptions output;

        @Override
        public void run() {
            List<Table> tables = cluster.ask(client -> client.tables());
            output.print(tables, () -> TablesText.list(tables));
        }
    }

    /** Shows one table. */
    @Command(name = "describe", description = "Show all settings of a table.")
    static final class Describe implements Runnable {

        @Parameters(paramLabel = "NAME", description = "Which table.")
        private String name;

        @Mixin
        private ClusterOptions cluster;

        @Mixin
        private OutputOptions output;

        @Override
        public void run() {
            Table table = cluster.ask(client -> client.table(name));
            output.print(table, () -> TablesText.describe(table));
        }
    }

    /** Drops a table. */
    @Command(name = "drop", description = "Drop a table with all its rows. Cannot be undone. One that is not there is "
        + "no error.")
    static final class Drop implements Runnable {

        @Parameters(paramLabel = "NAME", description = "Which table.")
        private String name;

        @Mixin
        private ClusterOptions cluster;

        @Mixin
        private OutputOptions output;

        /** What became of a table. */
        record Dropped(String table, boolean existed) {
        }

        @Override
        public void run() {
            Dropped dropped = new Dropped(name, cluster.ask(client -> client.dropTable(name)));
            output.print(dropped, () -> dropped.existed()
                ? "dropped table '" + name + "'"
                : "there is no table '" + name + "': nothing to drop");
        }
    }
}

package io.cairn.ops.cli;

import io.cairn.client.view.Table;
import io.cairn.table.TableSpec;
import java.util.List;
import java.util.Locale;

/** Tables for people. Optimizers and initializers are written as {@code tables create} reads them. */
final class TablesText {

    private TablesText() {
    }

    /** All tables, a line each. */
    static String list(List<Table> tables) {
        if (tables.isEmpty()) {
            return "no tables yet; make one: cairn tables create NAME --dim N";
        }
        TextTable text = new TextTable("table", "id", "dim", "type", "optimizer", "initializer", "seed");
        for (Table table : tables) {
            TableSpec spec = table.spec();
            text.row(spec.name(), table.id(), spec.dimension(), type(spec),
                SpecNotation.OPTIMIZERS.format(spec.optimizer()), SpecNotation.INITIALIZERS.format(spec.initializer()),
                spec.seed());
        }
        return text.toString();
    }

    /** One table, a line for each of its settings. */
    static String describe(Table table) {
        TableSpec spec = table.spec();
        return String.format("""
                table          %s
                id             %d
                dimension      %d
                type           %s
                optimizer      %s
                initializer    %s
                seed           %d
                expected rows  %,d
                """, spec.name(), table.id(), spec.dimension(), type(spec),
            SpecNotation.OPTIMIZERS.format(spec.optimizer()), SpecNotation.INITIALIZERS.format(spec.initializer()),
            spec.seed(), spec.expectedRows());
    }

    private static String type(TableSpec spec) {
        return spec.dtype().name().toLowerCase(Locale.ROOT);
    }
}

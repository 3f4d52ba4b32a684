package io.cairn.server.directory;

import io.cairn.table.TableSpec;
import java.util.ArrayList;
import java.util.List;

/** Says how an asked table differs from the one that is there. */
final class TableDifference {

    private TableDifference() {
    }

    /** Each field that differs as {@code field: existing here, asked asked}. */
    static String between(TableSpec here, TableSpec asked) {
        List<String> differences = new ArrayList<>();
        add(differences, "dimension", here.dimension(), asked.dimension());
        add(differences, "dtype", here.dtype(), asked.dtype());
        add(differences, "initializer", here.initializer(), asked.initializer());
        add(differences, "optimizer", here.optimizer(), asked.optimizer());
        add(differences, "seed", here.seed(), asked.seed());
        add(differences, "expectedRows", here.expectedRows(), asked.expectedRows());
        return "table '" + here.name() + "' exists with another spec: " + String.join("; ", differences);
    }

    private static void add(List<String> differences, String field, Object here, Object asked) {
        if (!here.equals(asked)) {
            differences.add(field + ": " + here + " here, " + asked + " asked");
        }
    }
}

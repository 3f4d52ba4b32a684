package io.cairn.ops.cli;

import io.cairn.ops.training.TrainingReport;
import java.util.List;

/**
 * How a demo ended.
 *
 * @param training how training went, and the metrics of HSTU and of simple rankings.
 * @param item     the row of the item that was trained most.
 */
record DemoReport(TrainingReport training, StoredRow item) {

    /** Metrics, then the item's row as a lookup shows it, then what to do next. */
    String text() {
        return String.format("""

                HSTU, its item rows in the cluster, beside rankings that take no training:

                %s
                Item %d, which was trained most, as a lookup reads it from the cluster:

                %s
                Next: a node that stays (cairn up), then train on data of yours (cairn train --data PATH).
                """, TrainingText.of(training), item.key(), StoredRow.text(List.of(item)));
    }
}

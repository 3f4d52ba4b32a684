package io.cairn.ops.cli;

import io.cairn.client.EmbeddingClient;
import io.cairn.client.reply.LookupRows;
import io.cairn.client.view.Table;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a lookup tells about one key.
 *
 * @param key        the key.
 * @param exists     whether it was ever pushed; if not, the weights are its initial ones.
 * @param pushes     how often it was pushed.
 * @param position   log position of its shard that changed it last, 0 if it does not exist.
 * @param ageSeconds time since that, -1 if it does not exist.
 * @param weights    all of them.
 */
record StoredRow(long key, boolean exists, long pushes, long position, long ageSeconds, List<Float> weights) {

    private static final int WEIGHTS_SHOWN = 4;
    private static final long MS_PER_SECOND = 1000;

    /** Looks keys up, in their order. */
    static List<StoredRow> lookup(EmbeddingClient client, Table table, long... keys) {
        LookupRows rows = new LookupRows();
        client.lookup(table, keys, keys.length, rows);
        long nowSeconds = System.currentTimeMillis() / MS_PER_SECOND;
        return IntStream.range(0, keys.length)
            .mapToObj(i -> new StoredRow(keys[i], rows.exists(i), rows.pushCount(i), rows.position(i),
                rows.exists(i) ? Math.max(0, nowSeconds - rows.lastPushSeconds(i)) : -1,
                IntStream.range(0, table.dimension()).mapToObj(column -> rows.weight(i, column)).toList()))
            .toList();
    }

    /** Rows for people, with their first weights. */
    static String text(List<StoredRow> rows) {
        TextTable table = new TextTable("key", "exists", "pushes", "position", "age", "weights");
        for (StoredRow row : rows) {
            table.row(row.key, row.exists ? "yes" : "no", String.format("%,d", row.pushes),
                String.format("%,d", row.position), row.exists ? row.ageSeconds + " s" : "-", row.firstWeights());
        }
        return table.toString();
    }

    private String firstWeights() {
        String first = weights.stream()
            .limit(WEIGHTS_SHOWN)
            .map(weight -> String.format("%+.4f", weight))
            .collect(Collectors.joining(" "));
        return weights.size() > WEIGHTS_SHOWN ? first + " … (" + weights.size() + " weights)" : first;
    }
}

package io.cairn.ops.verify;

import io.cairn.client.EmbeddingClient;
import io.cairn.client.view.Table;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Holds the rows of a table against the pushes of one that were acknowledged.
 *
 * @param lost     what the rows lack.
 * @param repeated what they have too much.
 * @param broken   each weight that is wrong, in words.
 */
record CounterCheck(long lost, long repeated, List<String> broken) {

    /** Reads all rows; a key may stand in several clients' keys. */
    static CounterCheck of(EmbeddingClient client, Table table, List<CounterKeys> clients, Tally tally) {
        long[] keys = clients.stream().flatMapToLong(one -> Arrays.stream(one.all())).distinct().toArray();
        UnsafeBuffer rows = new UnsafeBuffer(ByteBuffer.allocateDirect(keys.length * table.rowBytes()));
        client.pull(table, keys, keys.length, rows);
        long lost = 0;
        long repeated = 0;
        List<String> broken = new ArrayList<>();
        for (int i = 0; i < keys.length; i++) {
            long least = tally.acknowledged(keys[i]);
            long most = least + tally.unknown(keys[i]);
            for (int column = 0; column < table.dimension(); column++) {
                float weight = rows.getFloat(
                    i * table.rowBytes() + column * Float.BYTES, ByteOrder.LITTLE_ENDIAN);
                if (!(weight >= least && weight <= most)) {
                    lost += Math.max(0, least - (long) weight);
                    repeated += Math.max(0, (long) weight - most);
                    broken.add("weight " + column + " of key " + keys[i] + " is " + weight + " after " + least
                        + " acknowledged pushes and " + (most - least) + " of unknown outcome");
                }
            }
        }
        return new CounterCheck(lost, repeated, broken);
    }
}

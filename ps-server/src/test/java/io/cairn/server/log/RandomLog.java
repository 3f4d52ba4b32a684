package io.cairn.server.log;

import io.cairn.server.store.RowDescriptor;
import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import io.cairn.wire.KeyBlock;
import io.cairn.wire.TableDefinitionCodec;
import io.cairn.wire.codecs.AddTableEncoder;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.PushEncoder;
import io.cairn.wire.codecs.RemoveTableEncoder;
import io.cairn.wire.codecs.RestoreRowsEncoder;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A shard's log made from a seed: pushes of several clients, some sent twice, to tables that come and go, and restored
 * rows among them.
 */
final class RandomLog {

    private static final int DIMENSION = 5;
    /** Length of a row with the state of AdamW. */
    static final int ROW_BYTES = RowDescriptor.rowBytes(DIMENSION, 2 * DIMENSION);
    private static final int CLIENTS = 3;
    private static final int ROWS_MAX = 80;
    private static final long CLIENT_BASE = 1000;

    /** A message and the position behind it. */
    record Message(long position, UnsafeBuffer buffer) {
    }

    private final Random random;
    private final int keyRange;
    private final List<Message> messages = new ArrayList<>();
    private final long[] sequences = new long[CLIENTS];
    private final List<Integer> tables = new ArrayList<>();
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private int lastTable;
    private long position;

    RandomLog(long seed, int length) {
        random = new Random(seed);
        keyRange = 200 + random.nextInt(4000);
        addTable();
        addTable();
        while (messages.size() < length) {
            int kind = random.nextInt(100);
            if (kind < 1 && tables.size() > 1) {
                removeTable();
            } else if (kind < 2) {
                addTable();
            } else if (kind < 10) {
                restoreRows();
            } else {
                push();
            }
        }
    }

    /** Messages behind one position and up to another. */
    List<Message> between(long after, long to) {
        return messages.stream().filter(message -> message.position > after && message.position <= to).toList();
    }

    /** Position behind a message. */
    long position(int index) {
        return messages.get(index).position;
    }

    long end() {
        return position;
    }

    private void addTable() {
        lastTable++;
        tables.add(lastTable);
        OptimizerSpec optimizer = new OptimizerSpec.AdamW(0.1, 0.9, 0.99, 1e-8, 0.01);
        byte[] definition = TableDefinitionCodec.encode(lastTable, new TableSpec("table-" + lastTable, DIMENSION,
            DType.FLOAT32, new InitializerSpec.Uniform(-1, 1), optimizer, lastTable, 100));
        AddTableEncoder message = new AddTableEncoder().wrapAndApplyHeader(buffer, 0, header)
            .putDefinition(definition, 0, definition.length);
        add(MessageHeaderEncoder.ENCODED_LENGTH + message.encodedLength());
    }

    private void removeTable() {
        int table = tables.remove(random.nextInt(tables.size()));
        new RemoveTableEncoder().wrapAndApplyHeader(buffer, 0, header).tableId(table);
        add(MessageHeaderEncoder.ENCODED_LENGTH + RemoveTableEncoder.BLOCK_LENGTH);
    }

    private void push() {
        long[] keys = keys();
        int client = random.nextInt(CLIENTS);
        new PushEncoder().wrapAndApplyHeader(buffer, 0, header)
            .clientId(CLIENT_BASE + client)
            .sequence(sequence(client))
            .tableId(1 + random.nextInt(lastTable))
            .rowCount(keys.length)
            .dimension(DIMENSION);
        int rows = putKeys(PushEncoder.BLOCK_LENGTH, keys);
        for (int i = 0; i < keys.length * DIMENSION; i++) {
            buffer.putFloat(rows + i * Float.BYTES, random.nextFloat() - 0.5f, ByteOrder.LITTLE_ENDIAN);
        }
        add(rows + keys.length * DIMENSION * Float.BYTES);
    }

    private void restoreRows() {
        long[] keys = keys();
        int client = random.nextInt(CLIENTS);
        new RestoreRowsEncoder().wrapAndApplyHeader(buffer, 0, header)
            .clientId(CLIENT_BASE + client)
            .sequence(sequence(client))
            .tableId(1 + random.nextInt(lastTable))
            .rowCount(keys.length)
            .rowBytes(ROW_BYTES);
        int rows = putKeys(RestoreRowsEncoder.BLOCK_LENGTH, keys);
        for (int i = 0; i < keys.length * ROW_BYTES; i += Integer.BYTES) {
            buffer.putFloat(rows + i, random.nextFloat(), ByteOrder.LITTLE_ENDIAN);
        }
        for (int i = 0; i < keys.length; i++) {
            buffer.putLong(rows + i * ROW_BYTES, 1 + random.nextInt(1 << 30), ByteOrder.LITTLE_ENDIAN);
        }
        add(rows + keys.length * ROW_BYTES);
    }

    /** The next one of a client, or now and then one that was there before. */
    private long sequence(int client) {
        return sequences[client] > 0 && random.nextInt(20) == 0 ? sequences[client] : ++sequences[client];
    }

    private long[] keys() {
        return random.longs(1 + random.nextInt(ROWS_MAX), 0, keyRange).distinct().map(key -> key * 31 - 500).toArray();
    }

    private int putKeys(int blockLength, long[] keys) {
        int offset = KeyBlock.offset(MessageHeaderEncoder.ENCODED_LENGTH + blockLength);
        for (int i = 0; i < keys.length; i++) {
            KeyBlock.key(buffer, offset, i, keys[i]);
        }
        return offset + KeyBlock.bytes(keys.length);
    }

    private void add(int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(0, bytes);
        position += 32L * (1 + random.nextInt(100));
        messages.add(new Message(position, new UnsafeBuffer(bytes)));
    }
}

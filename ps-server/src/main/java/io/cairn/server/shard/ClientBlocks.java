package io.cairn.server.shard;

import io.cairn.server.snapshot.BlockKind;
import io.cairn.server.snapshot.SnapshotOutput;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Blocks of kind CLIENTS: the youngest id forgotten i64, then for each client, the longest idle first, its id, its last
 * sequence and the cluster time of that push, i64 each.
 */
final class ClientBlocks {

    private static final int HEAD_BYTES = Long.BYTES;
    private static final int ENTRY_BYTES = 3 * Long.BYTES;

    private final UnsafeBuffer buffer;
    private final SnapshotOutput output;
    private int length = HEAD_BYTES;

    private ClientBlocks(ClientSequences sequences, SnapshotOutput output) {
        int entries = Math.min(sequences.clients(), (SnapshotOutput.blockBytesMax() - HEAD_BYTES) / ENTRY_BYTES);
        buffer = new UnsafeBuffer(new byte[HEAD_BYTES + entries * ENTRY_BYTES]);
        buffer.putLong(0, sequences.forgottenMax(), ByteOrder.LITTLE_ENDIAN);
        this.output = output;
    }

    static void write(ClientSequences sequences, SnapshotOutput output) {
        ClientBlocks blocks = new ClientBlocks(sequences, output);
        sequences.forEach(blocks::add);
        blocks.submit();
    }

    static void read(DirectBuffer buffer, int offset, int length, ClientSequences sequences) {
        sequences.forgottenMax(buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN));
        for (int at = offset + HEAD_BYTES; at + ENTRY_BYTES <= offset + length; at += ENTRY_BYTES) {
            sequences.restore(
                buffer.getLong(at, ByteOrder.LITTLE_ENDIAN),
                buffer.getLong(at + Long.BYTES, ByteOrder.LITTLE_ENDIAN),
                buffer.getLong(at + 2 * Long.BYTES, ByteOrder.LITTLE_ENDIAN));
        }
    }

    private void add(long clientId, long sequence, long timestampMs) {
        if (length == buffer.capacity()) {
            submit();
        }
        buffer.putLong(length, clientId, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(length + Long.BYTES, sequence, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(length + 2 * Long.BYTES, timestampMs, ByteOrder.LITTLE_ENDIAN);
        length += ENTRY_BYTES;
    }

    private void submit() {
        output.block(BlockKind.CLIENTS, buffer, 0, length);
        length = HEAD_BYTES;
    }
}

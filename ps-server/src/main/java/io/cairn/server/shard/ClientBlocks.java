package io.cairn.server.shard;

import io.cairn.server.snapshot.BlockKind;
import io.cairn.server.snapshot.SnapshotOutput;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Blocks of kind CLIENTS: client id i64, last sequence i64, one after the other. */
final class ClientBlocks {

    private static final int ENTRY_BYTES = 2 * Long.BYTES;

    private final UnsafeBuffer buffer;
    private final SnapshotOutput output;
    private int length;

    private ClientBlocks(int clients, SnapshotOutput output) {
        int entries = Math.min(clients, SnapshotOutput.blockBytesMax() / ENTRY_BYTES);
        buffer = new UnsafeBuffer(new byte[entries * ENTRY_BYTES]);
        this.output = output;
    }

    static void write(ClientSequences sequences, SnapshotOutput output) {
        ClientBlocks blocks = new ClientBlocks(sequences.clients(), output);
        sequences.forEach(blocks::add);
        blocks.submit();
    }

    static void read(DirectBuffer buffer, int offset, int length, ClientSequences sequences) {
        for (int at = offset; at + ENTRY_BYTES <= offset + length; at += ENTRY_BYTES) {
            sequences.restore(
                buffer.getLong(at, ByteOrder.LITTLE_ENDIAN),
                buffer.getLong(at + Long.BYTES, ByteOrder.LITTLE_ENDIAN));
        }
    }

    private void add(long clientId, long sequence) {
        if (length == buffer.capacity()) {
            submit();
        }
        buffer.putLong(length, clientId, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(length + Long.BYTES, sequence, ByteOrder.LITTLE_ENDIAN);
        length += ENTRY_BYTES;
    }

    private void submit() {
        output.block(BlockKind.CLIENTS, buffer, 0, length);
        length = 0;
    }
}

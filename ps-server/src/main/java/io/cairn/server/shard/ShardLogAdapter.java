package io.cairn.server.shard;

import io.cairn.wire.KeyBlock;
import io.cairn.wire.TableDefinitionCodec;
import io.cairn.wire.WireVersion;
import io.cairn.wire.codecs.AddTableDecoder;
import io.cairn.wire.codecs.ForgetClientsDecoder;
import io.cairn.wire.codecs.MessageHeaderDecoder;
import io.cairn.wire.codecs.PushDecoder;
import io.cairn.wire.codecs.RemoveTableDecoder;
import io.cairn.wire.codecs.RestoreRowsDecoder;
import io.cairn.wire.codecs.TakeCheckpointDecoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Decodes what comes out of a shard's log and has it applied. */
final class ShardLogAdapter {

    private final ShardService shard;
    private final ShardTables tables;
    private final ShardCheckpoint checkpoint;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final PushDecoder push = new PushDecoder();
    private final RestoreRowsDecoder restore = new RestoreRowsDecoder();
    private final AddTableDecoder addTable = new AddTableDecoder();
    private final RemoveTableDecoder removeTable = new RemoveTableDecoder();
    private final TakeCheckpointDecoder takeCheckpoint = new TakeCheckpointDecoder();
    private final ForgetClientsDecoder forgetClients = new ForgetClientsDecoder();
    private final UnsafeBuffer blob = new UnsafeBuffer(0, 0);

    ShardLogAdapter(ShardService shard, ShardTables tables, ShardCheckpoint checkpoint) {
        this.shard = shard;
        this.tables = tables;
        this.checkpoint = checkpoint;
    }

    void onMessage(DirectBuffer buffer, int offset) {
        header.wrap(buffer, offset);
        if (!WireVersion.understands(header)) {
            throw new IllegalStateException("in the log: " + WireVersion.refusal(header));
        }
        switch (header.templateId()) {
            case PushDecoder.TEMPLATE_ID -> onPush(buffer, offset);
            case RestoreRowsDecoder.TEMPLATE_ID -> onRestoreRows(buffer, offset);
            case AddTableDecoder.TEMPLATE_ID -> {
                addTable.wrapAndApplyHeader(buffer, offset, header);
                addTable.wrapDefinition(blob);
                tables.add(TableDefinitionCodec.decode(blob, 0, blob.capacity()));
            }
            case RemoveTableDecoder.TEMPLATE_ID -> {
                removeTable.wrapAndApplyHeader(buffer, offset, header);
                tables.remove(removeTable.tableId());
            }
            case TakeCheckpointDecoder.TEMPLATE_ID ->
                checkpoint.onMarker(takeCheckpoint.wrapAndApplyHeader(buffer, offset, header));
            case ForgetClientsDecoder.TEMPLATE_ID -> {
                forgetClients.wrapAndApplyHeader(buffer, offset, header);
                shard.onForgetClients(forgetClients.idleMs());
            }
            default -> throw new IllegalStateException("a shard's log cannot hold message " + header.templateId());
        }
    }

    private void onRestoreRows(DirectBuffer buffer, int offset) {
        restore.wrapAndApplyHeader(buffer, offset, header);
        int keysOffset = offset + KeyBlock.offset(MessageHeaderDecoder.ENCODED_LENGTH + header.blockLength());
        shard.onRestoreRows(restore, buffer, keysOffset);
    }

    private void onPush(DirectBuffer buffer, int offset) {
        push.wrapAndApplyHeader(buffer, offset, header);
        int keysOffset = offset + KeyBlock.offset(MessageHeaderDecoder.ENCODED_LENGTH + header.blockLength());
        shard.onPush(push, buffer, keysOffset);
    }
}

package io.cairn.server.shard;

import io.aeron.ExclusivePublication;
import io.aeron.logbuffer.BufferClaim;
import io.cairn.server.endpoint.RequestSession;
import io.cairn.server.log.ReplicaStatus;
import io.cairn.server.store.RowStore;
import io.cairn.wire.KeyBlock;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.RowContent;
import io.cairn.wire.codecs.RowPartEncoder;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes the answer to a pull as RowParts of whole rows, as many in each as one claim takes; rows are gathered straight
 * into the claimed space. A row too long for a claim goes alone, as a message that Aeron cuts in pieces. An answer that
 * finds no room stops, and goes on at the same row when asked again.
 */
final class PullPublisher {

    private static final int ROWS_OFFSET =
        KeyBlock.offset(MessageHeaderEncoder.ENCODED_LENGTH + RowPartEncoder.BLOCK_LENGTH);

    private final ReplicaStatus status;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final RowPartEncoder part = new RowPartEncoder();
    private final BufferClaim claim = new BufferClaim();
    private final ExpandableArrayBuffer longRow = new ExpandableArrayBuffer();
    private RowStore store;
    private DirectBuffer keys;
    private int keysOffset;
    private int keyCount;
    private RowContent content;
    private long correlationId;

    PullPublisher(ReplicaStatus status) {
        this.status = status;
    }

    /** Says whose rows the answers that follow hold. */
    PullPublisher of(RowStore rowStore, RowContent rowContent, long correlation) {
        store = rowStore;
        content = rowContent;
        correlationId = correlation;
        return this;
    }

    /** Says for which keys. */
    PullPublisher keys(DirectBuffer buffer, int blockOffset, int count) {
        keys = buffer;
        keysOffset = blockOffset;
        keyCount = count;
        return this;
    }

    /**
     * Writes the answer from where the session stands.
     *
     * @return whether it is complete; if not, it found no room and must be tried again.
     */
    boolean publish(RequestSession session) {
        ExclusivePublication publication = session.publication();
        int rowBytes = store.contentBytes(content);
        int rowsMax = (publication.maxPayloadLength() - ROWS_OFFSET) / rowBytes;
        int row = session.progress();
        while (row < keyCount) {
            int rows = Math.min(Math.max(rowsMax, 1), keyCount - row);
            boolean written = rowsMax > 0
                ? claimPart(publication, row, rows, rowBytes)
                : offerPart(publication, row, rowBytes);
            if (!written) {
                session.progress(row);
                return false;
            }
            row += rows;
        }
        return true;
    }

    private boolean claimPart(ExclusivePublication publication, int row, int rows, int rowBytes) {
        if (publication.tryClaim(ROWS_OFFSET + rows * rowBytes, claim) < 0) {
            return false;
        }
        boolean complete = false;
        try {
            encode(claim.buffer(), claim.offset(), row, rows, rowBytes);
            complete = true;
        } finally {
            if (complete) {
                claim.commit();
            } else {
                claim.abort();
            }
        }
        return true;
    }

    private boolean offerPart(ExclusivePublication publication, int row, int rowBytes) {
        longRow.checkLimit(ROWS_OFFSET + rowBytes);
        encode(longRow, 0, row, 1, rowBytes);
        return publication.offer(longRow, 0, ROWS_OFFSET + rowBytes) > 0;
    }

    private void encode(MutableDirectBuffer buffer, int offset, int row, int rows, int rowBytes) {
        part.wrapAndApplyHeader(buffer, offset, header)
            .correlationId(correlationId)
            .position(status.position())
            .timestampMs(status.timestampMs())
            .rowsTotal(keyCount)
            .firstRow(row)
            .rowCount(rows)
            .rowBytes(rowBytes);
        store.gather(keys, keysOffset + KeyBlock.bytes(row), rows, buffer, offset + ROWS_OFFSET, content);
    }
}

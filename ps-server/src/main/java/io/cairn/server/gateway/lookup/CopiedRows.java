package io.cairn.server.gateway.lookup;

import io.cairn.client.view.Table;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;

/**
 * What a lookup found, copied so that it can be written on another thread than the gateway's.
 *
 * @param table    whose rows they are.
 * @param encoding how they are written.
 * @param count    number of rows.
 * @param rowBytes bytes of a row.
 * @param present  which of them there are.
 * @param bytes    all rows behind each other, little-endian, from 0; those that are absent are zeros.
 * @param position lowest log position that rows were read at.
 * @param ageMs    how old they are.
 */
public record CopiedRows(
    Table table, RowEncoding encoding, int count, int rowBytes, BitSet present, ByteBuffer bytes, long position,
    long ageMs) {

    /** Copies a reply during its listener's call. */
    static CopiedRows of(LookupReply reply) {
        int rowBytes = reply.rowBytes();
        byte[] bytes = new byte[Math.multiplyExact(reply.rowCount(), rowBytes)];
        ByteBuf out = Unpooled.wrappedBuffer(bytes);
        BitSet present = new BitSet(reply.rowCount());
        for (int row = 0; row < reply.rowCount(); row++) {
            if (reply.isPresent(row)) {
                present.set(row);
                reply.write(row, out.writerIndex(row * rowBytes));
            }
        }
        return new CopiedRows(reply.table(), reply.lookup().options().encoding(), reply.rowCount(), rowBytes, present,
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), reply.position(), reply.ageMs());
    }

    /**
     * Whether there is a row to show.
     *
     * @param row from 0.
     * @return false if it is zeros instead.
     */
    public boolean isPresent(int row) {
        return present.get(row);
    }
}

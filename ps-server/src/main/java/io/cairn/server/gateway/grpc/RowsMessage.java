package io.cairn.server.gateway.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.cairn.rpc.v1.Encoding;
import io.cairn.rpc.v1.Rows;
import io.cairn.server.gateway.lookup.CopiedRows;
import io.cairn.server.gateway.lookup.RowEncoding;
import java.util.BitSet;

/** Rows as a message. */
final class RowsMessage {

    private RowsMessage() {
    }

    /** The rows of an answer, or of a part of it; their bytes are not copied again. */
    static Rows of(CopiedRows rows, int firstRow) {
        return Rows.newBuilder()
            .setFirstRow(firstRow)
            .setRowCount(rows.count())
            .setDimension(rows.table().dimension())
            .setRowBytes(rows.rowBytes())
            .setEncoding(encoding(rows.encoding()))
            .setPresence(ByteString.copyFrom(rows.present().toByteArray()))
            .setRows(UnsafeByteOperations.unsafeWrap(rows.bytes()))
            .setPosition(rows.position())
            .setAgeMs(rows.ageMs())
            .setTable(rows.table().name())
            .build();
    }

    /** Presence of rows that are all there. */
    static ByteString allPresent(int count) {
        BitSet present = new BitSet(count);
        present.set(0, count);
        return ByteString.copyFrom(present.toByteArray());
    }

    private static Encoding encoding(RowEncoding encoding) {
        return switch (encoding) {
            case FLOAT32 -> Encoding.ENCODING_FLOAT32;
            case FLOAT16 -> Encoding.ENCODING_FLOAT16;
            case BFLOAT16 -> Encoding.ENCODING_BFLOAT16;
            case INT8 -> Encoding.ENCODING_INT8;
        };
    }
}

package io.cairn.server.gateway.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import io.cairn.server.gateway.lookup.CopiedRows;
import io.cairn.server.gateway.lookup.RowEncoding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Rows as a binary body, all little-endian:
 *
 * <pre>
 *   0        4         5          6    8      12          16         20   24         32      40
 *   +--------+---------+----------+----+------+-----------+----------+----+----------+-------+-------------+------
 *   | "CRNR" | version | encoding | 0  | rows | dimension | rowBytes | 0  | position | ageMs | presence … | rows …
 *   +--------+---------+----------+----+------+-----------+----------+----+----------+-------+-------------+------
 * </pre>
 *
 * <p>Version is 1; encoding 0 is float32, 1 float16, 2 bfloat16, 3 int8 with a scale. Presence has a bit for each row,
 * the lowest of the first byte for the first one, and is padded with zeros to a multiple of eight bytes. Each row has
 * rowBytes; a row that is absent is zeros.
 */
final class RowsBody {

    static final String MEDIA_TYPE = "application/vnd.cairn.rows";

    private static final int MAGIC = 0x524e5243;
    private static final byte VERSION = 1;
    private static final int HEADER_BYTES = 40;

    private RowsBody() {
    }

    private static byte code(RowEncoding encoding) {
        return switch (encoding) {
            case FLOAT32 -> 0;
            case FLOAT16 -> 1;
            case BFLOAT16 -> 2;
            case INT8 -> 3;
        };
    }

    /** The answer to a lookup. */
    static HttpResponse of(CopiedRows rows) {
        int presenceBytes = (rows.count() + Long.SIZE - 1) / Long.SIZE * Long.BYTES;
        ByteBuffer body = ByteBuffer.allocate(HEADER_BYTES + presenceBytes + rows.bytes().capacity())
            .order(ByteOrder.LITTLE_ENDIAN);
        body.putInt(MAGIC).put(VERSION).put(code(rows.encoding())).putShort((short) 0)
            .putInt(rows.count()).putInt(rows.table().dimension()).putInt(rows.rowBytes()).putInt(0)
            .putLong(rows.position()).putLong(rows.ageMs());
        body.put(rows.present().toByteArray()).position(HEADER_BYTES + presenceBytes).put(rows.bytes().duplicate());
        return RowsAnswer.of(rows, MediaType.parse(MEDIA_TYPE), body.array());
    }
}

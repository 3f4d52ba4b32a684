package io.cairn.server.snapshot;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Layout of a snapshot file, little-endian. A header, then blocks numbered 0, 1, 2, …; the last one, of kind
 * {@link BlockKind#END}, ends the file. Every byte is under one CRC32C.
 * <pre>
 *   header   0     8         12        16          24          28       32         40            48     56  60    64
 *            +-----+---------+---------+-----------+-----------+--------+----------+-------------+------+---+-----+
 *            |magic| version | groupId | clusterId | slotCount | leader | position | timestampMs | term | 0 | crc |
 *            | i64 |     i32 |     i32 |       i64 |       i32 |    i32 |      i64 |         i64 |  i64 |i32| i32 |
 *            +-----+---------+---------+-----------+-----------+--------+----------+-------------+------+---+-----+
 *   block    0            4          8            12        16
 *            +------------+----------+------------+---------+--------------+
 *            | length i32 | kind i32 | number i32 | crc i32 | length bytes |
 *            +------------+----------+------------+---------+--------------+
 * </pre>
 * A block's CRC covers its first 12 bytes and its content. What the content is, {@link BlockKind} says.
 */
final class SnapshotFormat {

    static final long MAGIC = 0x50414E_53_4E524943L;
    static final int VERSION = 3;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = 8;
    static final int GROUP_OFFSET = 12;
    static final int CLUSTER_OFFSET = 16;
    static final int SLOTS_OFFSET = 24;
    static final int LEADER_OFFSET = 28;
    static final int POSITION_OFFSET = 32;
    static final int TIMESTAMP_OFFSET = 40;
    static final int TERM_OFFSET = 48;
    static final int HEADER_CRC_OFFSET = 60;
    static final int HEADER_BYTES = 64;

    static final int LENGTH_OFFSET = 0;
    static final int KIND_OFFSET = 4;
    static final int NUMBER_OFFSET = 8;
    static final int CRC_OFFSET = 12;
    static final int BLOCK_HEADER_BYTES = 16;
    /** Length of the largest block, header included: a row is far shorter. */
    static final int BLOCK_BYTES_MAX = 1 << 20;

    /** A run of rows of one table: the table's id, the number of rows. */
    static final int RUN_HEADER_BYTES = 8;
    static final int KEY_BYTES = Long.BYTES;

    private SnapshotFormat() {
    }

    /** CRC of a header. The buffer's position and limit are changed. */
    static int headerCrc(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.limit(HEADER_CRC_OFFSET).position(0));
        return (int) crc.getValue();
    }

    /** CRC of a block that begins at 0. The buffer's position and limit are changed. */
    static int blockCrc(CRC32C crc, ByteBuffer block, int length) {
        crc.reset();
        crc.update(block.limit(CRC_OFFSET).position(0));
        crc.update(block.limit(BLOCK_HEADER_BYTES + length).position(BLOCK_HEADER_BYTES));
        return (int) crc.getValue();
    }
}

package io.cairn.server.snapshot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The beginning of a snapshot file.
 *
 * @param owner whose state it is.
 * @param point place in the log that it is the state at.
 */
public record SnapshotHeader(SnapshotOwner owner, SnapshotPoint point) {

    ByteBuffer encode() {
        ByteBuffer header = ByteBuffer.allocate(SnapshotFormat.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN)
            .putLong(SnapshotFormat.MAGIC_OFFSET, SnapshotFormat.MAGIC)
            .putInt(SnapshotFormat.VERSION_OFFSET, SnapshotFormat.VERSION)
            .putInt(SnapshotFormat.GROUP_OFFSET, owner.groupId())
            .putLong(SnapshotFormat.CLUSTER_OFFSET, owner.clusterId())
            .putInt(SnapshotFormat.SLOTS_OFFSET, owner.slotCount())
            .putInt(SnapshotFormat.LEADER_OFFSET, point.leaderMemberId())
            .putLong(SnapshotFormat.POSITION_OFFSET, point.position())
            .putLong(SnapshotFormat.TIMESTAMP_OFFSET, point.timestampMs())
            .putLong(SnapshotFormat.TERM_OFFSET, point.leadershipTermId());
        int crc = SnapshotFormat.headerCrc(header);
        return header.clear().putInt(SnapshotFormat.HEADER_CRC_OFFSET, crc);
    }

    static SnapshotHeader decode(ByteBuffer header) {
        if (header.getLong(SnapshotFormat.MAGIC_OFFSET) != SnapshotFormat.MAGIC) {
            throw new SnapshotException("it is no snapshot: its first bytes are not those of one");
        }
        int version = header.getInt(SnapshotFormat.VERSION_OFFSET);
        if (version != SnapshotFormat.VERSION) {
            throw new SnapshotException(
                "format " + version + ", this release reads format " + SnapshotFormat.VERSION);
        }
        int crc = header.getInt(SnapshotFormat.HEADER_CRC_OFFSET);
        if (SnapshotFormat.headerCrc(header) != crc) {
            throw new SnapshotException("the header's checksum is wrong");
        }
        header.clear();
        return new SnapshotHeader(
            new SnapshotOwner(
                header.getLong(SnapshotFormat.CLUSTER_OFFSET),
                header.getInt(SnapshotFormat.GROUP_OFFSET),
                header.getInt(SnapshotFormat.SLOTS_OFFSET)),
            new SnapshotPoint(
                header.getLong(SnapshotFormat.POSITION_OFFSET),
                header.getLong(SnapshotFormat.TIMESTAMP_OFFSET),
                header.getLong(SnapshotFormat.TERM_OFFSET),
                header.getInt(SnapshotFormat.LEADER_OFFSET)));
    }

    void requireOwner(SnapshotOwner expected) {
        if (owner.clusterId() != expected.clusterId()) {
            throw new SnapshotException("it belongs to another cluster");
        }
        if (owner.groupId() != expected.groupId()) {
            throw new SnapshotException("it is of group " + owner.groupId() + ", not of " + expected.groupId());
        }
        if (owner.slotCount() != expected.slotCount()) {
            throw new SnapshotException(
                "it has " + owner.slotCount() + " slots, the cluster has " + expected.slotCount());
        }
    }
}

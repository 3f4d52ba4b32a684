package io.cairn.server.snapshot;

import io.cairn.slot.SlotHash;

/**
 * Digest of a snapshot file, one number for all of its bytes: the checksums of header and blocks, which cover the rest,
 * mixed in their order.
 */
final class FileDigest {

    private long value;

    void add(int checksum) {
        value = SlotHash.mix(value ^ Integer.toUnsignedLong(checksum));
    }

    long value() {
        return value;
    }
}

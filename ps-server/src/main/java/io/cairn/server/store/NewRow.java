package io.cairn.server.store;

import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.bytes.RandomDataInput;
import net.openhft.chronicle.hash.AbstractData;

/** The bytes that each new row of a table begins with, in the form in which Chronicle Map takes a value. */
final class NewRow extends AbstractData<byte[]> {

    private final byte[] row;
    private final BytesStore<?, byte[]> bytes;

    NewRow(byte[] row) {
        this.row = row;
        bytes = BytesStore.wrap(row);
    }

    @Override
    public RandomDataInput bytes() {
        return bytes;
    }

    @Override
    public long offset() {
        return 0;
    }

    @Override
    public long size() {
        return row.length;
    }

    @Override
    public byte[] get() {
        return row;
    }

    @Override
    public byte[] getUsing(byte[] using) {
        return row;
    }
}

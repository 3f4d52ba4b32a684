package io.cairn.server.store;

import net.openhft.chronicle.bytes.RandomDataInput;
import net.openhft.chronicle.bytes.RandomDataOutput;
import net.openhft.chronicle.hash.AbstractData;

/**
 * A value of a Chronicle Map that is only room: Chronicle asks for its length, and its bytes stay as the memory was,
 * for each row writes all of its own place. So a page is not touched before its rows are.
 */
final class RowPage extends AbstractData<byte[]> {

    private final long bytes;

    RowPage(long bytes) {
        this.bytes = bytes;
    }

    @Override
    public long size() {
        return bytes;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void writeTo(RandomDataOutput target, long targetOffset) {
        // Nothing: see above.
    }

    @Override
    public RandomDataInput bytes() {
        throw new UnsupportedOperationException("a page has no bytes yet");
    }

    @Override
    public long offset() {
        throw new UnsupportedOperationException("a page has no bytes yet");
    }

    @Override
    public byte[] get() {
        throw new UnsupportedOperationException("a page has no bytes yet");
    }

    @Override
    public byte[] getUsing(byte[] using) {
        throw new UnsupportedOperationException("a page has no bytes yet");
    }
}

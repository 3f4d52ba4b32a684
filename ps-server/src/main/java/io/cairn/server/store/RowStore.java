package io.cairn.server.store;

import io.cairn.slot.SlotHash;
import io.cairn.table.RowInitializer;
import io.cairn.table.TableSpec;
import io.cairn.wire.codecs.RowContent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.UnsafeApi;

/**
 * The rows of one table on one replica, by slot, in native memory. Rows come into being by {@link #acquire} and
 * {@link #restore}; every other method leaves the set of rows and their bytes as they are, {@link #remove} excepted.
 *
 * <p>Owned by one thread. Batches of any size; {@link #gather}, {@link #locate} and {@link #acquire} of rows that exist
 * do not allocate. Keys are little-endian int64, eight bytes each, one after the other. Machines are little-endian.
 */
public final class RowStore implements AutoCloseable {

    private static final long FLOATS_OFFSET = UnsafeApi.arrayBaseOffset(float[].class);
    private static final long BYTES_OFFSET = UnsafeApi.arrayBaseOffset(byte[].class);

    private final TableSpec spec;
    private final int slotCount;
    private final int rowBytes;
    private final NativeMemory memory;
    private final RowIndex[] slots;
    private final RowPlaces places;
    private final RowLocator locator;
    private final RowInitializer initializer;
    /** What each new row begins with; its weights are still to come. */
    private final byte[] newRow;
    private final float[] initialWeights;
    private final long[] found = new long[RowLocator.BLOCK];
    private final RowFlyweight flyweight;
    private long rowsCertain;
    private long rows;
    private boolean closed;

    /**
     * Makes an empty store; memory for rows is taken at the first row.
     *
     * @param spec         the table.
     * @param slotCount    slots of the cluster, a power of two.
     * @param initialState optimizer state of a new row, any length, 0 included.
     * @param memory       account that the native memory is counted on.
     */
    public RowStore(TableSpec spec, int slotCount, float[] initialState, NativeMemory memory) {
        this.spec = spec;
        this.slotCount = slotCount;
        this.memory = memory;
        rowBytes = RowDescriptor.rowBytes(spec.dimension(), initialState.length);
        slots = new RowIndex[slotCount];
        places = new RowPlaces(spec.name(), spec.expectedRows(), rowBytes, memory);
        locator = new RowLocator(slotCount, memory);
        initializer = new RowInitializer(spec);
        initialWeights = new float[spec.dimension()];
        flyweight = new RowFlyweight(rowBytes);
        newRow = new byte[rowBytes];
        ByteBuffer.wrap(newRow).order(ByteOrder.LITTLE_ENDIAN)
            .position(RowDescriptor.WEIGHTS_OFFSET + spec.weightBytes()).slice().order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer().put(initialState);
    }

    /**
     * The table whose rows these are.
     *
     * @return the spec given at construction.
     */
    public TableSpec spec() {
        return spec;
    }

    /**
     * Length of a row, see {@link RowDescriptor}.
     *
     * @return bytes, a multiple of 8.
     */
    public int rowBytes() {
        return rowBytes;
    }

    /**
     * Number of rows.
     *
     * @return 0 or more.
     */
    public long rows() {
        return rows;
    }

    /**
     * Native memory of rows and index.
     *
     * @return bytes, places for rows to come included; the system provides those when they are first written.
     */
    public long bytes() {
        requireOpen();
        long bytes = places.bytes();
        for (RowIndex slot : slots) {
            bytes += slot == null ? 0 : slot.bytes();
        }
        return bytes;
    }

    /**
     * Copies rows to a buffer, in the order of their keys and close together. A key without a row gives its initial
     * weights, under a header of zeros. Keys may repeat.
     *
     * @param keys         buffer with the keys.
     * @param keysOffset   offset of the first.
     * @param keyCount     number of keys, 0 or more.
     * @param target       receives {@code keyCount} rows of {@link #contentBytes} each.
     * @param targetOffset offset of the first row.
     * @param content      what of each row.
     * @throws IndexOutOfBoundsException if keys or rows reach past the end of their buffer; nothing is copied then.
     */
    public void gather(DirectBuffer keys, int keysOffset, int keyCount, MutableDirectBuffer target, int targetOffset,
        RowContent content) {
        requireOpen();
        int length = contentBytes(content);
        keys.boundsCheck(keysOffset, Math.multiplyExact(keyCount, Long.BYTES));
        target.boundsCheck(targetOffset, Math.multiplyExact(keyCount, length));
        int skipped = content == RowContent.WEIGHTS ? RowDescriptor.WEIGHTS_OFFSET : 0;
        for (int from = 0; from < keyCount; from += RowLocator.BLOCK) {
            int count = Math.min(RowLocator.BLOCK, keyCount - from);
            long keyOffset = keys.addressOffset() + keysOffset + 8L * from;
            locator.locate(keys.byteArray(), keyOffset, count, found, 0);
            locator.loadRows(found, 0, count, skipped + length);
            long to = target.addressOffset() + targetOffset + (long) from * length;
            for (int i = 0; i < count; i++, to += length) {
                if (found[i] != 0) {
                    UnsafeApi.copyMemory(null, found[i] + skipped, target.byteArray(), to, length);
                } else {
                    copyInitial(UnsafeApi.getLong(keys.byteArray(), keyOffset + 8L * i), target.byteArray(),
                        to, RowDescriptor.WEIGHTS_OFFSET - skipped);
                }
            }
        }
    }

    /**
     * Length of a row in an answer.
     *
     * @param content what of each row.
     * @return bytes.
     */
    public int contentBytes(RowContent content) {
        return switch (content) {
            case WEIGHTS -> spec.weightBytes();
            case HEADER_AND_WEIGHTS -> RowDescriptor.WEIGHTS_OFFSET + spec.weightBytes();
            case NULL_VAL -> throw new IllegalArgumentException("no row content of this release");
        };
    }

    private void copyInitial(long key, byte[] targetArray, long targetOffset, int headerBytes) {
        initializer.initialize(key, initialWeights, 0);
        UnsafeApi.setMemory(targetArray, targetOffset, headerBytes, (byte) 0);
        UnsafeApi.copyMemory(initialWeights, FLOATS_OFFSET, targetArray,
            targetOffset + headerBytes, spec.weightBytes());
    }

    /**
     * Finds the rows of keys. An address holds until the store removes a row or closes.
     *
     * @param keys       buffer with the keys.
     * @param keysOffset offset of the first.
     * @param keyCount   number of keys, 0 or more.
     * @param addresses  receives one address per key, 0 for a key without a row.
     * @throws IndexOutOfBoundsException if the keys reach past the end of the buffer, or {@code addresses} is short.
     */
    public void locate(DirectBuffer keys, int keysOffset, int keyCount, long[] addresses) {
        requireOpen();
        keys.boundsCheck(keysOffset, Math.multiplyExact(keyCount, Long.BYTES));
        for (int from = 0; from < keyCount; from += RowLocator.BLOCK) {
            int count = Math.min(RowLocator.BLOCK, keyCount - from);
            long keyOffset = keys.addressOffset() + keysOffset + 8L * from;
            locator.locate(keys.byteArray(), keyOffset, count, addresses, from);
        }
    }

    /**
     * Finds the rows of keys and makes those that are missing, in the order of the keys, with a header of zeros, their
     * initial weights and the initial optimizer state.
     *
     * @param keys       buffer with the keys.
     * @param keysOffset offset of the first.
     * @param keyCount   number of keys, 0 or more.
     * @param addresses  receives one address per key, never 0.
     * @throws IndexOutOfBoundsException if the keys reach past the end of the buffer, or {@code addresses} is short.
     */
    public void acquire(DirectBuffer keys, int keysOffset, int keyCount, long[] addresses) {
        locate(keys, keysOffset, keyCount, addresses);
        for (int i = 0; i < keyCount; i++) {
            if (addresses[i] == 0) {
                addresses[i] = findOrCreate(keys.getLong(keysOffset + i * Long.BYTES, ByteOrder.LITTLE_ENDIAN));
            }
        }
    }

    /**
     * Announces rows, so that the index need not grow for them. To be called before the first row comes into being.
     *
     * @param announced how many rows will come, 0 or more.
     */
    public void announce(long announced) {
        requireOpen();
        rowsCertain = announced;
    }

    /**
     * Puts back a row as {@link RowFlyweight#copyTo} wrote it, in place of the one that is there.
     *
     * @param key    any.
     * @param row    buffer with {@link #rowBytes()} bytes.
     * @param offset of the first.
     */
    public void restore(long key, DirectBuffer row, int offset) {
        requireOpen();
        row.boundsCheck(offset, rowBytes);
        int slot = SlotHash.slot(key, slotCount);
        long existing = find(slot, key);
        long address = existing == 0 ? insert(slot, key) : existing;
        UnsafeApi.copyMemory(row.byteArray(), row.addressOffset() + offset, null, address, rowBytes);
    }

    /**
     * Puts rows back in place of those that were {@linkplain #acquire acquired}, and stamps them.
     *
     * @param addresses of the rows in place, still valid.
     * @param first     index of the first of them that is overwritten.
     * @param count     how many are.
     * @param rows      buffer with one stored row for each address, as {@link RowFlyweight#copyTo} wrote it.
     * @param offset    of the row of the first address.
     * @param position  log position that the rows then carry in place of their own.
     */
    public void overwrite(long[] addresses, int first, int count, DirectBuffer rows, int offset, long position) {
        requireOpen();
        rows.boundsCheck(offset + first * rowBytes, Math.multiplyExact(count, rowBytes));
        long from = rows.addressOffset() + offset + (long) first * rowBytes;
        for (int i = first; i < first + count; i++, from += rowBytes) {
            UnsafeApi.copyMemory(rows.byteArray(), from, null, addresses[i], rowBytes);
            UnsafeApi.putLong(addresses[i] + RowDescriptor.POSITION_OFFSET, position);
        }
    }

    /**
     * Keeps an eye on the rows as they are now, while the store goes on changing.
     *
     * @param position highest that any row carries, or above.
     * @return to be told of all pushes from now on.
     */
    public RowCursor freeze(long position) {
        requireOpen();
        return new RowCursor(this, position);
    }

    /**
     * Goes through the rows, while the store goes on changing; need not be told of pushes.
     *
     * @return at the first row.
     */
    public RowCursor cursor() {
        return freeze(Long.MAX_VALUE);
    }

    /**
     * Where the log stood when a row last changed.
     *
     * @param address from {@link #acquire}, still valid.
     * @return log position; 0 for a row that is just coming into being.
     */
    public long position(long address) {
        return UnsafeApi.getLong(address + RowDescriptor.POSITION_OFFSET);
    }

    /**
     * Loads rows into the processor's cache, all at the same time.
     *
     * @param addresses of rows; 0 is passed over.
     * @param from      index of the first.
     * @param count     number of addresses.
     */
    public void loadRows(long[] addresses, int from, int count) {
        requireOpen();
        locator.loadRows(addresses, from, count, rowBytes);
    }

    private long findOrCreate(long key) {
        int slot = SlotHash.slot(key, slotCount);
        long existing = find(slot, key);
        if (existing != 0) {
            return existing;
        }
        long address = insert(slot, key);
        UnsafeApi.copyMemory(newRow, BYTES_OFFSET, null, address, rowBytes);
        initializer.initialize(key, initialWeights, 0);
        UnsafeApi.copyMemory(initialWeights, FLOATS_OFFSET, null,
            address + RowDescriptor.WEIGHTS_OFFSET, spec.weightBytes());
        return address;
    }

    private long find(int slot, long key) {
        return slots[slot] == null ? 0 : slots[slot].find(key);
    }

    private long insert(int slot, long key) {
        RowIndex index = slots[slot];
        if (index == null) {
            index = new RowIndex(rowsCertain / slotCount, memory);
            slots[slot] = index;
        }
        long address = places.take();
        index.insert(key, address);
        locator.update(slot, index);
        rows++;
        return address;
    }

    /**
     * Removes a row; the key then answers with its initial weights again. All addresses found before become invalid.
     *
     * @param key any.
     * @return whether there was a row.
     */
    public boolean remove(long key) {
        requireOpen();
        RowIndex index = slots[SlotHash.slot(key, slotCount)];
        long address = index == null ? 0 : index.remove(key);
        if (address == 0) {
            return false;
        }
        places.leave(address);
        rows--;
        return true;
    }

    /**
     * Shows every row once, in no defined order.
     *
     * @param visitor must not change the store.
     */
    public void forEach(RowVisitor visitor) {
        for (int slot = 0; slot < slotCount; slot++) {
            forEach(slot, visitor);
        }
    }

    /**
     * Shows every row of one slot once, in no defined order.
     *
     * @param slot    0 up to the slot count.
     * @param visitor must not change the store.
     */
    public void forEach(int slot, RowVisitor visitor) {
        requireOpen();
        if (slots[slot] != null) {
            slots[slot].forEach(visitor, flyweight);
        }
    }

    /** Gives all memory back. Every later call but this one throws {@link StoreClosedException}. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            locator.close();
            places.close();
            for (RowIndex slot : slots) {
                if (slot != null) {
                    slot.close();
                }
            }
        }
    }

    int slotCount() {
        return slotCount;
    }

    /** See {@link RowIndex#offsetMask()}; of a slot without rows, the smallest there is: one line. */
    long offsetMask(int slot) {
        return slots[slot] == null ? 0 : slots[slot].offsetMask();
    }

    /** Adds the rows to a list whose probes began at one line when the slot's index had a certain size. */
    void collect(int slot, long line, long frozenMask, RowList list) {
        if (slots[slot] != null) {
            RowIndex index = slots[slot];
            long frozenBytes = (frozenMask | (RowIndex.LINE_BYTES - 1)) + 1;
            for (long start = line; start <= index.offsetMask(); start += frozenBytes) {
                index.collect(start, list);
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new StoreClosedException(spec.name());
        }
    }
}

package io.cairn.server.store;

import net.openhft.chronicle.core.OS;
import net.openhft.posix.MAdviseFlag;
import net.openhft.posix.PosixAPI;

/**
 * Asks Linux to back memory with 2 MiB pages. Rows are read at random: with 4 KiB pages nearly every one also misses
 * the processor's cache of address translations. A request is advice; where the system cannot follow it, nothing else
 * changes.
 */
public final class HugePages {

    /** Length of a huge page on x86-64, and on AArch64 with 4 KiB base pages. */
    static final long BYTES = 2 << 20;

    private HugePages() {
    }

    /**
     * Advises on the whole huge pages inside a range; to be called before the memory is first touched.
     *
     * @param address of the range.
     * @param bytes   length of the range.
     */
    public static void advise(long address, long bytes) {
        long from = (address + BYTES - 1) & -BYTES;
        long to = (address + bytes) & -BYTES;
        if (OS.isLinux() && from < to) {
            PosixAPI.posix().madvise(from, to - from, MAdviseFlag.MADV_HUGEPAGE);
        }
    }
}

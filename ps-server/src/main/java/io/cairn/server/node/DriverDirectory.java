package io.cairn.server.node;

import io.aeron.CncFileDescriptor;
import java.io.File;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.BufferUtil;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;

/** Clears away the directory of a media driver that was killed, and leaves that of a living one alone. */
final class DriverDirectory {

    private static final long WATCH_NS = TimeUnit.SECONDS.toNanos(3);
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private DriverDirectory() {
    }

    /**
     * Makes sure that no driver lives in a directory, and that nothing of a dead one is left.
     *
     * @throws IllegalStateException if a driver lives there.
     */
    static void reclaim(Path directory) {
        File folder = directory.toFile();
        File cnc = new File(folder, CncFileDescriptor.CNC_FILE);
        if (cnc.length() > CncFileDescriptor.META_DATA_LENGTH && beats(cnc)) {
            throw new IllegalStateException("a media driver lives in " + directory
                + "; stop it first, or give this node another aeronDirectory");
        }
        IoUtil.delete(folder, true);
    }

    /** Whether the driver's heartbeat moves while being watched for a little longer than it takes to beat. */
    private static boolean beats(File file) {
        MappedByteBuffer cnc = IoUtil.mapExistingFile(file, CncFileDescriptor.CNC_FILE);
        try {
            UnsafeBuffer meta = CncFileDescriptor.createMetaDataBuffer(cnc);
            if (meta.getIntVolatile(CncFileDescriptor.cncVersionOffset(0)) == 0
                || ProcessHandle.of(CncFileDescriptor.pid(meta)).isEmpty()) {
                return false;
            }
            ManyToOneRingBuffer toDriver =
                new ManyToOneRingBuffer(CncFileDescriptor.createToDriverBuffer(cnc, meta));
            long before = toDriver.consumerHeartbeatTime();
            long endNs = System.nanoTime() + WATCH_NS;
            while (System.nanoTime() - endNs < 0) {
                if (toDriver.consumerHeartbeatTime() != before) {
                    return true;
                }
                LockSupport.parkNanos(LOOK_NS);
            }
            return false;
        } finally {
            BufferUtil.free(cnc);
        }
    }
}

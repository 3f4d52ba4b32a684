package io.cairn.server.snapshot;

import io.aeron.Aeron;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.RecordingLog;
import java.io.File;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.function.ToLongBiFunction;

/** A replica's log as the archive of its node holds it. Each question opens a connection; for use now and then. */
final class RecordedLog {

    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final File clusterFolder;
    private final Supplier<AeronArchive> archive;

    RecordedLog(File clusterFolder, Supplier<AeronArchive> archive) {
        this.clusterFolder = clusterFolder;
        this.archive = archive;
    }

    /** Position that the log begins at; 0 for none. */
    long start() {
        return ask(AeronArchive::getStartPosition);
    }

    /** Position that the log is recorded up to; 0 for none. */
    long end() {
        return ask(AeronArchive::getMaxRecordedPosition);
    }

    /** Waits until the log is recorded up to a position, which has been applied and so is on its way. */
    void await(long position) {
        ask((client, recordingId) -> {
            long endNs = System.nanoTime() + TIMEOUT_NS;
            while (client.getMaxRecordedPosition(recordingId) < position) {
                if (Thread.interrupted() || System.nanoTime() - endNs >= 0) {
                    throw new SnapshotException("the log it needs is not recorded up to " + position);
                }
                LockSupport.parkNanos(LOOK_NS);
            }
            return position;
        });
    }

    private long ask(ToLongBiFunction<AeronArchive, Long> question) {
        try (RecordingLog log = new RecordingLog(clusterFolder, false)) {
            long recordingId = log.findLastTermRecordingId();
            if (recordingId == Aeron.NULL_VALUE) {
                return 0;
            }
            try (AeronArchive client = archive.get()) {
                return question.applyAsLong(client, recordingId);
            }
        }
    }
}

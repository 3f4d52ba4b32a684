package io.cairn.ops.bench;

import io.cairn.ops.run.RunException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads a file with {@code dd}, the measure of how fast a disk gives it. */
final class DiskRead {

    private static final double NS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private DiskRead() {
    }

    /** Asks the system to forget the file's pages, so that the next reading comes from the disk. */
    static void forget(Path file) {
        dd(file, "iflag=nocache", "count=0");
    }

    /** Seconds that reading all of a file takes. */
    static double seconds(Path file) {
        long startNs = System.nanoTime();
        dd(file, "bs=1M");
        return (System.nanoTime() - startNs) / NS_PER_SECOND;
    }

    /** Seconds that reading all of a file at once takes, into new memory of its length. */
    static double secondsWhole(Path file) {
        long startNs = System.nanoTime();
        dd(file, "bs=" + file.toFile().length(), "count=1", "iflag=fullblock");
        return (System.nanoTime() - startNs) / NS_PER_SECOND;
    }

    private static void dd(Path file, String... operands) {
        List<String> command = new ArrayList<>(List.of("dd", "if=" + file, "of=/dev/null", "status=none"));
        command.addAll(List.of(operands));
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            if (process.waitFor() != 0) {
                throw new RunException("dd cannot read " + file);
            }
        } catch (IOException e) {
            throw new RunException("dd cannot be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunException("interrupted while dd was reading " + file);
        }
    }
}

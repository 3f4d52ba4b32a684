package io.cairn.server.capacity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.Agent;

/**
 * Looks how much space the disk of a node's log has left, once in each duty cycle, of which one a second is enough.
 * Each look is a call of the operating system, hence not on an owner thread. If the disk cannot be asked, what was
 * known before holds on.
 */
public final class DiskWatch implements Agent {

    private final FileStore disk;
    private final NodeCapacity capacity;

    /**
     * Looks for the first time.
     *
     * @param folder   exists, and lies on the disk.
     * @param capacity is told.
     * @throws UncheckedIOException if the disk cannot be asked.
     */
    public DiskWatch(Path folder, NodeCapacity capacity) {
        this.capacity = capacity;
        try {
            disk = Files.getFileStore(folder);
            doWork();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask the disk of " + folder + " how much space is left", e);
        }
    }

    @Override
    public int doWork() throws IOException {
        capacity.onDisk(disk.getUsableSpace());
        return 0;
    }

    @Override
    public String roleName() {
        return "cairn-housekeeping";
    }
}

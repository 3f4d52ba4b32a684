package io.cairn.server.snapshot;

import java.nio.file.Path;

/**
 * A file that is complete.
 *
 * @param file     where it is.
 * @param position place in the log that it is the state at.
 * @param rows     rows of all tables.
 * @param bytes    its length.
 * @param digest   of the whole file, see {@link SnapshotReader#digest()}.
 */
public record WrittenState(Path file, long position, long rows, long bytes, long digest) {
}

package io.cairn.server.snapshot;

import io.cairn.server.store.NativeMemory;

/**
 * What a replica's snapshots are made with.
 *
 * @param group  name of its group, for threads and messages.
 * @param owner  whose state it is.
 * @param folder where the files are.
 * @param memory account that native memory is counted on.
 * @param status kept up to date.
 */
public record SnapshotContext(
    String group, SnapshotOwner owner, SnapshotFolder folder, NativeMemory memory, SnapshotStatus status) {
}

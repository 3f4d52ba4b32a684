package io.cairn.ops.checkpoint;

import io.cairn.client.checkpoint.Manifest;
import java.time.Instant;

/**
 * A checkpoint as lists show it.
 *
 * @param name    of the checkpoint.
 * @param created when it was complete, ISO 8601 in UTC; empty if it is harmed.
 * @param step    training step, -1 if no trainer took it.
 * @param shards  shards of the cluster it is of, 0 if its rows are the trainer's own.
 * @param rows    rows of those shards.
 * @param bytes   of all its files.
 * @param fault   what is wrong with its manifest, empty if nothing is.
 */
public record StoredCheckpoint(
    String name, String created, long step, int shards, long rows, long bytes, String fault) {

    static StoredCheckpoint of(String name, Manifest manifest) {
        return new StoredCheckpoint(name, Instant.ofEpochMilli(manifest.createdAtMs()).toString(), manifest.step(),
            manifest.rows().shards().size(), manifest.rows().rows(), manifest.bytes(), "");
    }

    static StoredCheckpoint harmed(String name, String fault) {
        return new StoredCheckpoint(name, "", Manifest.NO_STEP, 0, 0, 0, fault);
    }
}

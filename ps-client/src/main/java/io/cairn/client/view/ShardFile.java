package io.cairn.client.view;

/**
 * A shard's part of a checkpoint.
 *
 * @param file     name of the file in the checkpoint's folder.
 * @param position place in the shard's log that it is the state at.
 * @param rows     rows of all tables.
 * @param bytes    length of the file.
 * @param digest   of the whole file.
 */
public record ShardFile(String file, long position, long rows, long bytes, long digest) {
}

package io.cairn.client.checkpoint;

/**
 * A file that a trainer put into a checkpoint.
 *
 * @param file   its name in the checkpoint's folder.
 * @param bytes  its length.
 * @param crc32c of its content.
 */
public record Attachment(String file, long bytes, long crc32c) {
}

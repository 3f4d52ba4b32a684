package io.cairn.server.gateway.train;

import io.cairn.client.view.Table;
import java.nio.ByteBuffer;

/**
 * What a trainer has pulled.
 *
 * @param table    whose rows they are.
 * @param count    number of rows.
 * @param bytes    all rows behind each other, float32, little-endian, from 0.
 * @param position lowest log position that rows were read at.
 * @param ageMs    how old they are.
 */
public record PulledRows(Table table, int count, ByteBuffer bytes, long position, long ageMs) {
}

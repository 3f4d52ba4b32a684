package io.cairn.client.view;

/**
 * What one replica has in one slot of one table; equal on all replicas at the same position.
 *
 * @param tableId  the table.
 * @param slot     the slot.
 * @param position log position applied.
 * @param rows     rows stored.
 * @param digest   sum of the digests of all rows.
 */
public record SlotView(int tableId, int slot, long position, long rows, long digest) {
}

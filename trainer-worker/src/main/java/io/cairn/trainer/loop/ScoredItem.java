package io.cairn.trainer.loop;

/**
 * An item and how well it fits.
 *
 * @param item  its id.
 * @param score -1 to 1, higher is better.
 */
public record ScoredItem(int item, float score) {
}

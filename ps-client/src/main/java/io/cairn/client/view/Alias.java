package io.cairn.client.view;

/**
 * A name that stands for a table, until it is set to another one.
 *
 * @param name  of the form {@code items@live}.
 * @param table what it stands for.
 */
public record Alias(String name, Table table) {
}

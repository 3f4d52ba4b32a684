/**
 * The client library's front door. {@link io.cairn.client.EmbeddingClient} is all that most callers need; nothing below
 * this package imports it.
 */
package io.cairn.client;

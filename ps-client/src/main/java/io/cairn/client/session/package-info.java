/**
 * A conversation with one replica: how it comes into being, what can be asked, how answers are told apart. Everything
 * here belongs to the one thread that polls.
 */
package io.cairn.client.session;

/** What a caller gets back: replies to poll, rows of a lookup, and exceptions with names. The base of this module. */
package io.cairn.client.reply;

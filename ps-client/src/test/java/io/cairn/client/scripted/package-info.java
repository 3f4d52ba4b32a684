/** The server side of the protocol, played from a script over real streams. */
package io.cairn.client.scripted;

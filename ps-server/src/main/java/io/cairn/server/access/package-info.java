/** Who is let in at the doors of a node: principals with their roles and tokens, read once at start. */
package io.cairn.server.access;

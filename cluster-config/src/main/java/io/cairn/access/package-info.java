/**
 * Who may do what: roles, tokens, and the proof that one has a token without showing it. Shared by clients and nodes.
 */
package io.cairn.access;

/**
 * How much of its machine a node may still use, and what it says to pushes when that is nothing. Full is a state:
 * pushes are refused by name while everything else goes on, until there is room again.
 */
package io.cairn.server.capacity;

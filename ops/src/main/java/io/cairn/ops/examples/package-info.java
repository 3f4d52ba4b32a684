/** Small programs to begin from; tests run each of them against a node. */
package io.cairn.ops.examples;

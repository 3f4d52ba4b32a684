/**
 * Checkpoints as operators see them: all there are, whether one is whole, and the way back into a running cluster.
 */
package io.cairn.ops.checkpoint;

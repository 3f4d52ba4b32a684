/**
 * The trainer's view of an embedding table: rows in, gradients out, one row and one gradient per distinct key. A table
 * lives in this process or in a cluster; either way one thread, {@code cairn-embedding}, talks to it while the training
 * thread computes. Nothing here knows of tensors.
 */
package io.cairn.trainer.embedding;

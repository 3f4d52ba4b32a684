/**
 * What every sequence model of the trainer has in common: the contract of an encoder, how it is put together of layers,
 * and how it answers for single users ({@link io.cairn.trainer.model.HistoryEncoder}). Item embeddings are inputs of a
 * model and never its parameters, because they live in an embedding table.
 *
 * <p>Sequences are jagged: the rows of a batch follow each other, sequence by sequence, without padding. T stands for
 * the number of such rows, the sum of the lengths. Blocks belong to the thread that trains or evaluates with them.
 */
package io.cairn.trainer.model;

/**
 * What a push does to rows: floats in, floats out. No threads, no I/O, nothing of messaging or storage; called by the
 * owner thread of a replica with blocks of rows copied into arrays.
 *
 * <p>Sparse semantics, common to all: a push changes exactly the rows it names. State, weight decay and the step count
 * of a row advance when that row is pushed and stand still otherwise; a row pushed for the first time is at step 1.
 * Results are a function of the inputs alone: float arithmetic in a fixed order, exactly rounded operations only.
 */
package io.cairn.server.optimizer;

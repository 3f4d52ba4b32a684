/**
 * What models are trained and judged on: readers of public files, the synthetic stream, and batches of sequences cut
 * from both. Plain arrays in, plain arrays out; nothing here knows of a model, an engine or a cluster. Objects belong
 * to one thread unless they say otherwise.
 */
package io.cairn.trainer.data;

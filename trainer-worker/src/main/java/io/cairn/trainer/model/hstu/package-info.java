/**
 * HSTU, the sequential transducer of Zhai et al., "Actions Speak Louder than Words: Trillion-Parameter Sequential
 * Transducers for Generative Recommendations", ICML 2024 (arXiv 2402.17152), in the exact form of the authors' public
 * research models. Attention runs sequence by sequence, so nothing is computed for padding and the score matrix of one
 * sequence stays in the processor's cache.
 */
package io.cairn.trainer.model.hstu;

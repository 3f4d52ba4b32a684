/**
 * The Transformer with which the paper compares HSTU (table 5, Transformer++): pre-norm layers, rotary positions (Su et
 * al., arXiv 2104.09864) and a gated feed-forward part, SwiGLU (Shazeer, arXiv 2002.05202). All but its layers is as in
 * HSTU.
 */
package io.cairn.trainer.model.transformer;

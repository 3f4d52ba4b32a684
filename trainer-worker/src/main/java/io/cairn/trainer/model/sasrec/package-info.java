/**
 * SASRec, the causal Transformer of Kang and McAuley, "Self-Attentive Sequential Recommendation", ICDM 2018 (arXiv
 * 1808.09781), in the form in which the public research code of HSTU compares with it: its blocks alone differ, all
 * else is HSTU's.
 */
package io.cairn.trainer.model.sasrec;

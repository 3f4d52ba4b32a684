/**
 * How good a ranking is: the target's place in the whole catalogue after the user's history has left it, and the
 * figures made of such ranks. Scores come from the caller; models, baselines and an index are judged by the same code.
 */
package io.cairn.trainer.evaluator;

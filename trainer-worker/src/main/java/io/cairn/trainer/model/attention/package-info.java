/** How events of a sequence look at earlier ones. Sequence by sequence, so nothing is computed for padding. */
package io.cairn.trainer.model.attention;

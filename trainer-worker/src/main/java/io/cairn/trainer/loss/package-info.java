/** Training objectives over unique item rows, and where their negatives come from. */
package io.cairn.trainer.loss;

/** What models and losses share in dealing with arrays: norms, first weights, and ways around traps of the engine. */
package io.cairn.trainer.model.tensor;

/**
 * The optimizer of dense parameters, and the update rule that it shares with tables kept in this process. Tables in a
 * cluster are updated there, by the same rule.
 */
package io.cairn.trainer.optimizer;

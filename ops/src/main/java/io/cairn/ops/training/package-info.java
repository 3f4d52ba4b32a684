/** Training and evaluation as the command line runs them: from choices to data, model and table, and to a report. */
package io.cairn.ops.training;

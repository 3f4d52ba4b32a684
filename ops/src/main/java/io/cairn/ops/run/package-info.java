/** What commands do once their arguments are read: starting nodes, training, evaluating, benchmarking. */
package io.cairn.ops.run;

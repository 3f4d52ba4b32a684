/** Shows with values that a cluster keeps its promises while its nodes are killed, held still and cut off. */
package io.cairn.ops.verify;

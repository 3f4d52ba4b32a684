/** How long-running commands say how far they are: a bar on a terminal, a line now and then elsewhere. */
package io.cairn.ops.progress;

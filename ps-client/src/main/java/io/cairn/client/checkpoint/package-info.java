/**
 * Checkpoints as folders: what is in one, and how it is known to be whole. A manifest is written last and names all
 * files with their digests; a folder without one is not a checkpoint. Knows of no cluster that could be asked.
 */
package io.cairn.client.checkpoint;

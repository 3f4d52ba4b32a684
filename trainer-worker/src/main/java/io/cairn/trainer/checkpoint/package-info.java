/** The file format in which a trainer keeps what only it has: named arrays with a readable header and a checksum. */
package io.cairn.trainer.checkpoint;

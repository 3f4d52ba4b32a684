/** The {@code cairn} command: one class per subcommand, nothing but arguments in and text out. */
package io.cairn.ops.cli;

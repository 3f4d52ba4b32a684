package io.cairn.ops.cli;

import io.cairn.config.CheckpointName;
import io.cairn.table.AliasName;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The {@code cairn} command itself: picks the subcommand, turns failures into exit codes. */
@Command(name = "cairn",
    description = "A sharded parameter server for embedding tables, and the training of the model they exist for.",
    versionProvider = CairnCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        ExitCode.OK + ":done",
        ExitCode.FAILED + ":failed",
        ExitCode.USAGE + ":wrong command line or configuration",
        ExitCode.REFUSED + ":refused by the cluster",
        ExitCode.UNREACHABLE + ":the cluster did not answer",
        ExitCode.MISSING_TOOL + ":a program that is needed is not installed",
        ExitCode.INTERRUPTED + ":interrupted"},
    footer = {"", "Begin with: cairn demo"},
    subcommands = {DemoCommand.class, UpCommand.class, NodeCommand.class, GatewayCommand.class, TrainCommand.class,
        EvalCommand.class, RecommendCommand.class, TablesCommand.class, AliasCommand.class, LookupCommand.class,
        StatusCommand.class, SnapshotCommand.class, CheckpointCommand.class, BenchCommand.class, VerifyCommand.class,
        ConfigCommand.class})
public final class CairnCommand {

    private CairnCommand() {
    }

    /**
     * Runs the command line and ends the process with its exit code.
     *
     * @param arguments as typed.
     */
    public static void main(String[] arguments) {
        int exitCode = run(writer(System.out), writer(System.err), arguments);
        System.exit(exitCode);
    }

    /**
     * Runs the command line inside this process.
     *
     * @param out       where results go.
     * @param err       where errors go.
     * @param arguments as typed.
     * @return the exit code, see {@link ExitCode}.
     */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return commandLine().setOut(out).setErr(err).execute(arguments);
    }

    /** The whole tree of commands. */
    static CommandLine commandLine() {
        CommandLine root = new CommandLine(new CairnCommand());
        addHelp(root);
        ErrorReport errors = new ErrorReport();
        return root
            .registerConverter(OptimizerSpec.class, SpecNotation.OPTIMIZERS)
            .registerConverter(InitializerSpec.class, SpecNotation.INITIALIZERS)
            .registerConverter(CheckpointName.class, text -> named(text, CheckpointName::new))
            .registerConverter(AliasName.class, text -> named(text, AliasName::new))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(errors)
            .setParameterExceptionHandler(errors)
            .setUsageHelpAutoWidth(true)
            .setAbbreviatedOptionsAllowed(true);
    }

    private static <T> T named(String text, Function<String, T> name) {
        try {
            return name.apply(text);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.TypeConversionException(e.getMessage());
        }
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, Charset.defaultCharset());
    }

    private static void addHelp(CommandLine command) {
        command.getCommandSpec().mixinStandardHelpOptions(true);
        command.getSubcommands().values().forEach(CairnCommand::addHelp);
    }

    /** Says which release this is and on what it runs. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String release = CairnCommand.class.getPackage().getImplementationVersion();
            return new String[] {
                "cairn " + (release == null ? "development" : release),
                "java " + Runtime.version()};
        }
    }
}

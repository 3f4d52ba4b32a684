package io.cairn.ops.cli;

import io.cairn.access.AccessException;
import io.cairn.client.reply.CairnException;
import io.cairn.client.reply.RefusedException;
import io.cairn.config.ConfigException;
import io.cairn.ops.run.MissingToolException;
import io.cairn.ops.run.RunException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Turns what a command throws into a line and an exit code. Only a defect of Cairn itself shows a stack trace; those of
 * everything else are in the log at level DEBUG.
 */
final class ErrorReport implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private static final Logger LOGGER = LoggerFactory.getLogger(ErrorReport.class);
    private static final String UNREACHABLE = "; is the cluster up? 'cairn up' starts a node of it, --config says "
        + "which cluster is meant";

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult arguments) {
        PrintWriter err = command.getErr();
        if (failure instanceof ParameterException mistake) {
            return handleParseException(mistake, new String[0]);
        }
        OptionalInt known = exitCode(failure);
        if (known.isPresent()) {
            err.println("cairn: " + message(failure));
            LOGGER.debug("the failure behind that line", failure);
        } else {
            LOGGER.error("this is a defect of Cairn, please report it", failure);
        }
        err.flush();
        return known.orElse(ExitCode.FAILED);
    }

    /** A mistake of usage is answered in two lines; the whole usage would push them off the screen. */
    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("cairn: " + failure.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return ExitCode.USAGE;
    }

    private static OptionalInt exitCode(Exception failure) {
        if (failure instanceof ConfigException || failure instanceof AccessException) {
            return OptionalInt.of(ExitCode.USAGE);
        }
        if (failure instanceof MissingToolException) {
            return OptionalInt.of(ExitCode.MISSING_TOOL);
        }
        if (failure instanceof RefusedException) {
            return OptionalInt.of(ExitCode.REFUSED);
        }
        if (failure instanceof CairnException answerless && answerless.isRetryable()) {
            return OptionalInt.of(ExitCode.UNREACHABLE);
        }
        if (failure instanceof CairnException || failure instanceof RunException
            || failure instanceof UncheckedIOException) {
            return OptionalInt.of(ExitCode.FAILED);
        }
        return OptionalInt.empty();
    }

    private static String message(Exception failure) {
        if (failure instanceof UncheckedIOException) {
            return failure.getMessage() + ": " + failure.getCause();
        }
        boolean answerless = exitCode(failure).orElse(ExitCode.FAILED) == ExitCode.UNREACHABLE;
        return answerless ? failure.getMessage() + UNREACHABLE : failure.getMessage();
    }
}

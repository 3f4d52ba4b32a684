package io.cairn.ops.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cairn.ops.progress.ProgressDisplay;
import java.io.PrintWriter;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command shows its result: a text for people, or JSON. */
final class OutputOptions {

    private static final ObjectMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Option(names = "--json", description = "Print the result as JSON on standard output, everything else on standard "
        + "error.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Whether standard output belongs to JSON alone. */
    boolean json() {
        return json;
    }

    /** Where results go. */
    PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Where progress and remarks go: beside the result, never into JSON. */
    PrintWriter remarks() {
        return json ? command.commandLine().getErr() : command.commandLine().getOut();
    }

    /** Where long tasks show how far they are: standard error, as a bar if it is a terminal. */
    ProgressDisplay progress() {
        return ProgressDisplay.on(System.err, Boolean.getBoolean("cairn.terminal"));
    }

    /** Shows a result in the form the user chose. */
    void print(Object result, Supplier<String> text) {
        out().println(json ? json(result) : text.get().stripTrailing());
        out().flush();
    }

    private static String json(Object result) {
        try {
            return JSON.writeValueAsString(result);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("result of type " + result.getClass().getName() + " has no JSON form", e);
        }
    }
}

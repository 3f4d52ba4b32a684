package io.cairn.ops.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** What one run of the command line inside the test's process printed and returned. */
public record Invocation(int exitCode, String out, String err) {

    /** Runs the command line. */
    public static Invocation of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = CairnCommand.run(new PrintWriter(out), new PrintWriter(err), arguments);
        return new Invocation(exitCode, out.toString(), err.toString());
    }

    /** Runs the command line. */
    static Invocation of(List<String> arguments) {
        return of(arguments.toArray(String[]::new));
    }
}

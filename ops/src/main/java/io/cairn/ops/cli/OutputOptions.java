package io.cairn.ops.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.cairn.ops.progress.ProgressDisplay;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command shows its result: a text for people, or JSON. */
final class OutputOptions {

    private static final ObjectMapper JSON = JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .addModule(new SimpleModule()
            .addSerializer(OptimizerSpec.class, new NotationSerializer<>(SpecNotation.OPTIMIZERS))
            .addSerializer(InitializerSpec.class, new NotationSerializer<>(SpecNotation.INITIALIZERS)))
        .build();

    @Option(names = "--json", description = "Print the result as JSON on standard output, everything else on standard "
        + "error.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Where results go. */
    PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Where long tasks show how far they are: standard error, as a bar if it is a terminal. */
    ProgressDisplay progress() {
        return ProgressDisplay.on(System.err, Boolean.getBoolean("cairn.terminal"));
    }

    /** Tells what is going on, on standard error. */
    void say(String sentence) {
        command.commandLine().getErr().println("cairn: " + sentence);
        command.commandLine().getErr().flush();
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

    /** Writes a spec as the command line reads it. */
    private static final class NotationSerializer<T> extends JsonSerializer<T> {

        private final SpecNotation<T> notation;

        NotationSerializer(SpecNotation<T> notation) {
            this.notation = notation;
        }

        @Override
        public void serialize(T spec, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeString(notation.format(spec));
        }
    }
}

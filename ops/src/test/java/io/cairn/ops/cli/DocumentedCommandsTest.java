package io.cairn.ops.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever copies a command out of a document is not told that it does not exist. Shell variables count as 1. */
class DocumentedCommandsTest {

    /** A line of a code block, up to its comment. */
    private static final Pattern LINE = Pattern.compile("^ {4,}(?:\\./)?cairn +([^#\\n]+)", Pattern.MULTILINE);
    /** Between backticks, also over the end of a line. */
    private static final Pattern INLINE = Pattern.compile("`(?:\\./)?cairn\\s+([^`]+)`");

    @ParameterizedTest(name = "{0}: cairn {1}")
    @MethodSource("documentedCommands")
    void parses(String document, String command) {
        String[] words = command.strip().replaceAll("\\$\\w+", "1").split("\\s+");

        assertDoesNotThrow(() -> CairnCommand.commandLine().parseArgs(words),
            () -> document + ": cairn " + command);
    }

    static Stream<String[]> documentedCommands() throws IOException {
        Path root = Path.of(System.getProperty("cairn.root"));
        List<Path> documents = new ArrayList<>(List.of(root.resolve("README.md"), root.resolve("CONTRIBUTING.md")));
        try (Stream<Path> docs = Files.list(root.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        List<String[]> commands = new ArrayList<>();
        for (Path document : documents) {
            String text = Files.readString(document);
            for (Pattern form : List.of(LINE, INLINE)) {
                Matcher matcher = form.matcher(text);
                while (matcher.find()) {
                    commands.add(new String[] {document.getFileName().toString(), matcher.group(1)});
                }
            }
        }
        assertTrue(commands.size() > 20, "only " + commands.size() + " commands found: the patterns are wrong");
        return commands.stream();
    }
}

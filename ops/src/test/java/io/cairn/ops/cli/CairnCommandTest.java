package io.cairn.ops.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cairn.config.ConfigReader;
import io.cairn.config.ConfigWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CairnCommandTest {

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void everyCommandExplainsItselfAndEachOfItsOptions(List<String> path) {
        Invocation help = Invocation.of(append(path, "--help"));

        assertEquals(ExitCode.OK, help.exitCode(), help.err());
        assertTrue(help.out().contains("Usage: " + String.join(" ", append(List.of("cairn"), path))), help.out());
        CommandLine command = command(path);
        assertTrue(command.getCommandSpec().usageMessage().description().length > 0, "no description");
        command.getCommandSpec().args().forEach(argument ->
            assertTrue(argument.description().length > 0, () -> argument.paramLabel() + " is not described"));
    }

    static Stream<List<String>> commands() {
        return commands(List.of(), CairnCommand.commandLine());
    }

    @Test
    void helpListsExitCodes() {
        String help = Invocation.of("--help").out();

        for (int code : new int[] {0, 1, 2, 3, 4, 69, 130}) {
            assertTrue(help.lines().anyMatch(line -> line.strip().startsWith(code + " ")), "exit code " + code);
        }
    }

    @Test
    void wrongUsageShowsWhatIsKnownAndEndsWithTwo() {
        assertEquals(ExitCode.USAGE, Invocation.of().exitCode());
        Invocation unknown = Invocation.of("config", "print", "--colour");
        assertEquals(ExitCode.USAGE, unknown.exitCode());
        assertTrue(unknown.err().contains("Unknown option: '--colour'"), unknown.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--replicas=2", "--shards=0", "--config=here.yaml --shards=2"})
    void clusterThatCannotBeStartedIsAMistakeOfUsage(String options) {
        Invocation up = Invocation.of(append(List.of("up"), List.of(options.split(" "))));

        assertEquals(ExitCode.USAGE, up.exitCode(), up.err());
        assertTrue(up.err().contains("--shards"), up.err());
    }

    @Test
    void singleReplicaIsNotRecovered() {
        Invocation node = Invocation.of("node", "--recover");

        assertEquals(ExitCode.FAILED, node.exitCode(), node.err());
        assertTrue(node.err().contains("there is no peer to recover it from"), node.err());
    }

    @Test
    void printedSettingsAreThoseThatHold() {
        Invocation yaml = Invocation.of("config", "print");

        assertEquals(ExitCode.OK, yaml.exitCode(), yaml.err());
        assertEquals(ConfigWriter.yaml(ConfigReader.laptop()).stripTrailing(), yaml.out().stripTrailing());
    }

    @Test
    void printedSettingsCanBeJson() throws IOException {
        Invocation json = Invocation.of("config", "print", "--json");

        assertEquals(64, new JsonMapper().readTree(json.out()).get("slotCount").asInt());
    }

    @Test
    void wrongSettingsAreOneLineWithFileLineAndRange() throws IOException {
        Path file = folder.resolve("cluster.yaml");
        Files.writeString(file, "name: shop\nslotCount: 5\n");
        Invocation wrong = Invocation.of("config", "print", "--config", file.toString());

        assertEquals(ExitCode.USAGE, wrong.exitCode());
        assertEquals("cairn: " + file + ":2: slotCount must be a power of two from 16 to 65536, got 5",
            wrong.err().strip());
    }

    @Test
    void tokensComeFromFilesAndVariablesAndAreNeverShown() throws IOException {
        String secret = "0123456789abcdef-secret";
        Path token = Files.writeString(folder.resolve("ops.token"), secret);
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        Path file = Files.writeString(folder.resolve("cluster.yaml"), """
            access:
              mode: token
              principals:
                - {name: ops, role: node, tokenFile: ops.token}
            """);
        for (String command : List.of("config print", "status --principal ops --token-file " + token)) {
            Invocation run = Invocation.of(
                append(List.of(command.split(" ")), List.of("--config", file.toString())));
            assertFalse((run.out() + run.err()).contains(secret), command);
        }
        commands().forEach(path -> command(path).getCommandSpec().options().forEach(option ->
            assertFalse(option.longestName().equals("--token"), () -> path + " takes a token as an argument")));
    }

    @Test
    void settingsThatAreNotThereAreNamed() {
        Invocation missing = Invocation.of("config", "print", "--config", folder.resolve("none.yaml").toString());

        assertEquals(ExitCode.FAILED, missing.exitCode());
        assertTrue(missing.err().contains("cannot read " + folder.resolve("none.yaml")), missing.err());
        assertFalse(missing.err().contains("\tat "), missing.err());
    }

    @Test
    void sampleSettingsExplainEveryKeyAndAreTheDefaults() throws IOException {
        Path sample = Path.of(System.getProperty("cairn.root"), "ops", "deploy", "cluster.yaml");
        String text = Files.readString(sample);

        assertEquals(ConfigReader.laptop().channels(), ConfigReader.read(sample).channels());
        assertEquals(ConfigReader.laptop().limits(), ConfigReader.read(sample).limits());
        assertEquals(ConfigReader.laptop().shards(), ConfigReader.read(sample).shards());
        ConfigWriter.yaml(ConfigReader.laptop()).lines()
            .filter(line -> line.contains(":"))
            .map(line -> line.replaceAll("[ -]*([A-Za-z]+):.*", "$1:"))
            .forEach(key -> assertTrue(text.contains(key), key + " is not in " + sample));
    }

    private static Stream<List<String>> commands(List<String> path, CommandLine command) {
        return Stream.concat(Stream.of(path), command.getSubcommands().entrySet().stream()
            .flatMap(entry -> commands(append(path, entry.getKey()), entry.getValue())));
    }

    private static CommandLine command(List<String> path) {
        CommandLine command = CairnCommand.commandLine();
        for (String name : path) {
            command = command.getSubcommands().get(name);
        }
        return command;
    }

    private static List<String> append(List<String> path, String name) {
        return append(path, List.of(name));
    }

    private static List<String> append(List<String> path, List<String> names) {
        List<String> all = new ArrayList<>(path);
        all.addAll(names);
        return all;
    }
}

package io.cairn.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.ops.cli.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script, in a project folder that looks built but is not ours. */
class LauncherTest {

    private static final List<String> TOOLS = List.of("sh", "dirname", "readlink", "sed", "head", "cat");

    private static final long HOUR_MS = 3_600_000;

    @TempDir
    private Path folder;
    private Path project;

    @BeforeEach
    void copyProject() throws IOException {
        project = Files.createDirectories(folder.resolve("a project"));
        Path root = Path.of(System.getProperty("cairn.root"));
        for (String file : new String[] {"cairn", "jvm.options", "jvm-24.options"}) {
            Files.copy(root.resolve(file), project.resolve(file));
        }
        assertTrue(project.resolve("cairn").toFile().setExecutable(true));
    }

    @Test
    void runsThroughALinkFromAnyFolderAndKeepsArguments() throws IOException, InterruptedException {
        pretendBuilt();
        Path link = Files.createSymbolicLink(folder.resolve("link"), project.resolve("cairn"));
        Result run = run(Map.of("CAIRN_JAVA_HOME", System.getProperty("java.home")),
            link.toString(), "config", "print", "--config", "no such file.yaml");

        assertEquals(ExitCode.FAILED, run.exitCode(), run.output());
        assertTrue(run.output().contains("cannot read no such file.yaml"), run.output());
    }

    @Test
    void findsAJdkByItself() throws IOException, InterruptedException {
        pretendBuilt();
        Result run = run(Map.of("JAVA_HOME", System.getProperty("java.home")),
            project.resolve("cairn").toString(), "--version");

        assertEquals(ExitCode.OK, run.exitCode(), run.output());
        assertTrue(run.output().contains("java "), run.output());
    }

    @Test
    void saysWhenSourcesAreNewerThanWhatIsBuilt() throws IOException, InterruptedException {
        pretendBuilt();
        Path source = Files.createDirectories(project.resolve("ops/src/main/java")).resolve("New.java");
        Files.writeString(source, "");
        Path built = project.resolve("ops/target/classpath.txt");
        Map<String, String> environment = Map.of("CAIRN_JAVA_HOME", System.getProperty("java.home"));
        Files.setLastModifiedTime(source, FileTime.fromMillis(Files.getLastModifiedTime(built).toMillis() - HOUR_MS));
        Result fresh = run(environment, project.resolve("cairn").toString(), "--version");
        Files.setLastModifiedTime(source, FileTime.fromMillis(Files.getLastModifiedTime(built).toMillis() + HOUR_MS));
        Result stale = run(environment, project.resolve("cairn").toString(), "--version");

        assertFalse(fresh.output().contains("sources are newer"), fresh.output());
        assertTrue(stale.output().contains("sources are newer than what is built; to build: cd"), stale.output());
        assertEquals(ExitCode.OK, stale.exitCode(), stale.output());
    }

    @Test
    void withoutMavenSaysWhatToInstall() throws IOException, InterruptedException {
        Path tools = Files.createDirectory(folder.resolve("tools"));
        for (String tool : TOOLS) {
            Files.createSymbolicLink(tools.resolve(tool), installed(tool));
        }
        Result run = run(Map.of("PATH", tools.toString(), "CAIRN_JAVA_HOME", System.getProperty("java.home")),
            project.resolve("cairn").toString(), "--version");

        assertEquals(ExitCode.MISSING_TOOL, run.exitCode(), run.output());
        assertTrue(run.output().contains("sudo apt-get install maven"), run.output());
    }

    @Test
    void jdkThatIsNoneIsRefusedByName() throws IOException, InterruptedException {
        Result run = run(Map.of("CAIRN_JAVA_HOME", folder.toString()), project.resolve("cairn").toString());

        assertEquals(ExitCode.MISSING_TOOL, run.exitCode(), run.output());
        assertTrue(run.output().contains(folder.toString()), run.output());
    }

    private void pretendBuilt() throws IOException {
        Files.createDirectories(project.resolve("ops/target/classes"));
        Files.writeString(project.resolve("ops/target/classpath.txt"), System.getProperty("java.class.path"));
    }

    private Result run(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)))
            .directory(folder.toFile())
            .redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    private static Path installed(String tool) {
        for (String directory : new String[] {"/bin", "/usr/bin"}) {
            Path candidate = Path.of(directory, tool);
            if (Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        throw new IllegalStateException(tool + " is in neither /bin nor /usr/bin");
    }

    private record Result(int exitCode, String output) {
    }
}

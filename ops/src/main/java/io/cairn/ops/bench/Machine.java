package io.cairn.ops.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a benchmark ran and what it ran.
 *
 * @param commit  of the project's folder, {@code unknown} outside a repository.
 * @param jdk     version of the Java runtime.
 * @param os      name, version and architecture.
 * @param cores   processors the runtime may use.
 * @param flags   options of the Java runtime.
 */
public record Machine(String commit, String jdk, String os, int cores, List<String> flags) {

    /**
     * This machine.
     *
     * @param project folder of the project.
     * @return what it is.
     */
    public static Machine here(Path project) {
        String os = String.join(" ", System.getProperty("os.name"), System.getProperty("os.version"),
            System.getProperty("os.arch"));
        return new Machine(commit(project), Runtime.version().toString(), os,
            Runtime.getRuntime().availableProcessors(),
            List.copyOf(ManagementFactory.getRuntimeMXBean().getInputArguments()));
    }

    private static String commit(Path project) {
        try {
            Process git = new ProcessBuilder("git", "-C", project.toString(), "rev-parse", "--short=12", "HEAD")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
            String hash = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return hash.isEmpty() ? "unknown" : hash;
        } catch (IOException e) {
            return "unknown";
        }
    }
}

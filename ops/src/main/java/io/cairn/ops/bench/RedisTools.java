package io.cairn.ops.bench;

import io.cairn.ops.run.MissingToolException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where Redis is installed.
 *
 * @param server    its {@code redis-server}.
 * @param benchmark its {@code redis-benchmark}, the fastest client there is for it.
 */
public record RedisTools(Path server, Path benchmark) {

    /**
     * Looks for both programs.
     *
     * @param searchPath folders, separated as in the environment variable PATH.
     * @return where they are.
     * @throws MissingToolException if one of them is not there.
     */
    public static RedisTools find(String searchPath) {
        return new RedisTools(find("redis-server", searchPath), find("redis-benchmark", searchPath));
    }

    private static Path find(String program, String searchPath) {
        Optional<Path> found = Arrays.stream(searchPath.split(File.pathSeparator))
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder, program))
            .filter(Files::isExecutable)
            .findFirst();
        return found.orElseThrow(() -> new MissingToolException(program + " was not found on the path. Install Redis 7 "
            + "(Debian, Ubuntu: sudo apt-get install redis-server redis-tools; Fedora: sudo dnf install redis; "
            + "macOS: brew install redis) or measure without it: --against none"));
    }
}

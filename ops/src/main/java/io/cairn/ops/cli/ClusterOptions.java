package io.cairn.ops.cli;

import io.cairn.client.ClientContext;
import io.cairn.client.EmbeddingClient;
import io.cairn.config.ClusterConfig;
import io.cairn.config.ConfigReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Which cluster a command is about. */
final class ClusterOptions {

    private static final Path FILE_DEFAULT = Path.of("cluster.yaml");

    @Option(names = {"-c", "--config"}, paramLabel = "FILE", description = "The cluster's settings. Default: "
        + "cluster.yaml of the working directory; without one, one node on this machine.")
    private Optional<Path> file = Optional.empty();

    /** How to reach that cluster. */
    ClientContext client() {
        return new ClientContext().cluster(config());
    }

    /** Connects, asks one thing and disconnects. */
    <T> T ask(Function<EmbeddingClient, T> question) {
        try (EmbeddingClient client = EmbeddingClient.connect(client())) {
            return question.apply(client);
        }
    }

    /** Whether the user named a file. */
    boolean named() {
        return file.isPresent();
    }

    /** Reads the settings; a file that was named but is not there is an error. */
    ClusterConfig config() {
        Optional<Path> chosen = file.or(() -> Optional.of(FILE_DEFAULT).filter(Files::exists));
        return chosen.map(ConfigReader::read).orElseGet(ConfigReader::laptop);
    }
}

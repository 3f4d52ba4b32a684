package io.cairn.ops.cli;

import io.cairn.access.Credentials;
import io.cairn.access.Token;
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

    private static final String TOKEN_VARIABLE = "CAIRN_TOKEN";
    private static final Path FILE_DEFAULT = Path.of("cluster.yaml");

    @Option(names = {"-c", "--config"}, paramLabel = "FILE", description = "The cluster's settings. Default: "
        + "cluster.yaml of the working directory; without one, one node on this machine.")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--principal", paramLabel = "NAME", description = "As whom to ask a cluster whose access.mode is "
        + "token. The token is taken from --token-file, else from environment variable " + TOKEN_VARIABLE + ".")
    private Optional<String> principal = Optional.empty();

    @Option(names = "--token-file", paramLabel = "FILE", description = "File with the principal's token, chmod 600.")
    private Optional<Path> tokenFile = Optional.empty();

    /** How to reach that cluster, and as whom. */
    ClientContext client() {
        ClientContext client = new ClientContext().cluster(config());
        credentials().ifPresent(known -> client.principal(known.principal(), known.token()));
        return client;
    }

    /** As whom to ask the cluster; reads the token. */
    Optional<Credentials> credentials() {
        return principal.map(name -> new Credentials(name, token()));
    }

    private Token token() {
        return tokenFile.map(Token::ofFile)
            .orElseGet(() -> Token.ofEnvironment(TOKEN_VARIABLE, System.getenv()));
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

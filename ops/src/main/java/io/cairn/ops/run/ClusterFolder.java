package io.cairn.ops.run;

import io.cairn.config.ClusterConfig;
import io.cairn.config.ConfigReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A folder with the settings and the data of a cluster whose nodes all run on this machine, each with a replica of
 * every shard and of the directory.
 */
public final class ClusterFolder {

    private static final String FILE = "cluster.yaml";

    private final Path file;
    private final ClusterConfig config;

    private ClusterFolder(Path file) {
        this.file = file;
        config = ConfigReader.read(file);
    }

    /**
     * Reads the settings that are in a folder, or writes them.
     *
     * @param folder   made if it is not there.
     * @param shards   number of shards; where it is empty, what is there, or 1.
     * @param replicas replicas of each, 1, 3 or 5; where it is empty, what is there, or 1.
     * @return the cluster.
     * @throws RunException if another number of shards or replicas is there.
     */
    public static ClusterFolder open(Path folder, Optional<Integer> shards, Optional<Integer> replicas) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            write(folder, file, shards.orElse(1), replicas.orElse(1));
        }
        ClusterFolder found = new ClusterFolder(file);
        int shardsThere = found.config.shards().size();
        int replicasThere = found.config.nodes().size();
        if (shards.orElse(shardsThere) != shardsThere || replicas.orElse(replicasThere) != replicasThere) {
            throw new RunException(file + " describes " + shardsThere + " shards with " + replicasThere
                + " replicas; ask for the same, or name another folder with --data-dir");
        }
        return found;
    }

    private static void write(Path folder, Path file, int shards, int replicas) {
        List<String> names = IntStream.rangeClosed(1, replicas).mapToObj(place -> "node-" + place).toList();
        StringBuilder yaml = new StringBuilder("# Written by 'cairn up'; ops/deploy/cluster.yaml explains all keys.\n")
            .append("nodes:\n");
        names.forEach(name -> yaml.append("  - name: ").append(name).append("\n    dataDirectory: ").append(name)
            .append('\n'));
        yaml.append("directory:\n  replicas: ").append(names).append("\nshards:\n");
        yaml.append(("  - replicas: " + names + '\n').repeat(shards));
        yaml.append("gateways:\n");
        names.forEach(name -> yaml.append("  - name: ").append(name).append('\n'));
        yaml.append("checkpoints:\n  directory: checkpoints\n");
        try {
            Files.createDirectories(folder);
            Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /**
     * Where the settings are.
     *
     * @return a {@code cluster.yaml}, for option {@code --config} of other commands.
     */
    public Path file() {
        return file;
    }

    /**
     * The settings.
     *
     * @return as read from the file.
     */
    public ClusterConfig config() {
        return config;
    }
}

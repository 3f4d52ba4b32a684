package io.cairn.ops.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.config.ClusterConfig;
import io.cairn.config.ShardConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of clusters that {@code cairn up} makes on one machine. */
class ClusterFolderTest {

    private static final List<String> NAMES = List.of("node-1", "node-2", "node-3");

    @TempDir
    private Path folder;

    @Test
    void everyNodeHasAReplicaOfEveryShardAndOfTheDirectory() {
        ClusterConfig config = ClusterFolder.open(folder, Optional.of(2), Optional.of(3)).config();

        assertEquals(NAMES, config.directory().replicas());
        assertEquals(List.of(new ShardConfig(0, NAMES), new ShardConfig(1, NAMES)), config.shards());
        assertEquals(folder.resolve("node-2"), config.node("node-2").dataDirectory());
    }

    @Test
    void settingsThatAreThereGoOn() {
        ClusterConfig config = ClusterFolder.open(folder, Optional.of(2), Optional.of(3)).config();

        assertEquals(config, ClusterFolder.open(folder, Optional.empty(), Optional.empty()).config());
        assertEquals(config, ClusterFolder.open(folder, Optional.of(2), Optional.of(3)).config());
    }

    @Test
    void anotherShapeThanTheOneThatIsThereIsRefused() {
        ClusterFolder.open(folder, Optional.of(2), Optional.of(3));
        RunException refusal = assertThrows(RunException.class,
            () -> ClusterFolder.open(folder, Optional.of(4), Optional.empty()));

        assertTrue(refusal.getMessage().contains("2 shards with 3 replicas"), refusal.getMessage());
        assertThrows(RunException.class, () -> ClusterFolder.open(folder, Optional.empty(), Optional.of(1)));
    }
}

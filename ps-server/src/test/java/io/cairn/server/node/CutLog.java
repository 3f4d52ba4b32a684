package io.cairn.server.node;

import io.aeron.Aeron;
import io.aeron.archive.Archive;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.RecordingLog;
import io.aeron.driver.MediaDriver;
import io.cairn.config.ClusterConfig;
import io.cairn.config.NodeConfig;

/** Takes the end of a shard's log away, as a disk may that lost what was not yet on it. */
final class CutLog {

    private static final int STREAM_ID = 1;

    private CutLog() {
    }

    /** Cuts the log of shard 0 of a node that is stopped, at the end of a message. */
    @SuppressWarnings("try")
    static void at(ClusterConfig cluster, long position) {
        NodeConfig node = NodeKit.node(cluster);
        AeronContexts contexts = new AeronContexts(cluster, node, error -> { }, () -> { });
        try (MediaDriver driver = MediaDriver.launch(contexts.driver());
            Archive archive = Archive.launch(contexts.archive(2));
            Aeron aeron = Aeron.connect(contexts.client("cairn-cut"));
            AeronArchive client = AeronArchive.connect(
                AeronContexts.localArchive(STREAM_ID).aeron(aeron).ownsAeronClient(false));
            RecordingLog log = new RecordingLog(contexts.clusterFolder(cluster.shards().get(0)), false)) {
            client.truncateRecording(log.findLastTermRecordingId(), position);
        }
    }
}

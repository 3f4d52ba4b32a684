package io.cairn.ops.cli;

import io.cairn.client.Transport;
import io.cairn.ops.training.Embeddings;
import io.cairn.table.TableSpec;
import io.cairn.trainer.embedding.EmbeddingTable;
import picocli.CommandLine.Option;

/** Where the items' rows live, and the way to them. */
final class EmbeddingsOptions {

    @Option(names = "--embeddings", paramLabel = "cluster|local", defaultValue = "cluster",
        description = "Where the items' rows are: in the cluster, or in this process. Default: ${DEFAULT-VALUE}.")
    private Embeddings place;

    @Option(names = "--transport", paramLabel = "udp|ipc", defaultValue = "udp",
        description = "How to talk to the cluster: udp, or ipc through the memory of a node on this machine. "
            + "Default: ${DEFAULT-VALUE}.")
    private Transport transport;

    /** Opens the table; nothing is asked of the cluster before its first use. */
    EmbeddingTable open(TableSpec spec, ClusterOptions cluster) {
        return place.open(spec, () -> cluster.client().transport(transport));
    }
}

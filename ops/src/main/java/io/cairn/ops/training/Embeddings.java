package io.cairn.ops.training;

import io.cairn.client.ClientContext;
import io.cairn.table.TableSpec;
import io.cairn.trainer.embedding.ClusterEmbeddings;
import io.cairn.trainer.embedding.EmbeddingTable;
import io.cairn.trainer.embedding.LocalEmbeddings;
import java.util.function.Supplier;

/** Where the items' rows are. */
public enum Embeddings {
    /** In the cluster. */
    CLUSTER {
        @Override
        public EmbeddingTable open(TableSpec spec, Supplier<ClientContext> cluster) {
            return new ClusterEmbeddings(cluster.get(), spec);
        }
    },
    /** In this process. */
    LOCAL {
        @Override
        public EmbeddingTable open(TableSpec spec, Supplier<ClientContext> cluster) {
            return new LocalEmbeddings(spec);
        }
    };

    /**
     * Opens the table, which is made if it is not there.
     *
     * @param spec    what it is.
     * @param cluster how to reach the cluster, asked for only if rows are there.
     * @return the table; belongs to the caller.
     */
    public abstract EmbeddingTable open(TableSpec spec, Supplier<ClientContext> cluster);
}

package io.cairn.trainer.embedding;

import io.cairn.client.ClientContext;
import io.cairn.client.ClusterCheckpoint;
import io.cairn.client.EmbeddingClient;
import io.cairn.client.checkpoint.CheckpointRows;
import io.cairn.client.view.Table;
import io.cairn.config.CheckpointName;
import io.cairn.config.ClusterConfig;
import io.cairn.table.TableSpec;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A table in a Cairn cluster. The connection is made by the first call, so that the thread that works with the table
 * owns the client; a refused or lost connection shows there too. The client reads and writes a batch's memory in place.
 *
 * <p>Rows live on in the cluster when this closes.
 */
public final class ClusterEmbeddings implements EmbeddingTable {

    private static final Duration SAVE_TIMEOUT = Duration.ofHours(1);

    private final ClientContext context;
    private final TableSpec spec;
    private final UnsafeBuffer rows = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer gradients = new UnsafeBuffer(0, 0);
    private Connection connection;

    private record Connection(EmbeddingClient client, Table table) {
    }

    /**
     * A table that is created in the cluster, if it is not there, once it is first used.
     *
     * @param context whom to connect to; not used by anyone else.
     * @param spec    the table.
     * @throws IllegalStateException if this machine is big-endian: rows travel little-endian.
     */
    public ClusterEmbeddings(ClientContext context, TableSpec spec) {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new IllegalStateException("rows travel little-endian and are used in place, this machine is not");
        }
        this.context = context;
        this.spec = spec;
    }

    @Override
    public int dimension() {
        return spec.dimension();
    }

    @Override
    public void pull(RowBatch batch) {
        Connection open = connection();
        open.client().flush();
        rows.wrap(batch.rows(), 0, batch.rows().limit());
        open.client().pull(open.table(), batch.keys(), batch.size(), rows);
    }

    @Override
    public void push(RowBatch batch) {
        Connection open = connection();
        gradients.wrap(batch.gradients(), 0, batch.gradients().limit());
        open.client().push(open.table(), batch.keys(), batch.size(), gradients);
    }

    @Override
    public void flush() {
        connection().client().flush();
    }

    /**
     * Has the shards write their rows, of all tables, into the folder.
     *
     * @throws IllegalArgumentException if the folder is not below the cluster's {@code checkpoints.directory}.
     */
    @Override
    public CheckpointRows save(Path directory) {
        flush();
        ClusterConfig cluster = context.cluster();
        CheckpointName name = cluster.checkpoints().name(directory);
        try (ClusterCheckpoint checkpoint = new ClusterCheckpoint(cluster, context.credentials())) {
            return checkpoint.take(name, SAVE_TIMEOUT, shards -> { });
        }
    }

    @Override
    public void restore(Path directory) {
        // The rows are in the cluster by now: reading files of shards is not a trainer's business.
    }

    private Connection connection() {
        if (connection == null) {
            EmbeddingClient client = EmbeddingClient.connect(context);
            connection = new Connection(client, client.createTable(spec));
        }
        return connection;
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.client().close();
        }
    }
}

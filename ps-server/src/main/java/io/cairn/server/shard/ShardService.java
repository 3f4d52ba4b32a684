package io.cairn.server.shard;

import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.cairn.config.ClusterConfig;
import io.cairn.server.endpoint.Refusal;
import io.cairn.server.endpoint.RefusalPublisher;
import io.cairn.server.endpoint.ReplicaCounters;
import io.cairn.server.endpoint.Request;
import io.cairn.server.endpoint.RequestSession;
import io.cairn.server.log.ReplicaStatus;
import io.cairn.server.log.StateMachine;
import io.cairn.server.snapshot.SnapshotState;
import io.cairn.server.snapshot.Snapshots;
import io.cairn.server.store.NativeMemory;
import io.cairn.slot.SlotMap;
import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import io.cairn.wire.ClientId;
import io.cairn.wire.KeyBlock;
import io.cairn.wire.TableDefinition;
import io.cairn.wire.codecs.AddTableDecoder;
import io.cairn.wire.codecs.DescribeShardDecoder;
import io.cairn.wire.codecs.DescribeSlotDecoder;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.PullDecoder;
import io.cairn.wire.codecs.PushDecoder;
import io.cairn.wire.codecs.RemoveTableDecoder;
import io.cairn.wire.codecs.RestoreRowsDecoder;
import io.cairn.wire.codecs.TakeCheckpointDecoder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A shard's state: rows of its tables, and the last push of each client. It is a function of the shard's log, in which
 * pushes and changes of tables stand; pulls read it between two log messages and never change it.
 */
public final class ShardService implements StateMachine {

    private static final long MS_PER_SECOND = TimeUnit.SECONDS.toMillis(1);
    private static final long COUNT_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private final ReplicaStatus status;
    private final ReplicaCounters counters;
    private final RefusalPublisher refusals;
    private final ClientSequences sequences = new ClientSequences();
    private final ShardTables tables;
    private final SlotOwnership ownership;
    private final ShardLogAdapter logAdapter;
    private final PullAdapter pulls;
    private final PushDoor pushes;
    private final TableDoor tableChanges;
    private final CheckpointDoor checkpoints;
    private final ShardViewPublisher views;
    private final SlotViewPublisher slotViews;
    private final AckPublisher acks;
    private final IdleClients idleClients;
    private final ShardSnapshot snapshot;
    private long countNs;

    /**
     * A shard without tables.
     *
     * @param context what it is made of.
     * @param files   writes its rows to files.
     */
    public ShardService(ShardContext context, Snapshots files) {
        ClusterConfig cluster = context.cluster();
        int shardCount = cluster.shards().size();
        status = context.status();
        counters = context.counters();
        refusals = context.refusals();
        tables = new ShardTables(cluster.slotCount(), context.node().capacity().memory());
        ownership = new SlotOwnership(SlotMap.even(cluster.slotCount(), shardCount), context.shardId(), shardCount);
        snapshot = new ShardSnapshot(tables, sequences);
        ShardCheckpoint checkpoint = new ShardCheckpoint(context, files, snapshot);
        checkpoints = new CheckpointDoor(context, checkpoint);
        logAdapter = new ShardLogAdapter(this, tables, checkpoint);
        pulls = new PullAdapter(context, tables, ownership);
        pushes = new PushDoor(context, tables, ownership, sequences);
        tableChanges = new TableDoor(context, tables);
        views = new ShardViewPublisher(context, tables, ownership, sequences);
        slotViews = new SlotViewPublisher(context, tables);
        acks = new AckPublisher(context, sequences);
        idleClients = new IdleClients(context, sequences);
    }

    /**
     * Makes, uses and closes a table of one row. The store compiles code when the first row of a process is made, which
     * takes seconds: better now, on a thread that nobody waits for, than in a duty cycle.
     */
    public static void prime() {
        TableSpec spec = new TableSpec("prime", 1, DType.FLOAT32, new InitializerSpec.Zeros(),
            new OptimizerSpec.Sgd(1, 0), 0, 1);
        UnsafeBuffer zeros = new UnsafeBuffer(new byte[KeyBlock.KEY_BYTES]);
        try (ShardTable table = new ShardTable(new TableDefinition(1, spec), 1, new NativeMemory())) {
            table.applier().at(0, 0).apply(zeros, 0, 1, zeros, 0);
        }
    }

    @Override
    public Action onRequest(RequestSession session, Request request) {
        return switch (request.templateId()) {
            case PullDecoder.TEMPLATE_ID -> pulls.onPull(session, request);
            case PushDecoder.TEMPLATE_ID, RestoreRowsDecoder.TEMPLATE_ID -> pushes.onPush(session, request);
            case AddTableDecoder.TEMPLATE_ID -> tableChanges.onAddTable(session, request);
            case RemoveTableDecoder.TEMPLATE_ID -> tableChanges.onRemoveTable(session, request);
            case TakeCheckpointDecoder.TEMPLATE_ID -> checkpoints.onTakeCheckpoint(session, request);
            case DescribeShardDecoder.TEMPLATE_ID -> views.onDescribeShard(session, request);
            case DescribeSlotDecoder.TEMPLATE_ID -> slotViews.onDescribeSlot(session, request);
            default -> refusals.refuse(session, request, new Refusal(ErrorCode.MALFORMED, 0,
                "a shard does not take message " + request.templateId()));
        };
    }

    @Override
    public void onLogMessage(DirectBuffer buffer, int offset, int length) {
        logAdapter.onMessage(buffer, offset);
    }

    /** Applies a push of the log once; its sequence decides whether this is the time. */
    void onPush(PushDecoder push, DirectBuffer buffer, int keysOffset) {
        if (!isTurn(push.clientId(), push.sequence())) {
            return;
        }
        int rowCount = push.rowCount();
        ShardTable table = tables.get(push.tableId());
        if (rowCount > 0) {
            if (table == null) {
                counters.onOvertakenPush();
                return;
            }
            table.applier().at(status.position(), (int) (status.timestampMs() / MS_PER_SECOND))
                .apply(buffer, keysOffset, rowCount, buffer, keysOffset + KeyBlock.bytes(rowCount));
        }
        counters.onPush(rowCount);
    }

    /** Puts restored rows in place, once as a push. */
    void onRestoreRows(RestoreRowsDecoder restore, DirectBuffer buffer, int keysOffset) {
        if (!isTurn(restore.clientId(), restore.sequence())) {
            return;
        }
        int rowCount = restore.rowCount();
        ShardTable table = tables.get(restore.tableId());
        if (table == null) {
            counters.onOvertakenPush();
            return;
        }
        table.applier().at(status.position(), (int) (status.timestampMs() / MS_PER_SECOND))
            .restore(buffer, keysOffset, rowCount, buffer, keysOffset + KeyBlock.bytes(rowCount));
        counters.onPush(rowCount);
    }

    private boolean isTurn(long clientId, long sequence) {
        acks.due();
        boolean turn = sequences.advance(clientId, sequence, status.timestampMs());
        if (!turn) {
            counters.onDuplicatePush();
        }
        return turn;
    }

    /** Forgets clients by cluster time; those of them that have a session are told. */
    void onForgetClients(long idleMs) {
        if (sequences.forget(status.timestampMs() - idleMs) > 0) {
            acks.due();
        }
    }

    @Override
    public int doWork(long nowNs, List<RequestSession> sessions) {
        if (nowNs - countNs >= 0) {
            countNs = nowNs + COUNT_INTERVAL_NS;
            counters.rows(tables.rows());
        }
        return acks.publish(sessions) + idleClients.doWork(nowNs);
    }

    @Override
    public void onForwardedLost(List<RequestSession> sessions) {
        for (RequestSession session : sessions) {
            session.forgetTicket();
            session.resendAfter(sequences.last(session.clientId()));
        }
        acks.due();
    }

    @Override
    public SnapshotState snapshotState() {
        return snapshot;
    }

    @Override
    public long lastSequence(long clientId) {
        return sequences.forgotten(clientId) ? ClientId.FORGOTTEN : sequences.last(clientId);
    }

    @Override
    public int slotMapVersion() {
        return ownership.slotMapVersion();
    }

    @Override
    public void close() {
        tables.close();
    }
}

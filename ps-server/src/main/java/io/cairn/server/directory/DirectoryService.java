package io.cairn.server.directory;

import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.cairn.server.endpoint.Refusal;
import io.cairn.server.endpoint.RefusalPublisher;
import io.cairn.server.endpoint.Request;
import io.cairn.server.endpoint.RequestSession;
import io.cairn.server.log.StateMachine;
import io.cairn.server.snapshot.SnapshotState;
import io.cairn.slot.SlotMap;
import io.cairn.wire.TableDefinitionCodec;
import io.cairn.wire.WireVersion;
import io.cairn.wire.codecs.CreateTableDecoder;
import io.cairn.wire.codecs.DescribeClusterDecoder;
import io.cairn.wire.codecs.DropTableDecoder;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.MessageHeaderDecoder;
import io.cairn.wire.codecs.RemoveAliasDecoder;
import io.cairn.wire.codecs.SetAliasDecoder;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The directory's state: the tables that there shall be, and their aliases. A function of its log. */
public final class DirectoryService implements StateMachine {

    private final RefusalPublisher refusals;
    private final Reconciliation reconciliation;
    private final TableRegistry tables = new TableRegistry();
    private final SlotMap slotMap;
    private final TableDoor door;
    private final AliasDoor aliasDoor;
    private final ClusterViewPublisher views;
    private final DirectorySnapshot snapshot;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final CreateTableDecoder createTable = new CreateTableDecoder();
    private final DropTableDecoder dropTable = new DropTableDecoder();
    private final SetAliasDecoder setAlias = new SetAliasDecoder();
    private final RemoveAliasDecoder removeAlias = new RemoveAliasDecoder();
    private final UnsafeBuffer blob = new UnsafeBuffer(0, 0);

    /**
     * A directory without tables.
     *
     * @param context what it is made of.
     */
    public DirectoryService(DirectoryContext context) {
        refusals = context.refusals();
        reconciliation = context.reconciliation();
        slotMap = SlotMap.even(context.cluster().slotCount(), context.cluster().shards().size());
        door = new TableDoor(context, tables);
        aliasDoor = new AliasDoor(context, tables);
        snapshot = new DirectorySnapshot(tables, reconciliation);
        views = new ClusterViewPublisher(context, tables, slotMap);
    }

    @Override
    public void onLogMessage(DirectBuffer buffer, int offset, int length) {
        header.wrap(buffer, offset);
        if (!WireVersion.understands(header)) {
            throw new IllegalStateException("in the log: " + WireVersion.refusal(header));
        }
        switch (header.templateId()) {
            case CreateTableDecoder.TEMPLATE_ID -> {
                createTable.wrapAndApplyHeader(buffer, offset, header);
                createTable.wrapDefinition(blob);
                tables.create(TableDefinitionCodec.decode(blob, 0, blob.capacity()).spec());
            }
            case DropTableDecoder.TEMPLATE_ID -> {
                dropTable.wrapAndApplyHeader(buffer, offset, header);
                tables.drop(dropTable.name(), dropTable.tableId());
            }
            case SetAliasDecoder.TEMPLATE_ID -> {
                setAlias.wrapAndApplyHeader(buffer, offset, header);
                tables.setAlias(setAlias.alias(), setAlias.table());
            }
            case RemoveAliasDecoder.TEMPLATE_ID -> {
                removeAlias.wrapAndApplyHeader(buffer, offset, header);
                tables.removeAlias(removeAlias.alias());
            }
            default -> throw new IllegalStateException(
                "the directory's log cannot hold message " + header.templateId());
        }
        reconciliation.desire(tables.desired());
    }

    @Override
    public Action onRequest(RequestSession session, Request request) {
        return switch (request.templateId()) {
            case CreateTableDecoder.TEMPLATE_ID -> door.onCreateTable(session, request);
            case DropTableDecoder.TEMPLATE_ID -> door.onDropTable(session, request);
            case SetAliasDecoder.TEMPLATE_ID -> aliasDoor.onSetAlias(session, request);
            case RemoveAliasDecoder.TEMPLATE_ID -> aliasDoor.onRemoveAlias(session, request);
            case DescribeClusterDecoder.TEMPLATE_ID -> views.onDescribeCluster(session, request);
            default -> refusals.refuse(session, request, new Refusal(ErrorCode.MALFORMED, 0,
                "the directory does not take message " + request.templateId()));
        };
    }

    @Override
    public int doWork(long nowNs, List<RequestSession> sessions) {
        return 0;
    }

    @Override
    public void onForwardedLost(List<RequestSession> sessions) {
        // Requests that wait for the log are shown again and forwarded again: see the doors.
        for (RequestSession session : sessions) {
            session.forgetTicket();
        }
    }

    @Override
    public SnapshotState snapshotState() {
        return snapshot;
    }

    @Override
    public long lastSequence(long clientId) {
        return 0;
    }

    @Override
    public int slotMapVersion() {
        return slotMap.version();
    }

    @Override
    public void close() {
        // Holds nothing but heap.
    }
}

package io.cairn.server.directory;

import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.cairn.config.ClusterConfig;
import io.cairn.config.PortRole;
import io.cairn.config.ShardConfig;
import io.cairn.server.endpoint.Request;
import io.cairn.server.endpoint.RequestSession;
import io.cairn.server.log.ReplicaStatus;
import io.cairn.slot.SlotMap;
import io.cairn.wire.TableDefinition;
import io.cairn.wire.TableDefinitionCodec;
import io.cairn.wire.codecs.ClusterViewEncoder;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;

/** Answers DescribeCluster. Not a hot path: clients ask once, and again after a change. */
final class ClusterViewPublisher {

    private final ClusterConfig cluster;
    private final ReplicaStatus status;
    private final TableRegistry tables;
    private final SlotMap slotMap;
    private final List<Run> runs;
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(4096);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ClusterViewEncoder view = new ClusterViewEncoder();

    ClusterViewPublisher(DirectoryContext context, TableRegistry tables, SlotMap slotMap) {
        cluster = context.cluster();
        status = context.status();
        this.tables = tables;
        this.slotMap = slotMap;
        runs = runs(slotMap);
    }

    Action onDescribeCluster(RequestSession session, Request request) {
        view.wrapAndApplyHeader(buffer, 0, header)
            .correlationId(request.correlationId())
            .clusterId(cluster.clusterId())
            .position(status.position())
            .slotMapVersion(slotMap.version())
            .slotCount(slotMap.slotCount());
        ClusterViewEncoder.SlotRunsEncoder slots = view.slotRunsCount(runs.size());
        for (Run run : runs) {
            slots.next().slots(run.slots()).shardId(run.shardId());
        }
        encodeReplicas();
        ClusterViewEncoder.TablesEncoder group = view.tablesCount(tables.tables().size());
        for (TableDefinition table : tables.tables()) {
            byte[] definition = TableDefinitionCodec.encode(table.tableId(), table.spec());
            group.next().putDefinition(definition, 0, definition.length);
        }
        ClusterViewEncoder.AliasesEncoder aliases = view.aliasesCount(tables.aliases().size());
        tables.aliases().forEach((alias, tableId) -> aliases.next().tableId(tableId).name(alias));
        int length = MessageHeaderEncoder.ENCODED_LENGTH + view.encodedLength();
        return session.publication().offer(buffer, 0, length) > 0 ? Action.COMMIT : Action.ABORT;
    }

    private void encodeReplicas() {
        List<ShardConfig> groups = new ArrayList<>(cluster.shards());
        groups.add(cluster.directory());
        int count = groups.stream().mapToInt(group -> group.replicas().size()).sum();
        ClusterViewEncoder.ReplicasEncoder replicas = view.replicasCount(count);
        for (ShardConfig group : groups) {
            for (int member = 0; member < group.replicas().size(); member++) {
                replicas.next()
                    .shardId(group.id())
                    .memberId(member)
                    .endpoint(cluster.node(group.replicas().get(member)).endpoint(group.id(), PortRole.REQUESTS));
            }
        }
    }

    private static List<Run> runs(SlotMap slotMap) {
        List<Run> runs = new ArrayList<>();
        int begin = 0;
        for (int slot = 1; slot <= slotMap.slotCount(); slot++) {
            if (slot == slotMap.slotCount() || slotMap.owner(slot) != slotMap.owner(begin)) {
                runs.add(new Run(slot - begin, slotMap.owner(begin)));
                begin = slot;
            }
        }
        return List.copyOf(runs);
    }

    /** Neighbouring slots with one owner. */
    private record Run(int slots, int shardId) {
    }
}

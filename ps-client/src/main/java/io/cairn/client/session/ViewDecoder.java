package io.cairn.client.session;

import io.cairn.client.view.Alias;
import io.cairn.client.view.ClusterView;
import io.cairn.client.view.ReplicaView;
import io.cairn.client.view.ShardFile;
import io.cairn.client.view.ShardView;
import io.cairn.client.view.SnapshotSource;
import io.cairn.client.view.Table;
import io.cairn.slot.SlotMap;
import io.cairn.wire.TableDefinition;
import io.cairn.wire.TableDefinitionCodec;
import io.cairn.wire.codecs.CheckpointTakenDecoder;
import io.cairn.wire.codecs.ClusterViewDecoder;
import io.cairn.wire.codecs.ShardViewDecoder;
import io.cairn.wire.codecs.SnapshotSourceDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;

/** Views from their messages. Groups are read in the order of the schema. Not for hot paths. */
final class ViewDecoder {

    private ViewDecoder() {
    }

    static ClusterView cluster(ClusterViewDecoder message) {
        long clusterId = message.clusterId();
        long position = message.position();
        SlotMap slotMap = slotMap(message);
        List<ReplicaView> replicas = new ArrayList<>();
        for (ClusterViewDecoder.ReplicasDecoder replica : message.replicas()) {
            replicas.add(new ReplicaView(replica.shardId(), replica.memberId(), replica.endpoint()));
        }
        Map<Integer, Table> tables = tables(message);
        List<Alias> aliases = new ArrayList<>();
        for (ClusterViewDecoder.AliasesDecoder alias : message.aliases()) {
            Table table = tables.get(alias.tableId());
            aliases.add(new Alias(alias.name(), table));
        }
        return new ClusterView(clusterId, position, slotMap, replicas, List.copyOf(tables.values()), aliases);
    }

    /** By id, in the order of the message. */
    private static Map<Integer, Table> tables(ClusterViewDecoder message) {
        Map<Integer, Table> tables = new LinkedHashMap<>();
        UnsafeBuffer definitionBuffer = new UnsafeBuffer(0, 0);
        for (ClusterViewDecoder.TablesDecoder table : message.tables()) {
            table.wrapDefinition(definitionBuffer);
            TableDefinition definition = TableDefinitionCodec.decode(definitionBuffer, 0, definitionBuffer.capacity());
            tables.put(definition.tableId(), new Table(definition.tableId(), definition.spec()));
        }
        return tables;
    }

    private static SlotMap slotMap(ClusterViewDecoder message) {
        int version = message.slotMapVersion();
        int[] owners = new int[message.slotCount()];
        int slot = 0;
        for (ClusterViewDecoder.SlotRunsDecoder run : message.slotRuns()) {
            Arrays.fill(owners, slot, slot + run.slots(), run.shardId());
            slot += run.slots();
        }
        if (slot != owners.length) {
            throw new IllegalArgumentException("slot map of " + owners.length + " slots names owners of " + slot);
        }
        return new SlotMap(version, owners);
    }

    static ShardFile file(CheckpointTakenDecoder message) {
        long position = message.position();
        long rows = message.rows();
        long bytes = message.bytes();
        long digest = message.digest();
        return new ShardFile(message.file(), position, rows, bytes, digest);
    }

    static ShardView shard(ShardViewDecoder message) {
        ShardView.NodeRoom node = new ShardView.NodeRoom(message.memoryBytes(), message.memoryBytesMax(),
            message.diskBytesFree(), message.diskBytesFreeMin());
        List<ShardView.TableRows> tables = new ArrayList<>();
        for (ShardViewDecoder.TablesDecoder table : message.tables()) {
            tables.add(new ShardView.TableRows(table.tableId(), table.rows(), table.bytes()));
        }
        return new ShardView(
            message.shardId(),
            message.memberId(),
            message.leaderMemberId(),
            message.position(),
            message.timestampMs(),
            message.slotMapVersion(),
            message.clients(),
            node,
            tables);
    }

    static SnapshotSource snapshot(SnapshotSourceDecoder message) {
        long position = message.position();
        long bytes = message.bytes();
        long timestamp = message.timestamp();
        long logRecordingId = message.logRecordingId();
        long logPosition = message.logPosition();
        List<SnapshotSource.Term> terms = new ArrayList<>();
        for (SnapshotSourceDecoder.TermsDecoder term : message.terms()) {
            terms.add(new SnapshotSource.Term(term.termId(), term.basePosition(), term.timestamp()));
        }
        List<SnapshotSource.Recording> recordings = new ArrayList<>();
        for (SnapshotSourceDecoder.RecordingsDecoder recording : message.recordings()) {
            recordings.add(new SnapshotSource.Recording(recording.recordingId(), recording.serviceId()));
        }
        return new SnapshotSource(position, bytes, timestamp, logRecordingId, logPosition, terms, recordings);
    }
}

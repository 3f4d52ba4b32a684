package io.cairn.client.session;

import io.cairn.table.TableSpec;
import io.cairn.wire.TableDefinitionCodec;
import io.cairn.wire.codecs.AddTableEncoder;
import io.cairn.wire.codecs.ChallengeResponseEncoder;
import io.cairn.wire.codecs.CreateTableEncoder;
import io.cairn.wire.codecs.DescribeClusterEncoder;
import io.cairn.wire.codecs.DescribeShardEncoder;
import io.cairn.wire.codecs.DescribeSlotEncoder;
import io.cairn.wire.codecs.DescribeSnapshotEncoder;
import io.cairn.wire.codecs.DropTableEncoder;
import io.cairn.wire.codecs.FetchSnapshotEncoder;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.RemoveAliasEncoder;
import io.cairn.wire.codecs.RemoveTableEncoder;
import io.cairn.wire.codecs.SetAliasEncoder;
import io.cairn.wire.codecs.TakeCheckpointEncoder;
import io.cairn.wire.codecs.TakeSnapshotEncoder;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.sbe.MessageEncoderFlyweight;

/** Whole messages of the rare requests, kept by their sender until they are answered. Not for hot paths. */
public final class CommandEncoder {

    private static final int ANY_MEMBER = -1;

    private CommandEncoder() {
    }

    /**
     * To a replica that has sent a challenge.
     *
     * @param correlationId of the challenge.
     * @param principal     who proves it is who.
     * @param proof         made with the principal's token.
     * @return a ChallengeResponse message.
     */
    public static DirectBuffer challengeResponse(long correlationId, String principal, byte[] proof) {
        return message(new ChallengeResponseEncoder(), message -> message
            .correlationId(correlationId)
            .putProof(proof, 0, proof.length)
            .principal(principal));
    }

    /**
     * To the directory: a table shall be.
     *
     * @param correlationId comes back with the answer.
     * @param spec          the table.
     * @param timeoutMs     how long the answer may wait for the shards.
     * @return a CreateTable message.
     */
    public static DirectBuffer createTable(long correlationId, TableSpec spec, int timeoutMs) {
        byte[] definition = TableDefinitionCodec.encode(0, spec);
        return message(new CreateTableEncoder(), message -> message
            .correlationId(correlationId)
            .timeoutMs(timeoutMs)
            .putDefinition(definition, 0, definition.length));
    }

    /**
     * To the directory: a table shall be no more.
     *
     * @param correlationId comes back with the answer.
     * @param name          the table's name.
     * @param timeoutMs     how long the answer may wait for the shards.
     * @return a DropTable message.
     */
    public static DirectBuffer dropTable(long correlationId, String name, int timeoutMs) {
        return message(new DropTableEncoder(), message -> message
            .correlationId(correlationId)
            .tableId(0)
            .timeoutMs(timeoutMs)
            .name(name));
    }

    /**
     * To the directory: an alias shall stand for a table.
     *
     * @param correlationId comes back with the answer.
     * @param alias         its name.
     * @param table         the table's name.
     * @param timeoutMs     how long the answer may wait for the log.
     * @return a SetAlias message.
     */
    public static DirectBuffer setAlias(long correlationId, String alias, String table, int timeoutMs) {
        return message(new SetAliasEncoder(), message -> message
            .correlationId(correlationId)
            .timeoutMs(timeoutMs)
            .alias(alias)
            .table(table));
    }

    /**
     * To the directory: an alias shall be no more.
     *
     * @param correlationId comes back with the answer.
     * @param alias         its name.
     * @param timeoutMs     how long the answer may wait for the log.
     * @return a RemoveAlias message.
     */
    public static DirectBuffer removeAlias(long correlationId, String alias, int timeoutMs) {
        return message(new RemoveAliasEncoder(), message -> message
            .correlationId(correlationId)
            .timeoutMs(timeoutMs)
            .alias(alias));
    }

    /**
     * To a shard: keep rows of a table.
     *
     * @param correlationId comes back with the answer.
     * @param tableId       the id that the directory gave, 1 or above.
     * @param spec          the table.
     * @return an AddTable message.
     */
    public static DirectBuffer addTable(long correlationId, int tableId, TableSpec spec) {
        byte[] definition = TableDefinitionCodec.encode(tableId, spec);
        return message(new AddTableEncoder(), message -> message
            .correlationId(correlationId)
            .putDefinition(definition, 0, definition.length));
    }

    /**
     * To a shard: forget a table.
     *
     * @param correlationId comes back with the answer.
     * @param tableId       the table.
     * @return a RemoveTable message.
     */
    public static DirectBuffer removeTable(long correlationId, int tableId) {
        return message(new RemoveTableEncoder(), message -> message
            .correlationId(correlationId)
            .tableId(tableId));
    }

    /**
     * To the directory: what is the cluster.
     *
     * @param correlationId comes back with the answer.
     * @return a DescribeCluster message.
     */
    public static DirectBuffer describeCluster(long correlationId) {
        return message(new DescribeClusterEncoder(), message -> message
            .correlationId(correlationId));
    }

    /**
     * To a replica: what has it applied.
     *
     * @param correlationId comes back with the answer.
     * @return a DescribeShard message.
     */
    public static DirectBuffer describeShard(long correlationId) {
        return message(new DescribeShardEncoder(), message -> message
            .correlationId(correlationId));
    }

    /**
     * To a replica: what is in a slot of a table.
     *
     * @param correlationId comes back with the answer.
     * @param tableId       the table.
     * @param slot          the slot, 0 up to the slots of the cluster.
     * @return a DescribeSlot message.
     */
    public static DirectBuffer describeSlot(long correlationId, int tableId, int slot) {
        return message(new DescribeSlotEncoder(), message -> message
            .correlationId(correlationId)
            .tableId(tableId)
            .slot(slot));
    }

    /**
     * To the leader of a group: see to it that there is a complete snapshot.
     *
     * @param correlationId comes back with the answer.
     * @param position      log position that it must contain.
     * @return a TakeSnapshot message.
     */
    public static DirectBuffer takeSnapshot(long correlationId, long position) {
        return message(new TakeSnapshotEncoder(), message -> message
            .correlationId(correlationId)
            .position(position));
    }

    /**
     * To the leader of a shard: write all rows to a file of a checkpoint.
     *
     * @param correlationId comes back with the answer; used for no other request, and for this one when it is repeated.
     * @param position      log position that the shard must not have gone beyond.
     * @param name          of the checkpoint.
     * @return a TakeCheckpoint message.
     */
    public static DirectBuffer takeCheckpoint(long correlationId, long position, String name) {
        return message(new TakeCheckpointEncoder(), message -> message
            .correlationId(correlationId)
            .position(position)
            .memberId(ANY_MEMBER)
            .name(name));
    }

    /**
     * To a replica: what does a complete snapshot consist of.
     *
     * @param correlationId comes back with the answer.
     * @param position      log position that the snapshot is the state at.
     * @return a DescribeSnapshot message.
     */
    public static DirectBuffer describeSnapshot(long correlationId, long position) {
        return message(new DescribeSnapshotEncoder(), message -> message
            .correlationId(correlationId)
            .position(position));
    }

    /**
     * To a replica: a part of a snapshot's file.
     *
     * @param correlationId comes back with the answer.
     * @param position      log position that the snapshot is the state at.
     * @param fileOffset    first byte wanted, below the length of the file.
     * @return a FetchSnapshot message.
     */
    public static DirectBuffer fetchSnapshot(long correlationId, long position, long fileOffset) {
        return message(new FetchSnapshotEncoder(), message -> message
            .correlationId(correlationId)
            .position(position)
            .fileOffset(fileOffset));
    }

    private static <E extends MessageEncoderFlyweight> DirectBuffer message(E encoder, Consumer<E> fields) {
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        new MessageHeaderEncoder().wrap(buffer, 0)
            .blockLength(encoder.sbeBlockLength())
            .templateId(encoder.sbeTemplateId())
            .schemaId(encoder.sbeSchemaId())
            .version(encoder.sbeSchemaVersion());
        encoder.wrap(buffer, MessageHeaderEncoder.ENCODED_LENGTH);
        fields.accept(encoder);
        return new UnsafeBuffer(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength());
    }
}

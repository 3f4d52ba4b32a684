package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cairn.access.AccessException;
import io.cairn.access.Credentials;
import io.cairn.access.Role;
import io.cairn.access.Token;
import io.cairn.client.ClientContext;
import io.cairn.client.ClusterSnapshots;
import io.cairn.client.EmbeddingClient;
import io.cairn.client.Transport;
import io.cairn.client.reply.CairnException;
import io.cairn.client.reply.RefusedException;
import io.cairn.client.view.Table;
import io.cairn.config.AccessConfig;
import io.cairn.config.AccessMode;
import io.cairn.config.ClusterConfig;
import io.cairn.config.ConfigWriter;
import io.cairn.config.PrincipalConfig;
import io.cairn.config.ShardConfig;
import io.cairn.wire.codecs.AddTableDecoder;
import io.cairn.wire.codecs.CreateTableDecoder;
import io.cairn.wire.codecs.DescribeClusterDecoder;
import io.cairn.wire.codecs.DescribeShardDecoder;
import io.cairn.wire.codecs.DescribeSlotDecoder;
import io.cairn.wire.codecs.DescribeSnapshotDecoder;
import io.cairn.wire.codecs.DropTableDecoder;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.FetchSnapshotDecoder;
import io.cairn.wire.codecs.PullDecoder;
import io.cairn.wire.codecs.PushDecoder;
import io.cairn.wire.codecs.RemoveAliasDecoder;
import io.cairn.wire.codecs.RemoveTableDecoder;
import io.cairn.wire.codecs.RestoreRowsDecoder;
import io.cairn.wire.codecs.SetAliasDecoder;
import io.cairn.wire.codecs.TakeCheckpointDecoder;
import io.cairn.wire.codecs.TakeSnapshotDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Who is let in where sessions must prove who they are, and what each role may do. */
@Timeout(300)
class AccessTest {

    private static final long CLIENT = 42;
    private static final int SOME_FUTURE_MESSAGE = 999;
    private static final Map<Integer, Role> NEEDED = new LinkedHashMap<>();
    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private static final Logger CAIRN = (Logger) LoggerFactory.getLogger("io.cairn");
    private static final ListAppender<ILoggingEvent> LOGGED = new ListAppender<>();

    static {
        NEEDED.put(PullDecoder.TEMPLATE_ID, Role.READER);
        NEEDED.put(DescribeClusterDecoder.TEMPLATE_ID, Role.READER);
        NEEDED.put(DescribeShardDecoder.TEMPLATE_ID, Role.READER);
        NEEDED.put(DescribeSlotDecoder.TEMPLATE_ID, Role.READER);
        NEEDED.put(PushDecoder.TEMPLATE_ID, Role.TRAINER);
        NEEDED.put(RestoreRowsDecoder.TEMPLATE_ID, Role.TRAINER);
        NEEDED.put(TakeCheckpointDecoder.TEMPLATE_ID, Role.TRAINER);
        NEEDED.put(CreateTableDecoder.TEMPLATE_ID, Role.OPERATOR);
        NEEDED.put(DropTableDecoder.TEMPLATE_ID, Role.OPERATOR);
        NEEDED.put(SetAliasDecoder.TEMPLATE_ID, Role.OPERATOR);
        NEEDED.put(RemoveAliasDecoder.TEMPLATE_ID, Role.OPERATOR);
        NEEDED.put(TakeSnapshotDecoder.TEMPLATE_ID, Role.OPERATOR);
        NEEDED.put(SOME_FUTURE_MESSAGE, Role.OPERATOR);
        NEEDED.put(AddTableDecoder.TEMPLATE_ID, Role.NODE);
        NEEDED.put(RemoveTableDecoder.TEMPLATE_ID, Role.NODE);
        NEEDED.put(DescribeSnapshotDecoder.TEMPLATE_ID, Role.NODE);
        NEEDED.put(FetchSnapshotDecoder.TEMPLATE_ID, Role.NODE);
    }

    @TempDir
    private static Path folder;

    private static ClusterConfig cluster;
    private static CairnNode node;

    @BeforeAll
    static void start() throws IOException {
        LOGGED.start();
        ROOT.addAppender(LOGGED);
        CAIRN.setLevel(Level.TRACE);
        for (Role role : Role.values()) {
            Files.writeString(tokenFile(role), secret(role) + "\n");
            Files.setPosixFilePermissions(tokenFile(role), PosixFilePermissions.fromString("rw-------"));
        }
        cluster = withAccess(NodeKit.cluster(folder, 1));
        node = NodeKit.start(cluster);
    }

    @AfterAll
    static void stop() {
        node.close();
        ROOT.detachAppender(LOGGED);
        CAIRN.setLevel(null);
        assertEquals(0, node.errors());
    }

    @Test
    void eachRoleMaySendItsMessagesAndNoOthers() {
        for (Role role : Role.values()) {
            NEEDED.forEach((message, needed) -> {
                ErrorCode answer = answerToEmpty(role, message);
                assertEquals(!role.allows(needed), answer == ErrorCode.PERMISSION_DENIED,
                    "message " + message + " of a " + role.label() + " was answered " + answer);
            });
        }
    }

    /** In a session of its own: of pushes and restored rows a gap is shown only once in each. */
    private static ErrorCode answerToEmpty(Role role, int message) {
        try (RawClient shard = connect()) {
            byte[] nonce = shard.awaitChallenge(CLIENT);
            shard.sendProof(role.label(), prove(role, nonce));
            assertEquals(0, shard.awaitOpened());
            return shard.answerToEmpty(message);
        }
    }

    @Test
    void wrongTokensUnknownNamesAndProofsOfOtherSessionsAreTurnedAway() {
        try (RawClient shard = connect()) {
            byte[] nonce = shard.awaitChallenge(CLIENT);
            shard.sendProof("trainer", prove(Role.READER, nonce));
            shard.awaitRefusal(ErrorCode.UNAUTHENTICATED);
            shard.sendProof("trainer", prove(Role.TRAINER, nonce));
            shard.awaitRefusal(ErrorCode.UNAUTHENTICATED);
            shard.sendProof("nobody", prove(Role.TRAINER, shard.awaitChallenge(CLIENT)));
            shard.awaitRefusal(ErrorCode.UNAUTHENTICATED);
            byte[] recorded = prove(Role.TRAINER, shard.awaitChallenge(CLIENT));
            shard.awaitChallenge(CLIENT);
            shard.sendProof("trainer", recorded);
            shard.awaitRefusal(ErrorCode.UNAUTHENTICATED);
            byte[] otherClients = prove(Role.TRAINER, shard.awaitChallenge(CLIENT + 1));
            shard.sendProof("trainer", otherClients);
            shard.awaitRefusal(ErrorCode.UNAUTHENTICATED);
            shard.sendPull(1, 0, 1);
            shard.awaitRefusal(ErrorCode.SESSION_NOT_OPEN);
        }
    }

    @Test
    void whoHasProvedItOnceMayOpenAgainUnderTheSameClientOnly() {
        try (RawClient shard = connect()) {
            shard.sendProof("trainer", prove(Role.TRAINER, shard.awaitChallenge(CLIENT)));
            shard.awaitOpened();
            assertEquals(0, shard.open(CLIENT));
            shard.awaitChallenge(CLIENT + 1);
        }
    }

    @Test
    void clientsOfEachRoleWorkThroughTheLibrary() {
        try (EmbeddingClient operator = client(Role.OPERATOR);
            EmbeddingClient trainer = client(Role.TRAINER);
            EmbeddingClient reader = client(Role.READER)) {
            RefusedException denied = assertThrows(
                RefusedException.class, () -> trainer.createTable(NodeKit.sumTable("shared")));
            assertEquals(ErrorCode.PERMISSION_DENIED, denied.code());
            assertTrue(denied.getMessage().contains("role operator"), denied.getMessage());
            operator.createTable(NodeKit.sumTable("shared"));
            Table table = trainer.createTable(NodeKit.sumTable("shared"));
            UnsafeBuffer row = new UnsafeBuffer(new byte[table.rowBytes()]);
            row.putFloat(0, 3);
            trainer.push(table, new long[] {7}, 1, row);
            trainer.flush();
            reader.pull(table, new long[] {7}, 1, row);
            assertEquals(-3, row.getFloat(0));
            reader.push(table, new long[] {7}, 1, row);
            RefusedException refused = assertThrows(RefusedException.class, reader::flush);
            assertEquals(ErrorCode.PERMISSION_DENIED, refused.code());
            assertTrue(refused.getMessage().contains("role trainer"), refused.getMessage());
        }
    }

    @Test
    void operatorsTakeSnapshotsAndTrainersDoNot() {
        try (ClusterSnapshots snapshots = snapshots(Role.OPERATOR)) {
            assertEquals(2, snapshots.take(Duration.ofSeconds(60), done -> { }).size());
        }
        try (ClusterSnapshots snapshots = snapshots(Role.TRAINER)) {
            RefusedException denied = assertThrows(
                RefusedException.class, () -> snapshots.take(Duration.ofSeconds(60), done -> { }));
            assertEquals(ErrorCode.PERMISSION_DENIED, denied.code());
        }
    }

    @Test
    void clientsWithoutTheRightTokenAreToldWhatToDoAndNothingTellsAToken() {
        ClientContext anonymous = new ClientContext().cluster(cluster).transport(Transport.IPC);
        CairnException asked = assertThrows(CairnException.class, () -> EmbeddingClient.connect(anonymous));
        assertTrue(asked.getMessage().contains("ClientContext.principal"), asked.getMessage());
        ClientContext wrong = new ClientContext().cluster(cluster).transport(Transport.IPC)
            .principal("trainer", Token.ofFile(tokenFile(Role.READER)));
        CairnException refused = assertThrows(CairnException.class, () -> EmbeddingClient.connect(wrong));
        assertTrue(refused.getMessage().contains("UNAUTHENTICATED"), refused.getMessage());
        String told = LOGGED.list.toString() + asked + refused + ConfigWriter.yaml(cluster) + ConfigWriter.json(cluster)
            + cluster;
        assertFalse(LOGGED.list.isEmpty(), "nothing was logged at all");
        for (Role role : Role.values()) {
            assertFalse(told.contains(secret(role)), "the token of the " + role.label() + " was told");
        }
    }

    @Test
    void aNodeWhoseTokensOthersCanReadDoesNotStart() throws IOException {
        Path open = Files.writeString(folder.resolve("open"), "0123456789abcdef");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        AccessConfig access = new AccessConfig(
            AccessMode.TOKEN, List.of(new PrincipalConfig("nodes", Role.NODE, open.toString(), "")));
        ClusterConfig careless = with(NodeKit.cluster(folder.resolve("careless"), 1), access);
        AccessException refusal =
            assertThrows(AccessException.class, () -> CairnNode.launch(careless, NodeKit.NODE));
        assertTrue(refusal.getMessage().contains("chmod 600 " + open), refusal.getMessage());
    }

    private static RawClient connect() {
        return RawClient.overIpc(cluster, NodeKit.node(cluster), 0);
    }

    private static EmbeddingClient client(Role role) {
        return EmbeddingClient.connect(new ClientContext().cluster(cluster).transport(Transport.IPC)
            .principal(role.label(), Token.ofFile(tokenFile(role))));
    }

    private static ClusterSnapshots snapshots(Role role) {
        return new ClusterSnapshots(
            cluster, Optional.of(new Credentials(role.label(), Token.ofFile(tokenFile(role)))));
    }

    private static byte[] prove(Role role, byte[] nonce) {
        return Token.ofFile(tokenFile(role)).prove(nonce, cluster.clusterId(), CLIENT, 0);
    }

    private static ClusterConfig withAccess(ClusterConfig open) {
        List<PrincipalConfig> principals = List.of(Role.values()).stream()
            .map(role -> new PrincipalConfig(role.label(), role, tokenFile(role).toString(), ""))
            .toList();
        return with(open, new AccessConfig(AccessMode.TOKEN, principals));
    }

    private static ClusterConfig with(ClusterConfig open, AccessConfig access) {
        return new ClusterConfig(open.name(), open.slotCount(), open.nodes(),
            new ShardConfig(ShardConfig.DIRECTORY_ID, open.directory().replicas()), open.shards(), open.channels(),
            open.limits(), open.timeouts(), open.snapshots(), open.checkpoints(), access);
    }

    private static Path tokenFile(Role role) {
        return folder.resolve("token-" + role.label());
    }

    private static String secret(Role role) {
        return "secret-of-the-" + role.label() + "-0123456789";
    }
}

package io.cairn.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.client.reply.CairnException;
import io.cairn.client.reply.DeadlineException;
import io.cairn.client.reply.RefusedException;
import io.cairn.client.reply.Reply;
import io.cairn.client.scripted.ScriptedCluster;
import io.cairn.client.view.Table;
import io.cairn.wire.codecs.DescribeClusterDecoder;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.OpenSessionDecoder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How connections begin, what ends them for good, and that nothing is left of them. */
@Timeout(60)
final class ConnectionTest {

    private static final Table ITEMS = ScriptedCluster.table();

    @TempDir
    private Path folder;

    @AfterEach
    void noThreadIsLeft() {
        List<String> left = Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter(name -> name.startsWith("cairn-client"))
            .toList();
        assertEquals(List.of(), left);
    }

    @Test
    void closeWithCallsUnderWayEndsThem() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1)) {
            cluster.shard(0).script((self, request) -> request.isPull() || request.isPush());
            EmbeddingClient client = cluster.connect();
            Reply pull = client.pullAsync(ITEMS, new long[1], 1, Rows.room(1));
            Reply push = client.pushAsync(ITEMS, new long[1], 1, Rows.room(1));
            client.poll();
            client.close();
            assertFalse(pull.isDone());
            assertFalse(push.isDone());
        }
    }

    @Test
    void connectingToNobodyEndsInTimeAndSaysWhoIsMissing() {
        ClientContext nobody = new ClientContext()
            .directory("127.0.0.1:9")
            .connectTimeout(200, TimeUnit.MILLISECONDS);
        DeadlineException late = assertThrows(DeadlineException.class, () -> EmbeddingClient.connect(nobody).close());
        assertTrue(late.getMessage().contains("directory at 127.0.0.1:9: CONNECTING"), late.getMessage());
    }

    @Test
    void connectingToAnUnknownHostEndsInTimeAndNamesIt() {
        ClientContext nowhere = new ClientContext()
            .directory("no-such-host.invalid:9000")
            .connectTimeout(1, TimeUnit.SECONDS);
        DeadlineException late = assertThrows(DeadlineException.class, () -> EmbeddingClient.connect(nowhere).close());
        assertTrue(late.getMessage().contains("the media driver cannot set up the streams: "), late.getMessage());
        assertTrue(late.getMessage().contains("no-such-host.invalid"), late.getMessage());
    }

    @Test
    void driverThatDiesUnderAClientEndsItsCallsAndNotTheProcess() {
        ScriptedCluster cluster = new ScriptedCluster(folder, 1);
        try (EmbeddingClient client = cluster.connect()) {
            cluster.close();
            CairnException gone = assertThrows(CairnException.class, () -> {
                while (!Thread.currentThread().isInterrupted()) {
                    client.poll();
                }
            });
            assertTrue(gone.getMessage().contains("media driver"), gone.getMessage());
        }
    }

    @Test
    void clusterWithoutANameIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> EmbeddingClient.connect(new ClientContext()).close());
    }

    @Test
    void replicaThatIsNotReadyIsAskedAgain() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1)) {
            cluster.shard(0).script((self, request) -> {
                boolean starting = request.kind() == OpenSessionDecoder.TEMPLATE_ID
                    && self.received(OpenSessionDecoder.TEMPLATE_ID) < 3;
                if (starting) {
                    self.refuse(request, ErrorCode.NOT_READY, 0, "");
                }
                return starting;
            });
            cluster.connect().close();
            assertEquals(3, cluster.shard(0).received(OpenSessionDecoder.TEMPLATE_ID));
        }
    }

    @Test
    void refusalOfAQuestionToTheDirectoryIsThrown() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1); EmbeddingClient client = cluster.connect()) {
            cluster.directory().script((self, request) -> {
                self.refuse(request, ErrorCode.MALFORMED, 0, "not today");
                return true;
            });
            assertEquals(ErrorCode.MALFORMED, assertThrows(RefusedException.class, client::clusterView).code());
        }
    }

    @Test
    void directoryThatSaysNotYetIsAskedAgainAfterAPause() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1);
            EmbeddingClient client =
                EmbeddingClient.connect(cluster.context().callTimeout(1, TimeUnit.SECONDS))) {
            long before = cluster.directory().received(DescribeClusterDecoder.TEMPLATE_ID);
            cluster.directory().script((self, request) -> {
                self.refuse(request, ErrorCode.NOT_READY, 0, "");
                return true;
            });
            long startNs = System.nanoTime();
            assertThrows(DeadlineException.class, client::clusterView);
            long tookMs = (System.nanoTime() - startNs) / 1_000_000;
            long asked = cluster.directory().received(DescribeClusterDecoder.TEMPLATE_ID) - before;
            assertTrue(asked > 1 && asked <= tookMs / 50 + 1, asked + " times in " + tookMs + " ms");
        }
    }

    @Test
    void viewOfTheClusterNeverGoesBackBehindOneThatWasSeen() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1);
            EmbeddingClient client =
                EmbeddingClient.connect(cluster.context().callTimeout(300, TimeUnit.MILLISECONDS))) {
            cluster.viewPosition(5);
            assertEquals(5, client.clusterView().position());
            cluster.viewPosition(4);
            DeadlineException late = assertThrows(DeadlineException.class, client::clusterView);
            assertTrue(late.getMessage().contains("a view of position 4, older than one of 5"), late.getMessage());
            assertEquals(5, client.knownView().position());
            cluster.viewPosition(6);
            assertEquals(6, client.clusterView().position());
        }
    }

    @Test
    void anotherClusterIsRefusedByName() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1)) {
            cluster.directory().script((self, request) -> {
                self.refuse(request, ErrorCode.WRONG_CLUSTER, 5, "this is 'other'");
                return true;
            });
            RefusedException refused = assertThrows(RefusedException.class, () -> cluster.connect().close());
            assertEquals(ErrorCode.WRONG_CLUSTER, refused.code());
            assertTrue(refused.getMessage().contains("this is 'other'"), refused.getMessage());
        }
    }

    @Test
    void answerInANewerWireVersionEndsTheConnectionByName() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1)) {
            cluster.directory().script((self, request) -> {
                self.answerInVersion(request, 2);
                return true;
            });
            CairnException newer = assertThrows(CairnException.class, () -> cluster.connect().close());
            assertTrue(newer.getMessage().contains("sent a message of wire version 2"), newer.getMessage());
        }
    }

    @Test
    void shardThatTheDirectoryDoesNotListIsNamed() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 2)) {
            cluster.listOnly(1);
            CairnException missing = assertThrows(CairnException.class, () -> cluster.connect().close());
            assertTrue(missing.getMessage().contains("no replica of shard-0"), missing.getMessage());
        }
    }

    @Test
    void shardThatLostItsLogIsNamed() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1); EmbeddingClient client = cluster.connect()) {
            client.push(ITEMS, new long[1], 1, Rows.room(1));
            client.flush();
            cluster.shard(0).lastSequence(0);
            cluster.shard(0).dropSessions();
            CairnException lost = assertThrows(CairnException.class, () -> client.pull(ITEMS, new long[1], 1,
                Rows.room(1)));
            assertTrue(lost.getMessage().contains("the shard has lost its log"), lost.getMessage());
        }
    }

    @Test
    void clientThatComesBackGoesOnWithItsSequence() {
        try (ScriptedCluster cluster = new ScriptedCluster(folder, 1)) {
            cluster.shard(0).lastSequence(41);
            try (EmbeddingClient client = cluster.connect()) {
                client.push(ITEMS, new long[1], 1, Rows.room(1));
                client.flush();
            }
            assertEquals(42, cluster.shard(0).applied().get(0).push().sequence());
        }
    }
}

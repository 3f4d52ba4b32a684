package io.cairn.server.node;

import io.cairn.client.ClientContext;
import io.cairn.client.EmbeddingClient;
import io.cairn.client.Transport;
import io.cairn.client.view.Table;
import io.cairn.config.ClusterConfig;
import io.cairn.config.GatewayConfig;
import io.cairn.config.ServingConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the gateway says to bytes of Redis' protocol. */
class RespTest {

    private static final int KEYS_MAX = 100;
    private static final String NIL = "$-1\r\n";
    private static final String ONE = "$16\r\n" + weights(1) + "\r\n";
    private static final String TWO = "$16\r\n" + weights(2) + "\r\n";
    private static final String THREE = "$16\r\n" + weights(3) + "\r\n";

    @TempDir
    private static Path folder;
    private static CairnNode node;

    @BeforeAll
    static void rowsOneToThreeOfTwoTablesArePushed() {
        ClusterConfig cluster = NodeKit.cluster(folder, 1).withGateways(
            List.of(new GatewayConfig(NodeKit.NODE, "127.0.0.1", 0, 0)),
            new ServingConfig(2, 100, KEYS_MAX, 1 << 20, 8, 1000, 5000, 0, 1 << 20));
        node = NodeKit.start(cluster);
        try (EmbeddingClient trainer =
            EmbeddingClient.connect(new ClientContext().cluster(cluster).transport(Transport.IPC))) {
            for (String name : List.of("items", "users")) {
                push(trainer, trainer.createTable(NodeKit.sumTable(name)));
            }
        }
        RespClient.awaitReply(port(), "HLEN users\r\n", ":3\r\n");
    }

    private static void push(EmbeddingClient trainer, Table table) {
        UnsafeBuffer gradients = new UnsafeBuffer(ByteBuffer.allocate(3 * table.rowBytes()));
        for (int i = 0; i < 3 * table.dimension(); i++) {
            gradients.putFloat(i * Float.BYTES, -1 - i / table.dimension(), ByteOrder.LITTLE_ENDIAN);
        }
        trainer.push(table, new long[] {1, 2, 3}, 3, gradients);
        trainer.flush();
    }

    @AfterAll
    static void close() {
        node.close();
    }

    private static int port() {
        return node.gateway().orElseThrow().respPort();
    }

    private static RespClient client() {
        return new RespClient(port());
    }

    /** Four equal float32 as bytes, a letter each. */
    private static String weights(float value) {
        ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 4; i++) {
            bytes.putFloat(value);
        }
        return new String(bytes.array(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void getAndHgetAnswerARowsBytesOrNil() {
        assertReply("GET items:1\r\n", ONE);
        assertReply("get items:000000000002\r\n", TWO);
        assertReply("HGET users 3\r\n", THREE);
        assertReply("GET items:-9223372036854775808\r\n", NIL);
        assertReply(array("GET", "items:1"), ONE);
    }

    @Test
    void severalKeysAnswerAnArrayInTheirOrder() {
        assertReply("MGET items:2 items:9 items:1 items:2\r\n", "*4\r\n" + TWO + NIL + ONE + TWO);
        assertReply("HMGET items 3 1\r\n", "*2\r\n" + THREE + ONE);
        assertReply("MGET {items}:1 {items?f32}:2\r\n", "*2\r\n" + ONE + TWO);
        assertReply("MGET items:1 users:2 users:3 items:9\r\n", "*4\r\n" + ONE + TWO + THREE + NIL);
    }

    @Test
    void existsAndHlenCountRows() {
        assertReply("EXISTS items:1 items:9 items:2 items:1\r\n", ":3\r\n");
        assertReply("HEXISTS items 9\r\n", ":0\r\n");
        assertReply("HLEN items\r\n", ":3\r\n");
        assertReply("DBSIZE\r\n", ":6\r\n");
    }

    @Test
    void optionsBehindTheTableChangeHowRowsAreAnswered() {
        assertReply("GET items?missing=zeros:9\r\n", "$16\r\n" + weights(0) + "\r\n");
        assertReply("HGET items?f16 1\r\n", "$8\r\n\0<\0<\0<\0<\r\n");
        assertReply("HMGET items?pool=sum 1,2 3 9\r\n", "*3\r\n" + THREE + THREE + NIL);
        assertStarts("GET items?size=2:1\r\n", "-ERR option 'size=2' is not known");
    }

    @Test
    void repliesKeepTheOrderOfPipelinedRequests() {
        String requests = String.join("\r\n", "GET items:1", "PING", "MGET items:2 users:1", "", "HLEN items",
            "GET nothing:1", "ECHO hi", "GET items:3", "");
        try (RespClient client = client()) {
            client.send(requests.repeat(20));
            for (int i = 0; i < 20; i++) {
                client.expect(ONE + "+PONG\r\n*2\r\n" + TWO + ONE + ":3\r\n");
                client.expect("-UNKNOWN_TABLE no table 'nothing'\r\n$2\r\nhi\r\n" + THREE);
            }
        }
    }

    @Test
    void requestThatComesByteByByteIsAnswered() {
        try (RespClient client = client()) {
            String request = array("MGET", "items:1", "users:2");
            for (int i = 0; i < request.length(); i++) {
                client.send(request.substring(i, i + 1));
            }
            client.expect("*2\r\n" + ONE + TWO);
        }
    }

    @Test
    void transactionOfReadsAnswersThemTogether() {
        assertReply("MULTI\r\nGET items:1\r\nPING\r\nMGET items:2 items:9\r\nEXEC\r\n",
            "+OK\r\n+QUEUED\r\n+QUEUED\r\n+QUEUED\r\n*3\r\n" + ONE + "+PONG\r\n*2\r\n" + TWO + NIL);
        assertStarts("MULTI\r\nSET a b\r\nGET items:1\r\nEXEC\r\n", "+OK\r\n-NOPERM SET changes what is stored");
    }

    @Test
    void writesAndWhatIsNotKnownAreRefusedByName() {
        assertStarts("SET items:1 x\r\n", "-NOPERM SET changes what is stored");
        assertStarts("hset items 1 x\r\n", "-NOPERM HSET changes what is stored");
        assertStarts("SCAN 0\r\n", "-ERR SCAN lists keys");
        assertStarts("NONSENSE\r\n", "-ERR unknown command 'NONSENSE'");
        assertStarts("GET\r\n", "-ERR wrong number of arguments for 'get' command");
        assertStarts("GET items\r\n", "-ERR a key is a table and a number");
        assertStarts("GET items:x\r\n", "-ERR 'x' is not a key");
        assertStarts("GET items:9223372036854775808\r\n", "-ERR '9223372036854775808' is not a key");
        assertStarts("GET nothing:1\r\n", "-UNKNOWN_TABLE no table 'nothing'");
        assertStarts("HMGET items" + " 1".repeat(KEYS_MAX + 1) + "\r\n", "-TOO_MANY_KEYS 101 keys");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "HELLO 3|-NOPROTO unsupported protocol version",
        "HELLO 2|*14",
        "AUTH secret|-ERR this gateway asks nobody for a password",
        "SELECT 0|+OK",
        "SELECT 1|-ERR DB index is out of range",
        "config get save|*2",
        "CLIENT SETINFO LIB-NAME x|+OK",
        "CLIENT SETNAME x|+OK",
        "client id|:",
        "INFO|$",
        "COMMAND COUNT|:",
        "COMMAND|*",
        "COMMAND INFO get nothing|*2",
        "CLUSTER INFO|$",
        "CLUSTER MYID|$40",
        "cluster SLOTS|*1",
        "CLUSTER NODES|$",
        "READONLY|+OK",
        "PING hello|$5",
        "QUIT|+OK"})
    void whatClientsSayFirstIsAnswered(String request, String begin) {
        assertStarts(request + "\r\n", begin);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "*1\\r\\n!4\\r\\nPING\\r\\n|expected '$', got '!'",
        "*99999999\\r\\n|invalid multibulk length",
        "*x\\r\\n|invalid multibulk length",
        "*1\\r\\n$-1\\r\\n|invalid bulk length",
        "*1\\r\\n$9999999\\r\\n|invalid bulk length",
        "*1\\r\\n$4\\r\\nPINGxx|bulk string is longer"})
    void bytesThatAreNoRequestEndTheConnection(String bytes, String reason) throws IOException {
        try (RespClient client = client()) {
            client.send("PING\r\n" + bytes.replace("\\r\\n", "\r\n"));
            client.expect("+PONG\r\n-ERR Protocol error: " + reason);
            client.expectEnd();
        }
    }

    @Test
    void clientThatDoesNotReadIsNotReadFromAndHarmsNobody() {
        try (RespClient slow = client()) {
            String request = "HMGET items" + " 1".repeat(KEYS_MAX) + "\r\n";
            String reply = "*" + KEYS_MAX + "\r\n" + ONE.repeat(KEYS_MAX);
            int requests = 20_000;
            Thread writer = new Thread(() -> slow.send(request.repeat(requests)), "cairn-test-writer");
            writer.start();
            assertReply("GET items:1\r\n", ONE);
            for (int i = 0; i < requests; i++) {
                slow.expect(reply);
            }
        }
    }

    private static String array(String... arguments) {
        StringBuilder text = new StringBuilder("*" + arguments.length + "\r\n");
        for (String argument : arguments) {
            text.append('$').append(argument.length()).append("\r\n").append(argument).append("\r\n");
        }
        return text.toString();
    }

    private static void assertReply(String request, String reply) {
        try (RespClient client = client()) {
            client.send(request);
            client.expect(reply);
        }
    }

    private static void assertStarts(String request, String begin) {
        assertReply(request, begin);
    }
}

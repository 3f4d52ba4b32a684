package io.cairn.system;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cairn.client.ClientContext;
import io.cairn.client.EmbeddingClient;
import io.cairn.client.Transport;
import io.cairn.client.view.Table;
import io.cairn.config.ClusterConfig;
import io.cairn.config.GatewayConfig;
import io.cairn.config.ServingConfig;
import io.cairn.ops.bench.RedisTools;
import io.cairn.ops.run.MissingToolException;
import io.cairn.ops.run.TemporaryCluster;
import io.cairn.server.node.CairnNode;
import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/** Clients of Redis, none made for Cairn, read the bytes that a trainer left through a node's gateway. */
class RedisClientsTest {

    private static final String HOST = "127.0.0.1";
    private static final int DIMENSION = 16;
    private static final int ROWS = 200;
    private static final Duration START_MAX = Duration.ofSeconds(60);

    private static TemporaryCluster temporary;
    private static CairnNode node;
    private static int port;
    /** The bytes of rows 0, 1, 2, … as the trainer pulled them. */
    private static byte[][] rows;

    @BeforeAll
    static void trainerPushesRows() {
        temporary = new TemporaryCluster("redis-clients", 2);
        ClusterConfig config = temporary.config().withGateways(
            List.of(new GatewayConfig(TemporaryCluster.NODE, HOST, 0, 0)), ServingConfig.defaults());
        node = CairnNode.launch(config, TemporaryCluster.NODE);
        node.awaitReady(START_MAX);
        port = node.gateway().orElseThrow().respPort();
        try (EmbeddingClient trainer =
            EmbeddingClient.connect(new ClientContext().cluster(config).transport(Transport.IPC))) {
            rows = train(trainer);
        }
    }

    private static byte[][] train(EmbeddingClient trainer) {
        Table items = trainer.createTable(new TableSpec("items", DIMENSION, DType.FLOAT32,
            new InitializerSpec.Uniform(-1, 1), new OptimizerSpec.Adagrad(0.1, 0.1, 1e-10), 5, ROWS));
        long[] keys = new long[ROWS];
        UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocate(ROWS * items.rowBytes()));
        for (int i = 0; i < ROWS * DIMENSION; i++) {
            keys[i / DIMENSION] = i / DIMENSION;
            buffer.putFloat(i * Float.BYTES, i % 7 - 3, ByteOrder.LITTLE_ENDIAN);
        }
        trainer.push(items, keys, ROWS, buffer);
        trainer.flush();
        trainer.pull(items, keys, ROWS, buffer);
        byte[][] pulled = new byte[ROWS][items.rowBytes()];
        for (int i = 0; i < ROWS; i++) {
            buffer.getBytes(i * items.rowBytes(), pulled[i]);
        }
        return pulled;
    }

    @AfterAll
    static void close() {
        node.close();
        temporary.close();
    }

    private static byte[] name(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[][] names(String table) {
        byte[][] names = new byte[ROWS][];
        for (int i = 0; i < ROWS; i++) {
            names[i] = name(table + ":" + i);
        }
        return names;
    }

    private static byte[][] fields() {
        byte[][] fields = new byte[ROWS][];
        for (int i = 0; i < ROWS; i++) {
            fields[i] = name(Integer.toString(i));
        }
        return fields;
    }

    private static void assertRows(List<byte[]> read) {
        assertEquals(ROWS, read.size());
        for (int i = 0; i < ROWS; i++) {
            assertArrayEquals(rows[i], read.get(i), "row " + i);
        }
    }

    @Test
    void jedisReadsRows() {
        try (Jedis jedis = new Jedis(HOST, port)) {
            assertArrayEquals(rows[7], jedis.get(name("items:7")));
            assertRows(jedis.mget(names("items")));
            assertRows(jedis.hmget(name("items"), fields()));
            assertEquals(ROWS, jedis.hlen("items"));
            assertEquals(ROWS, jedis.dbSize());
            assertTrue(jedis.exists("items:7"));
            assertThrows(JedisDataException.class, () -> jedis.set("items:7", "x"));
        }
    }

    @Test
    void jedisReadsRowsInAPipelineAndInATransaction() {
        try (Jedis jedis = new Jedis(HOST, port)) {
            var pipeline = jedis.pipelined();
            for (byte[] name : names("items")) {
                pipeline.get(name);
            }
            assertRows(pipeline.syncAndReturnAll().stream().map(byte[].class::cast).toList());

            var transaction = jedis.multi();
            transaction.get(name("items:3"));
            transaction.get(name("items:4"));
            List<Object> both = transaction.exec();
            assertArrayEquals(rows[3], (byte[]) both.get(0));
            assertArrayEquals(rows[4], (byte[]) both.get(1));
        }
    }

    @Test
    void clusterClientOfJedisReadsRows() {
        try (var jedis = redis.clients.jedis.RedisClusterClient.create(new HostAndPort(HOST, port))) {
            assertArrayEquals(rows[7], jedis.get(name("items:7")));
            assertRows(jedis.mget(names("{items}")));
            assertRows(jedis.hmget(name("items"), fields()));
        }
    }

    @Test
    void lettuceReadsRows() {
        RedisClient client = RedisClient.create(RedisURI.create(HOST, port));
        try (var connection = client.connect(ByteArrayCodec.INSTANCE)) {
            assertArrayEquals(rows[7], connection.sync().get(name("items:7")));
            assertRows(connection.sync().mget(names("items")).stream().map(pair -> pair.getValue()).toList());
            assertRows(connection.sync().hmget(name("items"), fields()).stream()
                .map(pair -> pair.getValue()).toList());
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
        }
    }

    @Test
    void clusterClientOfLettuceReadsRows() {
        RedisClusterClient client = RedisClusterClient.create(RedisURI.create(HOST, port));
        try (var connection = client.connect(ByteArrayCodec.INSTANCE)) {
            assertArrayEquals(rows[7], connection.sync().get(name("items:7")));
            assertRows(connection.sync().mget(names("items")).stream().map(pair -> pair.getValue()).toList());
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
        }
    }

    @Test
    void redisCliReadsRows() throws IOException {
        byte[] shown = run(tool("redis-cli"), "-p", Integer.toString(port), "GET", "items:7");
        assertArrayEquals(rows[7], Arrays.copyOf(shown, rows[7].length));
        assertEquals(rows[7].length + 1, shown.length, "a line end follows");

        String old = new String(run(tool("redis-cli"), "-3", "-p", Integer.toString(port), "HLEN", "items"),
            StandardCharsets.US_ASCII);
        assertTrue(old.contains(Integer.toString(ROWS)), old);
    }

    @Test
    void redisBenchmarkMeasuresItsOwnTestsOfReads() throws IOException {
        byte[] shown = run(tool("redis-benchmark"), "-p", Integer.toString(port), "-r", Integer.toString(ROWS), "-n",
            "1000", "-P", "16", "--csv", "MGET", "items:__rand_int__", "items:__rand_int__");
        String text = new String(shown, StandardCharsets.US_ASCII);
        assertTrue(text.contains("\"MGET items:__rand_int__"), text);
        assertTrue(!text.contains("rror"), text);
    }

    /** A program of Redis, whose tests are skipped with the reason where it is not installed. */
    private static String tool(String name) {
        try {
            return RedisTools.find(System.getenv("PATH")).benchmark().resolveSibling(name).toString();
        } catch (MissingToolException e) {
            assumeTrue(false, e.getMessage());
            throw e;
        }
    }

    private static byte[] run(String... command) throws IOException {
        Process process = new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true).start();
        process.getOutputStream().close();
        return process.getInputStream().readAllBytes();
    }
}

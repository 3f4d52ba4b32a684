package io.cairn.ops.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.ops.progress.ProgressDisplay;
import io.cairn.ops.run.MissingToolException;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

class RedisBenchmarkTest {

    private static final Workload TINY = new Workload(16, 2000, 100, 4, Workload.Transport.UDP, 1, 1);

    @TempDir
    private Path folder;

    @Test
    void peerHoldsAllRowsAndEndsWithItsOwner() {
        RedisServer server = RedisServer.start(installed(), RedisServer.Durability.NONE, folder);
        try (server; Jedis jedis = new Jedis("127.0.0.1", server.port())) {
            server.fill("", TINY.rows(), TINY.rowBytes());

            assertEquals(TINY.rows(), jedis.dbSize());
            assertEquals(64, jedis.get("000000001999").length());
        }
        try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
            assertThrows(JedisConnectionException.class, jedis::ping);
        }
    }

    @Test
    void pullsAreMeasuredOverKeysThatExist() {
        try (RedisServer server = RedisServer.start(installed(), RedisServer.Durability.NONE, folder);
            Jedis jedis = new Jedis("127.0.0.1", server.port())) {
            server.fill("", TINY.rows(), TINY.rowBytes());
            SystemRate rate = new RedisBenchmark(installed(), server, TINY, ProgressDisplay.silent()).pull();

            assertTrue(rate.rowsPerSecond() > 0, rate.toString());
            assertTrue(rate.latencyMicros().get("p50") > 0, rate.toString());
            assertTrue(jedis.info("stats").contains("keyspace_misses:0\r\n"), jedis.info("stats"));
        }
    }

    @Test
    void pushesReachTheAppendOnlyFile() {
        try (RedisServer server = RedisServer.start(installed(), RedisServer.Durability.EVERY_SECOND, folder);
            Jedis jedis = new Jedis("127.0.0.1", server.port())) {
            SystemRate rate = new RedisBenchmark(installed(), server, TINY, ProgressDisplay.silent()).push();

            assertTrue(rate.rowsPerSecond() > 0, rate.toString());
            assertTrue(jedis.info("persistence").contains("aof_enabled:1"), jedis.info("persistence"));
        }
    }

    @Test
    void missingRedisIsNamedWithItsPackage() {
        MissingToolException missing =
            assertThrows(MissingToolException.class, () -> RedisTools.find(folder.toString()));

        assertTrue(missing.getMessage().contains("apt-get install redis-server"), missing.getMessage());
    }

    private static RedisTools installed() {
        try {
            return RedisTools.find(System.getenv("PATH"));
        } catch (MissingToolException e) {
            return Assumptions.abort(e.getMessage());
        }
    }
}

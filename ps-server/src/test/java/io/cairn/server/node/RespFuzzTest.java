package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.management.UnixOperatingSystemMXBean;
import io.cairn.client.ClientContext;
import io.cairn.client.EmbeddingClient;
import io.cairn.client.Transport;
import io.cairn.config.ClusterConfig;
import io.cairn.config.GatewayConfig;
import io.cairn.config.ServingConfig;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Malformed, oversize, cut-off and unread requests harm neither the gateway nor clients that behave. */
class RespFuzzTest {

    private static final int REQUESTS = Integer.getInteger("cairn.fuzz.requests", 500);
    private static final long SEED = Long.getLong("cairn.fuzz.seed", System.nanoTime());
    private static final int OPEN_MAX = 20;
    private static final int FILES_SPARE = 5;
    private static final long SETTLE_NS = TimeUnit.SECONDS.toNanos(20);
    private static final List<String> REQUEST_TEXTS = List.of(
        "*2\r\n$3\r\nGET\r\n$7\r\nitems:1\r\n", "*3\r\n$4\r\nMGET\r\n$7\r\nitems:1\r\n$7\r\nitems:2\r\n",
        "PING\r\n", "HMGET items 1 2 3\r\n", "MULTI\r\nGET items:1\r\nEXEC\r\n", "CLUSTER SLOTS\r\n", "INFO\r\n",
        "*1\r\n$99999999\r\n", "*99999999\r\n", "*-5\r\n", "$5\r\nhello\r\n", "GET items:" + "9".repeat(5000) + "\r\n");

    @TempDir
    private Path folder;

    @Test
    void nothingLeaksAndOthersAreAnsweredMeanwhile() throws IOException {
        ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ListAppender<ILoggingEvent> leaks = listen();
        ClusterConfig cluster = NodeKit.cluster(folder, 1).withGateways(
            List.of(new GatewayConfig(NodeKit.NODE, "127.0.0.1", 0, 0)),
            new ServingConfig(1, 100, 100, 16 * 1024, 8, 1000, 5000, 0, 1 << 20));
        try (CairnNode node = NodeKit.start(cluster)) {
            try (EmbeddingClient client =
                EmbeddingClient.connect(new ClientContext().cluster(cluster).transport(Transport.IPC))) {
                client.createTable(NodeKit.sumTable("items"));
            }
            fuzz(node.gateway().orElseThrow().respPort());
        } finally {
            ResourceLeakDetector.setLevel(before);
        }
        System.gc();
        assertEquals(List.of(), leaks.list.stream().map(ILoggingEvent::getFormattedMessage).toList(), seed());
    }

    private static String seed() {
        return "-Dcairn.fuzz.seed=" + SEED;
    }

    private static ListAppender<ILoggingEvent> listen() {
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        ((Logger) LoggerFactory.getLogger(ResourceLeakDetector.class)).addAppender(appender);
        return appender;
    }

    private static void fuzz(int port) throws IOException {
        readsUntilAnswered(port);
        long filesBefore = openFiles();
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Integer> answered = CompletableFuture.supplyAsync(() -> behave(port, over));
        SplittableRandom random = new SplittableRandom(SEED);
        ArrayDeque<Socket> open = new ArrayDeque<>();
        for (int i = 0; i < REQUESTS; i++) {
            misbehave(port, random, open);
        }
        over.set(true);
        assertTrue(answered.orTimeout(1, TimeUnit.MINUTES).join() > 0, seed());
        for (Socket socket : open) {
            socket.close();
        }
        awaitFiles(filesBefore);
        assertEquals("$-1\r\n", ask(port, "GET items:1\r\n", 5), seed());
    }

    private static void readsUntilAnswered(int port) {
        while (!ask(port, "GET items:1\r\n", 5).equals("$-1\r\n")) {
            Thread.onSpinWait();
        }
    }

    private static void misbehave(int port, SplittableRandom random, ArrayDeque<Socket> open) throws IOException {
        byte[] bytes = bytes(random);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        try {
            socket.getOutputStream().write(bytes);
            if (random.nextInt(3) == 0) {
                socket.setSoTimeout(1);
                socket.getInputStream().read(new byte[256]);
            }
        } catch (SocketException | SocketTimeoutException e) {
            // the gateway has closed it, or has nothing to say yet
        }
        if (random.nextInt(4) == 0) {
            socket.close();
        } else {
            open.addLast(socket);
        }
        if (open.size() > OPEN_MAX) {
            open.removeFirst().close();
        }
    }

    /** Some requests one after the other, some of their bytes changed, the end cut off. */
    private static byte[] bytes(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(1, 8); i > 0; i--) {
            text.append(REQUEST_TEXTS.get(random.nextInt(REQUEST_TEXTS.size())));
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        for (int i = random.nextInt(6); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return Arrays.copyOf(bytes, random.nextInt(1, bytes.length + 1));
    }

    /** A client that does as it should, until it is over; returns how often it was answered. */
    private static int behave(int port, AtomicBoolean over) {
        int count = 0;
        List<String> wrong = new ArrayList<>();
        while (!over.get() && wrong.isEmpty()) {
            String answer = ask(port, "HMGET items 1 2\r\n", 14);
            if (!answer.equals("*2\r\n$-1\r\n$-1\r\n")) {
                wrong.add(answer);
            }
            count++;
        }
        assertEquals(List.of(), wrong, seed());
        return count;
    }

    private static String ask(int port, String request, int bytes) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(seed(), e);
        }
    }

    private static void awaitFiles(long before) {
        long endNs = System.nanoTime() + SETTLE_NS;
        while (openFiles() > before + FILES_SPARE && System.nanoTime() - endNs < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        assertTrue(openFiles() <= before + FILES_SPARE,
            openFiles() + " open files, " + before + " before; " + seed());
    }

    private static long openFiles() {
        return ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class).getOpenFileDescriptorCount();
    }
}

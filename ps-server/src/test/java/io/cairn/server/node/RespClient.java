package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection to a gateway by Redis' protocol, in letters of a byte each. */
final class RespClient implements AutoCloseable {

    private static final int TIMEOUT_MS = 20_000;
    private static final String END = "\r\n";

    private final Socket socket;
    private final InputStream in;

    RespClient(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(TIMEOUT_MS);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Asks until the answer is the one expected. */
    static void awaitReply(int port, String request, String reply) {
        try (RespClient client = new RespClient(port)) {
            while (!client.ask(request).equals(reply)) {
                Thread.onSpinWait();
            }
        }
    }

    /** Sends a request and returns its whole reply. */
    String ask(String request) {
        send(request);
        return reply();
    }

    private String reply() {
        String line = line();
        StringBuilder text = new StringBuilder(line);
        if (line.startsWith("$") && !line.startsWith("$-")) {
            text.append(new String(read(number(line) + END.length()), StandardCharsets.ISO_8859_1));
        } else if (line.startsWith("*")) {
            for (int i = number(line); i > 0; i--) {
                text.append(reply());
            }
        }
        return text.toString();
    }

    private static int number(String line) {
        return Integer.parseInt(line.substring(1, line.length() - END.length()));
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        while (line.indexOf(END) < 0) {
            line.append(new String(read(1), StandardCharsets.ISO_8859_1));
        }
        return line.toString();
    }

    void send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    void expect(String text) {
        byte[] expected = text.getBytes(StandardCharsets.ISO_8859_1);
        assertArrayEquals(expected, read(expected.length), () -> "expected " + text);
    }

    private byte[] read(int length) {
        try {
            byte[] bytes = in.readNBytes(length);
            assertEquals(length, bytes.length, "the gateway ended the connection");
            return bytes;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    void expectEnd() throws IOException {
        byte[] rest = in.readAllBytes();
        assertTrue(rest.length == 0 || rest[rest.length - 1] == '\n', "ends in a whole line");
        assertEquals(-1, in.read());
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

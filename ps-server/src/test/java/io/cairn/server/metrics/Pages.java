package io.cairn.server.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a node's pages as an operator's tools do. */
public final class Pages {

    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(20);

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;

    public Pages(int port) {
        this.port = port;
    }

    public HttpResponse<String> get(String path) {
        URI address = URI.create("http://127.0.0.1:" + port + path);
        try {
            return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while reading " + address, e);
        }
    }

    /** The value of one line of {@code /metrics}, named with its labels. */
    public double metric(String line) {
        String page = get("/metrics").body();
        Matcher matcher = Pattern.compile("^" + Pattern.quote(line) + " (\\S+)$", Pattern.MULTILINE).matcher(page);
        if (!matcher.find()) {
            throw new AssertionError("no " + line + " in\n" + page);
        }
        return Double.parseDouble(matcher.group(1));
    }

    /** Counters may be read a little late, so this reads until the value is there. */
    public void awaitMetric(String line, double expected) {
        long endNs = System.nanoTime() + TIMEOUT_NS;
        double value = metric(line);
        while (value != expected) {
            if (System.nanoTime() - endNs > 0) {
                throw new AssertionError(line + " is " + value + ", not " + expected);
            }
            value = metric(line);
        }
    }
}

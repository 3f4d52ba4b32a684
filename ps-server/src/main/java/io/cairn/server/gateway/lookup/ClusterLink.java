package io.cairn.server.gateway.lookup;

import io.cairn.client.ClientContext;
import io.cairn.client.EmbeddingClient;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Connects a client on a thread that lives as long as the attempt, again and again until one succeeds. */
public final class ClusterLink {

    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final String threadName;
    private final Supplier<ClientContext> contexts;
    private Optional<CompletableFuture<EmbeddingClient>> attempt = Optional.empty();
    private String lastFailure = "connecting to the cluster";
    private long nextNs = System.nanoTime();

    /**
     * A link that has not begun to connect.
     *
     * @param threadName of threads that connect.
     * @param contexts   makes the settings of each attempt.
     */
    public ClusterLink(String threadName, Supplier<ClientContext> contexts) {
        this.threadName = threadName;
        this.contexts = contexts;
    }

    /**
     * A client, once it has connected: it is the caller's from then on, and the next call begins to connect anew.
     *
     * @param nowNs monotonic time in nanoseconds.
     * @return empty while it connects.
     */
    public Optional<EmbeddingClient> poll(long nowNs) {
        if (attempt.isEmpty()) {
            if (nowNs - nextNs >= 0) {
                attempt = Optional.of(connect());
            }
            return Optional.empty();
        }
        CompletableFuture<EmbeddingClient> connecting = attempt.orElseThrow();
        if (!connecting.isDone()) {
            return Optional.empty();
        }
        attempt = Optional.empty();
        nextNs = nowNs + RETRY_NS;
        try {
            return Optional.of(connecting.join());
        } catch (CompletionException e) {
            lastFailure = String.valueOf(e.getCause().getMessage());
            return Optional.empty();
        }
    }

    private CompletableFuture<EmbeddingClient> connect() {
        return CompletableFuture.supplyAsync(() -> EmbeddingClient.connect(contexts.get()), work -> {
            Thread thread = new Thread(work, threadName);
            thread.setDaemon(true);
            thread.start();
        });
    }

    /**
     * Why the last attempt failed.
     *
     * @return in one line.
     */
    public String lastFailure() {
        return lastFailure;
    }

    /**
     * Whether an attempt is under way.
     *
     * @return true if {@link #abandon()} would have to wait.
     */
    public boolean isConnecting() {
        return attempt.isPresent();
    }

    /** Waits for the attempt under way, which takes no longer than connecting may, and undoes it. */
    public void abandon() {
        attempt.ifPresent(connecting -> {
            try {
                connecting.join().close();
            } catch (CompletionException e) {
                // it has not connected, so there is nothing to undo
            }
        });
        attempt = Optional.empty();
    }
}

package io.cairn.ops.run;

import io.cairn.config.NodeConfig;
import io.cairn.ops.progress.Progress;
import io.cairn.ops.progress.ProgressDisplay;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.agrona.CloseHelper;

/**
 * Runs all nodes of a cluster on this machine, a process each, until this process is told to end or all of them have
 * ended. The death of one is told; the others go on, as replicas do.
 */
public final class ClusterRun {

    private static final long LOOK_MS = 200;

    private final ClusterFolder cluster;
    private final ProgressDisplay display;
    private final Consumer<String> output;
    private final List<NodeProcess> nodes = new ArrayList<>();
    private volatile boolean stopping;

    /**
     * A run that has not begun.
     *
     * @param cluster settings and data.
     * @param display shows which nodes are ready.
     * @param output  receives what nodes say once they are ready, and which died; called by several threads.
     */
    public ClusterRun(ClusterFolder cluster, ProgressDisplay display, Consumer<String> output) {
        this.cluster = cluster;
        this.display = display;
        this.output = output;
    }

    /**
     * Starts the nodes and returns when all have ended. SIGTERM and Ctrl-C end them in order, each as it is told to by
     * {@link NodeProcess}.
     *
     * @param onReady runs once all doors are open.
     * @throws RunException if a node dies before that, or all die after; the message names it and has its last words.
     */
    public void run(Runnable onReady) {
        OrderlyEnd.of(() -> {
            runNodes(onReady);
            return true;
        }, () -> stopping = true);
    }

    private void runNodes(Runnable onReady) {
        try {
            startNodes();
            awaitReady();
            onReady.run();
            awaitEnd();
            requireStopping("all nodes have ended; the last words of " + nodes.get(0).name() + ":\n"
                + nodes.get(0).lastOutput());
        } catch (RunException e) {
            requireStopping(e.getMessage());
        } finally {
            CloseHelper.closeAll(nodes);
        }
    }

    private void startNodes() {
        for (NodeConfig node : cluster.config().nodes()) {
            if (!stopping) {
                String prefix = node.name() + " | ";
                nodes.add(NodeProcess.launch(cluster.file(), node.name(), line -> output.accept(prefix + line)));
            }
        }
    }

    private void awaitReady() {
        try (Progress progress = display.begin("start", "nodes", nodes.size())) {
            List<CompletableFuture<Void>> doors = nodes.stream().map(NodeProcess::ready).toList();
            CompletableFuture<Void> all = CompletableFuture.allOf(doors.toArray(CompletableFuture[]::new));
            while (!all.isDone() && doors.stream().noneMatch(CompletableFuture::isCompletedExceptionally)) {
                show(progress);
                look(all);
            }
            doors.stream().filter(CompletableFuture::isCompletedExceptionally).forEach(CompletableFuture::join);
            show(progress);
        } catch (CompletionException e) {
            throw (RunException) e.getCause();
        }
    }

    private void awaitEnd() {
        CompletableFuture.allOf(nodes.stream()
            .map(node -> node.ended().thenRun(() -> tellDeath(node)))
            .toArray(CompletableFuture[]::new)).join();
    }

    private void show(Progress progress) {
        List<String> starting = nodes.stream().filter(node -> !node.ready().isDone()).map(NodeProcess::name).toList();
        progress.show(nodes.size() - starting.size(),
            starting.isEmpty() ? "all ready" : "still starting: " + String.join(", ", starting));
    }

    private static void look(CompletableFuture<Void> all) {
        try {
            all.get(LOOK_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // the caller looks which it is
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunException("interrupted while nodes start", e);
        }
    }

    private void tellDeath(NodeProcess node) {
        if (!stopping) {
            output.accept("node " + node.name() + " (process " + node.pid() + ") has died; its last words:\n"
                + node.lastOutput() + "\nThe others go on. Start it again with: cairn node --config "
                + cluster.file() + " --name " + node.name());
        }
    }

    private void requireStopping(String reason) {
        if (!stopping) {
            throw new RunException(reason);
        }
    }
}

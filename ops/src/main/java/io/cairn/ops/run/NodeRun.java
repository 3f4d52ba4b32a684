package io.cairn.ops.run;

import io.cairn.config.ClusterConfig;
import io.cairn.server.node.CairnNode;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs one node in this process until the process is told to end or the node fails. */
public final class NodeRun {

    /** The log of a node that ran for months takes long to replay; whoever waits sees its progress in the log. */
    private static final Duration REPLAY_MAX = Duration.ofDays(7);

    private final Supplier<CairnNode> start;

    /**
     * A node that is not started.
     *
     * @param start starts it, without waiting for its doors.
     */
    public NodeRun(Supplier<CairnNode> start) {
        this.start = start;
    }

    /**
     * Starts the node and returns when it has ended. SIGTERM and Ctrl-C close it in order.
     *
     * @param onReady runs once its doors are open.
     * @throws RunException if the node cannot start, or an agent of it fails.
     */
    public void run(Consumer<CairnNode> onReady) {
        try (CairnNode node = start.get()) {
            runUntilEnd(node, onReady);
        } catch (CompletionException e) {
            throw new RunException(e.getCause().getMessage(), e);
        } catch (IllegalStateException e) {
            throw new RunException(e.getMessage(), e);
        }
    }

    private static void runUntilEnd(CairnNode node, Consumer<CairnNode> onReady) {
        EndHook hook = EndHook.add("cairn-shutdown", node::close);
        try {
            node.awaitReady(REPLAY_MAX);
            onReady.accept(node);
            node.ended().join();
        } finally {
            hook.forget();
        }
    }

    /**
     * Starts a node without waiting for its doors.
     *
     * @param config   the cluster.
     * @param nodeName which of its nodes.
     * @return the node.
     * @throws RunException if it cannot start: another process has its data, or the data is another cluster's.
     */
    public static CairnNode launch(ClusterConfig config, String nodeName) {
        try {
            return CairnNode.launch(config, nodeName);
        } catch (IllegalStateException e) {
            throw new RunException(e.getMessage(), e);
        }
    }
}

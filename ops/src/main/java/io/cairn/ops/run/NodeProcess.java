package io.cairn.ops.run;

import io.cairn.config.ClusterConfig;
import io.cairn.config.ConfigWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node in a JVM of its own, started with this JVM's flags and class path; it ends with this object. */
public final class NodeProcess implements AutoCloseable {

    /** How a node's process says on standard output that its doors are open; the node's name follows. */
    public static final String READY = "ready: ";

    private static final String MAIN_CLASS = "io.cairn.ops.cli.CairnCommand";
    private static final long STOP_TIMEOUT_SECONDS = 20;

    private final Process process;
    private final EndHook hook;

    private NodeProcess(Process process) {
        this.process = process;
        try {
            hook = EndHook.add("cairn-node-end", process::destroyForcibly);
        } catch (RunException ending) {
            process.destroyForcibly();
            throw ending;
        }
    }

    /**
     * Starts a node and waits until its doors are open, however long its log takes to replay.
     *
     * @param config   the cluster; written to a file beside the node's data.
     * @param nodeName which of its nodes.
     * @return the running node.
     * @throws RunException if the process ends before it is ready; the message has what it said.
     */
    public static NodeProcess start(ClusterConfig config, String nodeName) {
        Path folder = config.node(nodeName).dataDirectory();
        try {
            Files.createDirectories(folder.toAbsolutePath().getParent());
            Path file = folder.resolveSibling(nodeName + ".yaml");
            Files.writeString(file, ConfigWriter.yaml(config));
            NodeProcess node = new NodeProcess(new ProcessBuilder(command(file, nodeName))
                .redirectErrorStream(true)
                .start());
            node.awaitReady(nodeName);
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start node " + nodeName, e);
        }
    }

    /**
     * The operating system's number of the process.
     *
     * @return its id.
     */
    public long pid() {
        return process.pid();
    }

    /** Ends the process at once, as a power cut would, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    @Override
    public void close() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        hook.forget();
    }

    private static List<String> command(Path config, String nodeName) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN_CLASS));
        command.addAll(List.of("up", "--config", config.toString(), "--node", nodeName));
        return command;
    }

    /** What the node says after it is ready goes to our standard error. */
    private void awaitReady(String nodeName) throws IOException {
        BufferedReader output = process.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals(READY + nodeName)) {
                OutputRelay.start(output, "cairn-node-output", System.err::println);
                return;
            }
            said.append(line).append('\n');
        }
        awaitEnd();
        throw new RunException("node " + nodeName + " ended before it was ready:\n" + said);
    }
}

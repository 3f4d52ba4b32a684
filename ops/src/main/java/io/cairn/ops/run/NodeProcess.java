package io.cairn.ops.run;

import io.cairn.config.ClusterConfig;
import io.cairn.config.ConfigWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A node in a JVM of its own, started with this JVM's flags and class path; it ends with this object. */
public final class NodeProcess implements AutoCloseable {

    /**
     * How a node's process says on standard output that its doors are open; the node's name follows, and behind a comma
     * where its gateway is, if it has one.
     */
    public static final String READY = "ready: ";

    private static final String MAIN_CLASS = "io.cairn.ops.cli.CairnCommand";
    private static final long STOP_TIMEOUT_SECONDS = 20;

    private final String name;
    private final Process process;
    private final EndHook hook;
    private final Consumer<String> output;
    private final OutputTail tail = new OutputTail();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    private NodeProcess(String name, Process process, Consumer<String> output) {
        this.name = name;
        this.process = process;
        this.output = output;
        try {
            hook = EndHook.add("cairn-node-end", this::close);
        } catch (RunException ending) {
            process.destroyForcibly();
            throw ending;
        }
        OutputRelay.start(process.inputReader(), "cairn-output-" + name, this::onLine, this::onOutputEnd);
    }

    /**
     * Starts a node and returns at once.
     *
     * @param file   the cluster's settings.
     * @param name   which of its nodes.
     * @param output receives what the node says once it is ready, line by line, on a thread of its own.
     * @return the starting node.
     */
    public static NodeProcess launch(Path file, String name, Consumer<String> output) {
        return launch(file, name, List.of(), output);
    }

    /**
     * Starts a node and returns at once.
     *
     * @param file       the cluster's settings.
     * @param name       which of its nodes.
     * @param jvmOptions further options of its JVM.
     * @param output     receives what the node says once it is ready, line by line, on a thread of its own.
     * @param options    further options of the node command.
     * @return the starting node.
     */
    public static NodeProcess launch(
        Path file, String name, List<String> jvmOptions, Consumer<String> output, String... options) {
        try {
            List<String> command = command(file, name, jvmOptions);
            command.addAll(List.of(options));
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            return new NodeProcess(name, process, output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start node " + name, e);
        }
    }

    /**
     * Starts a node and waits until its doors are open, however long its log takes to replay. What it says then goes to
     * standard error.
     *
     * @param config   the cluster; written to a file beside the node's data.
     * @param nodeName which of its nodes.
     * @return the running node.
     * @throws RunException if the process ends before it is ready; the message has what it said.
     */
    public static NodeProcess start(ClusterConfig config, String nodeName) {
        NodeProcess node = launch(config, nodeName);
        node.awaitReady();
        return node;
    }

    /**
     * Starts a node with the JVM and class path of this process, and returns at once.
     *
     * @param config   the cluster.
     * @param nodeName which of its nodes.
     * @return the starting node.
     */
    public static NodeProcess launch(ClusterConfig config, String nodeName) {
        Path folder = config.node(nodeName).dataDirectory();
        Path file = folder.resolveSibling(nodeName + ".yaml");
        try {
            Files.createDirectories(folder.toAbsolutePath().getParent());
            Files.writeString(file, ConfigWriter.yaml(config));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start node " + nodeName, e);
        }
        return launch(file, nodeName, System.err::println);
    }

    /**
     * The node's name.
     *
     * @return as in the settings.
     */
    public String name() {
        return name;
    }

    /**
     * The operating system's number of the process.
     *
     * @return its id.
     */
    public long pid() {
        return process.pid();
    }

    /**
     * The opening of the node's doors.
     *
     * @return completes then; exceptionally, with a {@link RunException} that has what it said last, if the process
     *     ends before.
     */
    public CompletableFuture<Void> ready() {
        return ready.copy();
    }

    /**
     * Waits until the node's doors are open.
     *
     * @throws RunException if the process ends before; the message has what it said last.
     */
    public void awaitReady() {
        try {
            ready.join();
        } catch (CompletionException e) {
            close();
            throw (RunException) e.getCause();
        }
    }

    /**
     * The end of the process.
     *
     * @return completes with it.
     */
    public CompletableFuture<Void> ended() {
        return process.onExit().thenAccept(gone -> { });
    }

    /**
     * What the process said last.
     *
     * @return up to 30 lines.
     */
    public String lastOutput() {
        return tail.text();
    }

    /** Ends the process at once, as a power cut would, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Holds the process still until {@link #thaw}: it keeps its memory and sockets and does nothing. POSIX only. */
    public void freeze() {
        signal("STOP");
    }

    /** Lets a frozen process go on. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String kind) {
        try {
            int exitCode = new ProcessBuilder("kill", "-" + kind, Long.toString(pid())).inheritIO().start().waitFor();
            if (exitCode != 0) {
                throw new RunException("cannot send SIG" + kind + " to node " + name + ", process " + pid());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run the program kill", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunException("interrupted while node " + name + " is sent SIG" + kind, e);
        }
    }

    /** Asks the process to end in order, and waits until it is gone. */
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

    private void onLine(String line) {
        if (line.equals(READY + name) || line.startsWith(READY + name + ",")) {
            ready.complete(null);
            return;
        }
        tail.add(line);
        if (ready.isDone()) {
            output.accept(line);
        }
    }

    private void onOutputEnd() {
        ready.completeExceptionally(
            new RunException("node " + name + " ended before it was ready:\n" + lastOutput()));
    }

    private static List<String> command(Path config, String nodeName, List<String> jvmOptions) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN_CLASS));
        command.addAll(List.of("node", "--config", config.toString(), "--name", nodeName));
        return command;
    }
}

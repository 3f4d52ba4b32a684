package io.cairn.server.node;

import java.nio.file.Path;

/** A test cluster's node as a process. */
final class NodeMain {

    static final String READY = "node process is ready";

    private NodeMain() {
    }

    public static void main(String[] arguments) {
        try (CairnNode node = NodeKit.start(
            NodeKit.cluster(Path.of(arguments[0]), 1, Integer.parseInt(arguments[1])))) {
            System.out.println(READY);
            node.ended().join();
        }
    }
}

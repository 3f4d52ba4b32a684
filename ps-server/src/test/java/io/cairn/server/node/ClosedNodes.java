package io.cairn.server.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.server.store.MemoryTag;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves a node running, or native memory on the account of a node that was closed. Listed
 * under {@code META-INF/services}, so that no class that starts nodes can forget it.
 */
public final class ClosedNodes implements AfterAllCallback {

    @Override
    public void afterAll(ExtensionContext context) {
        for (CairnNode node : NodeKit.takeStarted()) {
            assertTrue(node.ended().isDone(), "a node is still running");
            for (MemoryTag tag : MemoryTag.values()) {
                assertEquals(0, node.nativeBytes(tag), () -> "native bytes still counted as " + tag);
            }
        }
    }
}

package io.cairn.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Gives a test its native memory account, and fails the test if it leaves something on it. */
public final class LeakCheckedMemory implements AfterEachCallback {

    private final NativeMemory memory = new NativeMemory();

    public NativeMemory account() {
        return memory;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        for (MemoryTag tag : MemoryTag.values()) {
            assertEquals(0, memory.bytes(tag), () -> "native bytes still counted as " + tag);
        }
    }
}

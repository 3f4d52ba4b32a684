package io.cairn.trainer.loop;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.cairn.slot.SlotHash;

/**
 * What has to be told to the tensor engine, in one place. System property {@value #THREADS_PROPERTY} sets how many
 * threads one operation may use; by default one less than the processors, so that the embedding thread and a server on
 * the same machine have a core, and at least 1. It is read once, when the first model of the process is made.
 */
final class TensorEngine {

    static final String THREADS_PROPERTY = "cairn.torch.threads";

    private TensorEngine() {
    }

    /** Starts the engine unless it runs already, and opens a manager for a model. */
    static NDManager newManager() {
        int threads = Integer.getInteger(THREADS_PROPERTY, Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        return NDManager.newBaseManager();
    }

    /**
     * To be called by each thread that computes: only the thread that started the engine begins without recording
     * gradients, on all others every operation outside of a gradient collector would be recorded too.
     */
    static void enterThread() {
        JniUtils.setGradMode(false);
    }

    /** Gives each step random numbers of its own, so that a resumed training draws what it would have drawn. */
    static void seed(long seed, long step) {
        Engine.getInstance().setRandomSeed((int) SlotHash.mix(SlotHash.mix(seed) + step));
    }
}

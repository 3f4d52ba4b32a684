package io.cairn.ops.run;

import io.cairn.server.gateway.Gateway;
import io.cairn.server.gateway.GatewayContext;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Runs one gateway in this process until the process is told to end or the gateway fails. */
public final class GatewayRun {

    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final GatewayContext context;

    /**
     * A gateway that is not started.
     *
     * @param context what it is told.
     */
    public GatewayRun(GatewayContext context) {
        this.context = context;
    }

    /**
     * Starts the gateway and returns when it has ended. SIGTERM and Ctrl-C close it in order.
     *
     * @param onReady runs once it answers; it waits for its cluster as long as that takes.
     * @throws RunException if the gateway cannot start, or a thread of it fails.
     */
    public void run(Consumer<Gateway> onReady) {
        try (Gateway gateway = Gateway.launch(context, new SimpleMeterRegistry())) {
            runUntilEnd(gateway, onReady);
        } catch (CompletionException e) {
            throw new RunException(e.getCause().getMessage(), e);
        } catch (IllegalStateException e) {
            throw new RunException(e.getMessage(), e);
        }
    }

    private static void runUntilEnd(Gateway gateway, Consumer<Gateway> onReady) {
        EndHook hook = EndHook.add("cairn-shutdown", gateway::close);
        try {
            while (!gateway.ready() && !gateway.ended().isDone()) {
                LockSupport.parkNanos(LOOK_NS);
            }
            if (gateway.ready()) {
                onReady.accept(gateway);
            }
            gateway.ended().join();
        } finally {
            hook.forget();
        }
    }
}

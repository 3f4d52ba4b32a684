package io.cairn.client;

import io.aeron.Aeron;
import io.aeron.RethrowingErrorHandler;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.cairn.client.reply.CairnException;
import io.cairn.config.ChannelConfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.CloseHelper;
import org.agrona.concurrent.BackoffIdleStrategy;

/** The client's end of Aeron: a media driver of its own or another's, and the connection to it. */
final class ClientDriver implements AutoCloseable {

    private static final long PARK_MIN_NS = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long PARK_MAX_NS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final int SPINS = 1;
    /** The driver gives way soon: whoever waits for its datagrams may need its core to make them. */
    private static final int DRIVER_YIELDS = 5;
    /** A caller that waits for an answer looks again at once for about the time that one takes. */
    private static final int CALLER_YIELDS = 100;

    private final Optional<MediaDriver> own;
    private final Aeron aeron;
    /** What Aeron's own thread met with; left alone it would end the whole process. */
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    ClientDriver(Optional<Path> running, ChannelConfig channels) {
        own = running.isPresent() ? Optional.empty() : Optional.of(launch(channels));
        String directory = running.map(Path::toString).orElseGet(() -> own.orElseThrow().aeronDirectoryName());
        try {
            aeron = Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(directory)
                .errorHandler(error -> failure.compareAndSet(null, error))
                .subscriberErrorHandler(RethrowingErrorHandler.INSTANCE)
                .threadFactory(named("cairn-client-aeron")));
        } catch (RuntimeException unreachable) {
            CloseHelper.quietCloseAll(own.orElse(null));
            throw new CairnException("no media driver answers in " + directory
                + "; is the node running on this machine, and as the same user?", true, unreachable);
        }
    }

    /** One thread, parked briefly when idle: the machine's cores are wanted by the caller. */
    private static MediaDriver launch(ChannelConfig channels) {
        return MediaDriver.launchEmbedded(new MediaDriver.Context()
            .threadingMode(ThreadingMode.SHARED)
            .sharedIdleStrategy(parkingAfter(DRIVER_YIELDS))
            .sharedThreadFactory(named("cairn-client-driver"))
            .asyncExecutorEnabled(false)
            .initialWindowLength(channels.windowBytes())
            .socketRcvbufLength(channels.socketBufferBytes())
            .socketSndbufLength(channels.socketBufferBytes())
            .dirDeleteOnShutdown(true));
    }

    /** For threads that call a client and wait for it. */
    static BackoffIdleStrategy idleStrategy() {
        return parkingAfter(CALLER_YIELDS);
    }

    private static BackoffIdleStrategy parkingAfter(int yields) {
        return new BackoffIdleStrategy(SPINS, yields, PARK_MIN_NS, PARK_MAX_NS);
    }

    private static ThreadFactory named(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    Aeron aeron() {
        return aeron;
    }

    /** Throws what Aeron's own thread met with since the last call, on the caller's. */
    void check() {
        Throwable error = failure.getAndSet(null);
        if (error != null) {
            throw new CairnException("media driver or its connection failed: " + error.getMessage()
                + "; start the driver again if it is gone, then connect a new client", true, error);
        }
    }

    @Override
    public void close() {
        CloseHelper.quietClose(aeron);
        CloseHelper.quietCloseAll(own.orElse(null));
    }
}

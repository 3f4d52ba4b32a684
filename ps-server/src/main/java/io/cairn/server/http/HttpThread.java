package io.cairn.server.http;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * One event loop with a name. It stops at once when asked to, where Netty would by default listen two seconds more for
 * late tasks: by then the server has sent its last answer.
 */
public final class HttpThread extends MultiThreadIoEventLoopGroup {

    private static final long TIMEOUT_SECONDS = 5;

    /**
     * One thread, not started yet.
     *
     * @param name of the thread.
     */
    public HttpThread(String name) {
        super(1, (ThreadFactory) task -> new Thread(task, name), NioIoHandler.newFactory());
    }

    @Override
    public Future<?> shutdownGracefully() {
        return shutdownGracefully(0, TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}

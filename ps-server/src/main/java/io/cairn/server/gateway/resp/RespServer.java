package io.cairn.server.gateway.resp;

import io.cairn.config.ClusterConfig;
import io.cairn.config.GatewayConfig;
import io.cairn.server.gateway.lookup.GatewayLoop;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes connections of Redis' clients and gives them to the gateway's threads in turn. */
public final class RespServer implements AutoCloseable {

    private static final int BACKLOG = 1024;
    private static final int UNWRITTEN_BYTES_LOW = 64 * 1024;
    private static final int UNWRITTEN_BYTES_HIGH = 1024 * 1024;
    private static final long CLOSE_TIMEOUT_S = 5;

    private final List<GatewayLoop> loops;
    private final RespSettings settings;
    private final RespCommands commands;
    private final AtomicInteger connections = new AtomicInteger();
    private final NioServerSocketChannel door = new NioServerSocketChannel();
    private long accepted;

    /**
     * Begins to listen.
     *
     * @param cluster the cluster served, with the limits.
     * @param gateway where to listen.
     * @param loops   threads that connections are given to.
     * @throws IllegalStateException if it cannot listen there.
     */
    public RespServer(ClusterConfig cluster, GatewayConfig gateway, List<GatewayLoop> loops) {
        this.loops = List.copyOf(loops);
        settings = RespSettings.of(cluster, gateway);
        commands = new RespCommands(settings);
        door.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG);
        door.config().setOption(ChannelOption.SO_REUSEADDR, true);
        door.pipeline().addLast(new Acceptor());
        loops.get(0).eventLoop().register(door).syncUninterruptibly();
        ChannelFuture bound = door.bind(new InetSocketAddress(gateway.host(), gateway.respPort()));
        bound.awaitUninterruptibly();
        if (!bound.isSuccess()) {
            close();
            throw new IllegalStateException("cannot serve the Redis protocol on " + gateway.host() + ":"
                + gateway.respPort() + " (" + bound.cause().getMessage()
                + "): stop what listens there or change respPort", bound.cause());
        }
    }

    /**
     * Where it listens.
     *
     * @return a TCP port.
     */
    public int port() {
        return door.localAddress().getPort();
    }

    /** Takes no further connections; those there are end with their threads. */
    @Override
    public void close() {
        door.close().awaitUninterruptibly(CLOSE_TIMEOUT_S, TimeUnit.SECONDS);
    }

    /** Gives each new connection to a thread. */
    private final class Acceptor extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            Channel client = (Channel) message;
            GatewayLoop loop = loops.get((int) (accepted++ % loops.size()));
            client.config().setOption(ChannelOption.TCP_NODELAY, true);
            client.config().setOption(ChannelOption.SO_KEEPALIVE, true);
            client.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(UNWRITTEN_BYTES_LOW, UNWRITTEN_BYTES_HIGH));
            connections.incrementAndGet();
            client.closeFuture().addListener(closed -> connections.decrementAndGet());
            if (connections.get() > settings.limits().connectionsMax()) {
                client.pipeline().addLast(new Refusal());
            } else {
                client.pipeline().addLast(new RespConnection(accepted, loop, settings, commands));
            }
            loop.eventLoop().register(client).addListener(registered -> {
                if (!registered.isSuccess()) {
                    client.unsafe().closeForcibly();
                }
            });
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.fireExceptionCaught(cause);
        }
    }
}

package io.cairn.server.gateway.resp;

import io.cairn.server.gateway.lookup.GatewayLoop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * One client. Requests are taken in order, many may be under way, replies leave in the order of requests, all of a turn
 * in one write. A client that has too much under way, or does not read its replies, is not read from.
 */
final class RespConnection extends ChannelInboundHandlerAdapter {

    private static final int OUT_BYTES_MIN = 4096;
    private static final int NAME_LETTERS_MAX = 128;
    /** How long a client may take between two parts of a request, or of its replies. */
    private static final long STALLED_NS = TimeUnit.SECONDS.toNanos(10);

    private final long id;
    private final GatewayLoop loop;
    private final RespSettings settings;
    private final RespCommands commands;
    private final RespParser parser;
    private final ArrayDeque<RespReply> pending = new ArrayDeque<>();
    private final ArrayDeque<RespReply> free = new ArrayDeque<>();
    private final Runnable turnEnd = this::endTurn;
    private final Transaction transaction;
    private byte[] tableBytes = new byte[0];
    private TableArgument table = TableArgument.parse("");
    private ChannelHandlerContext context;
    private ByteBuf out;
    private int pendingKeys;
    private boolean atTurnEnd;
    private boolean closing;
    private long progressNs = System.nanoTime();
    private String name = "";
    private ScheduledFuture<?> progressCheck;

    RespConnection(long id, GatewayLoop loop, RespSettings settings, RespCommands commands) {
        this.id = id;
        this.loop = loop;
        this.settings = settings;
        this.commands = commands;
        parser = settings.parser();
        transaction = new Transaction(settings.limits().inFlightPerConnection());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext handlerContext) {
        context = handlerContext;
    }

    @Override
    public void channelActive(ChannelHandlerContext handlerContext) {
        progressCheck = context.executor().scheduleWithFixedDelay(
            this::checkProgress, STALLED_NS, STALLED_NS / 2, TimeUnit.NANOSECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext handlerContext, Object message) {
        try {
            if (!closing) {
                progressNs = System.nanoTime();
                parser.append((ByteBuf) message);
                takeRequests();
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void takeRequests() {
        try {
            while (mayTake() && parser.next()) {
                commands.execute(this, parser);
                parser.take();
            }
        } catch (RespException e) {
            RespWriter.error(reply(), "ERR", "Protocol error: " + e.getMessage());
            closing = true;
        }
        context.channel().config().setAutoRead(mayTake());
        needTurnEnd();
    }

    private boolean mayTake() {
        return !closing
            && pending.size() < settings.limits().inFlightPerConnection()
            && pendingKeys < settings.limits().keysMax()
            && context.channel().isWritable();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it
    private void close() {
        context.close();
    }

    private void needTurnEnd() {
        if (!atTurnEnd) {
            atTurnEnd = true;
            loop.atTurnEnd(turnEnd);
        }
    }

    private void endTurn() {
        atTurnEnd = false;
        flush();
        if (closing && pending.isEmpty()) {
            close();
        } else if (!closing && !context.channel().config().isAutoRead() && mayTake()) {
            takeRequests();
        }
    }

    private void flush() {
        if (out == null) {
            return;
        }
        ByteBuf written = out;
        out = null;
        progressNs = System.nanoTime();
        context.writeAndFlush(written).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext handlerContext) {
        progressNs = System.nanoTime();
        needTurnEnd();
    }

    @Override
    public void channelInactive(ChannelHandlerContext handlerContext) {
        closing = true;
        progressCheck.cancel(false);
        if (out != null) {
            out.release();
            out = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext handlerContext, Throwable cause) {
        close();
    }

    /** Answers a request of a transaction that has ended. */
    void execute(RespRequest request) {
        commands.execute(this, request);
    }

    /** Where the reply to the request being taken goes, if it is known at once. */
    ByteBuf reply() {
        if (pending.isEmpty()) {
            return out(0);
        }
        RespReply place = draft(RespReply.Shape.ROW);
        place(place);
        ByteBuf target = place.target(0);
        place.finish();
        return target;
    }

    /** A reply that has no place yet. */
    RespReply draft(RespReply.Shape shape) {
        RespReply draft = free.isEmpty() ? new RespReply() : free.removeLast();
        draft.begin(this, shape);
        return draft;
    }

    /** Gives a reply the next place in the order of replies. */
    void place(RespReply draft) {
        pending.addLast(draft);
        pendingKeys += draft.lookup().keyCount();
    }

    /** Begins the lookup of a reply that is filled in, in the next place. */
    void submit(RespReply draft) {
        place(draft);
        loop.submit(draft.lookup());
    }

    /** The table that some bytes name: most often the one named before. */
    TableArgument table(byte[] bytes, int start, int length) {
        if (!Arrays.equals(tableBytes, 0, tableBytes.length, bytes, start, start + length)) {
            byte[] name = Arrays.copyOfRange(bytes, start, start + length);
            table = TableArgument.parse(new String(name, StandardCharsets.ISO_8859_1));
            tableBytes = name;
        }
        return table;
    }

    GatewayLoop loop() {
        return loop;
    }

    Transaction transaction() {
        return transaction;
    }

    long id() {
        return id;
    }

    String name() {
        return name;
    }

    void name(String clientName) {
        name = clientName.substring(0, Math.min(clientName.length(), NAME_LETTERS_MAX));
    }

    /** Where the client reached the gateway. */
    InetSocketAddress address() {
        return (InetSocketAddress) context.channel().localAddress();
    }

    InetSocketAddress peer() {
        return (InetSocketAddress) context.channel().remoteAddress();
    }

    /** Takes no further request, and closes once all replies have left. */
    void endAfterReplies() {
        closing = true;
        needTurnEnd();
    }

    /** Closes what stands in the middle of a request, or of its replies, for too long. */
    private void checkProgress() {
        boolean waits = (parser.pendingBytes() > 0 && pending.isEmpty()) || !context.channel().isWritable();
        if (waits && System.nanoTime() - progressNs > STALLED_NS) {
            close();
        }
    }

    boolean isNext(RespReply place) {
        return pending.peekFirst() == place;
    }

    /** What leaves at the end of the turn, with room for some bytes. */
    ByteBuf out(int bytes) {
        if (out == null) {
            out = allocate(bytes);
            needTurnEnd();
        } else {
            out.ensureWritable(bytes);
        }
        return out;
    }

    ByteBuf allocate(int bytes) {
        return context.alloc().directBuffer(Math.max(OUT_BYTES_MIN, bytes));
    }

    /** A reply is done: it leaves, and those that waited for it. */
    void finished() {
        while (!pending.isEmpty() && pending.peekFirst().isDone()) {
            RespReply first = pending.removeFirst();
            ByteBuf held = first.takeHeld();
            if (held != null) {
                out(held.readableBytes()).writeBytes(held);
                held.release();
            }
            pendingKeys -= first.lookup().keyCount();
            free.addLast(first);
        }
        needTurnEnd();
    }
}

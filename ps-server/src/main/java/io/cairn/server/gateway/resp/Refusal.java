package io.cairn.server.gateway.resp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Tells a client that there are too many of them, and closes. */
final class Refusal extends ChannelInboundHandlerAdapter {

    @Override
    public void channelActive(ChannelHandlerContext context) {
        ByteBuf out = context.alloc().buffer();
        RespWriter.error(out, "BUSY", "max number of clients reached (serving.connectionsMax)");
        context.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE);
    }
}

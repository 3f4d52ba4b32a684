package io.cairn.server.gateway.resp;

import io.cairn.server.gateway.lookup.Lookup;
import io.cairn.server.gateway.lookup.LookupFailure;
import io.cairn.server.gateway.lookup.LookupListener;
import io.cairn.server.gateway.lookup.LookupReply;
import io.cairn.server.gateway.lookup.Protocol;
import io.netty.buffer.ByteBuf;

/** A reply's place in the order of a connection's requests, filled once its rows are there. Used again and again. */
final class RespReply implements LookupListener {

    /** How rows are shown. */
    enum Shape {
        /** One row, or nil. */
        ROW,
        /** An array of rows and nils. */
        ROWS,
        /** Rows and nils that continue an array begun before. */
        MORE_ROWS,
        /** How many rows there are. */
        COUNT
    }

    private static final int ARRAY_HEAD_BYTES = 16;

    private final Lookup lookup = new Lookup(Protocol.RESP, this);
    private RespConnection connection;
    private Shape shape = Shape.ROW;
    /** What is written by now, where replies before this one are still to come. */
    private ByteBuf held;
    private boolean done;

    /** Takes its place in a connection's order. */
    void begin(RespConnection of, Shape rows) {
        connection = of;
        shape = rows;
        done = false;
    }

    Lookup lookup() {
        return lookup;
    }

    boolean isDone() {
        return done;
    }

    /** Bytes of a reply that is done while it waited for others, null if there are none. */
    ByteBuf takeHeld() {
        ByteBuf bytes = held;
        held = null;
        return bytes;
    }

    @Override
    public void onRows(LookupReply reply) {
        int rows = reply.rowCount();
        ByteBuf out = target(ARRAY_HEAD_BYTES + rows * (reply.rowBytes() + RespWriter.BULK_OVERHEAD));
        if (shape == Shape.COUNT) {
            RespWriter.integer(out, present(reply));
        } else {
            if (shape == Shape.ROWS) {
                RespWriter.array(out, rows);
            }
            writeRows(out, reply, rows);
        }
        finish();
    }

    private static void writeRows(ByteBuf out, LookupReply reply, int rows) {
        byte[] head = RespWriter.bulkHead(reply.rowBytes());
        for (int row = 0; row < rows; row++) {
            if (reply.isPresent(row)) {
                out.writeBytes(head);
                reply.write(row, out);
                RespWriter.lineEnd(out);
            } else {
                RespWriter.nil(out);
            }
        }
    }

    private static int present(LookupReply reply) {
        int count = 0;
        for (int row = 0; row < reply.rowCount(); row++) {
            count += reply.isPresent(row) ? 1 : 0;
        }
        return count;
    }

    @Override
    public void onFailure(LookupFailure failure) {
        int errors = shape == Shape.MORE_ROWS ? lookup.rowCount() : 1;
        ByteBuf out = target(errors * failure.message().length());
        for (int i = 0; i < errors; i++) {
            RespWriter.error(out, failure.name(), failure.message());
        }
        finish();
    }

    /** Answers with a number. */
    void number(long value) {
        RespWriter.integer(target(0), value);
        finish();
    }

    /** Answers with an error. */
    void error(String code, String message) {
        RespWriter.error(target(0), code, message);
        finish();
    }

    /** Where to write so many bytes or a few more. */
    ByteBuf target(int bytes) {
        if (connection.isNext(this)) {
            return connection.out(bytes);
        }
        held = connection.allocate(bytes);
        return held;
    }

    /** The reply is written. */
    void finish() {
        done = true;
        connection.finished();
    }
}

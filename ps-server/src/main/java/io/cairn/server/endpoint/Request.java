package io.cairn.server.endpoint;

import io.cairn.wire.codecs.MessageHeaderDecoder;
import io.cairn.wire.codecs.PushDecoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/** One request as it lies in the receive buffer: a flyweight, valid during the call it is handed to. */
public final class Request {

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private DirectBuffer buffer;
    private int offset;
    private int length;
    private long nowNs;

    Request() {
    }

    Request wrap(DirectBuffer message, int messageOffset, int messageLength, long timeNs) {
        buffer = message;
        offset = messageOffset;
        length = messageLength;
        nowNs = timeNs;
        header.wrap(message, messageOffset);
        return this;
    }

    /**
     * The message's header.
     *
     * @return wrapped around the start of the message.
     */
    public MessageHeaderDecoder header() {
        return header;
    }

    /**
     * Which message this is.
     *
     * @return an id of the wire schema.
     */
    public int templateId() {
        return header.templateId();
    }

    /**
     * Holds the message.
     *
     * @return the receive buffer.
     */
    public DirectBuffer buffer() {
        return buffer;
    }

    /**
     * Where the message's header begins.
     *
     * @return offset in {@link #buffer()}.
     */
    public int offset() {
        return offset;
    }

    /**
     * Where the fixed block begins.
     *
     * @return offset in {@link #buffer()}.
     */
    public int blockOffset() {
        return offset + MessageHeaderDecoder.ENCODED_LENGTH;
    }

    /**
     * Bytes of header and fixed block together.
     *
     * @return at most {@link #length()}.
     */
    public int headerAndBlockLength() {
        return MessageHeaderDecoder.ENCODED_LENGTH + header.blockLength();
    }

    /**
     * Length of the whole message.
     *
     * @return bytes.
     */
    public int length() {
        return length;
    }

    /**
     * Requires that the message has been decoded to its end. Lengths inside a message are the sender's word, and the
     * receive buffer goes on behind it.
     *
     * @param limit where decoding ended, in {@link #buffer()}.
     * @throws IllegalArgumentException if that is not the message's end.
     */
    public void requireEnd(int limit) {
        if (limit != offset + length) {
            throw new IllegalArgumentException("fields end at byte " + (limit - offset) + " of " + length);
        }
    }

    /**
     * When the duty cycle that shows the request began.
     *
     * @return nanoseconds of {@link System#nanoTime()}.
     */
    public long nowNs() {
        return nowNs;
    }

    /**
     * What an answer must carry to be matched: the first field of each request, the sequence of a push.
     *
     * @return 0 if the message is too short to have one.
     */
    public long correlationId() {
        int at = MessageHeaderDecoder.ENCODED_LENGTH
            + (templateId() == PushDecoder.TEMPLATE_ID ? PushDecoder.sequenceEncodingOffset() : 0);
        return length < at + Long.BYTES ? 0 : buffer.getLong(offset + at, ByteOrder.LITTLE_ENDIAN);
    }
}

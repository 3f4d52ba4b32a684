package io.cairn.client.scripted;

import io.cairn.wire.KeyBlock;
import io.cairn.wire.codecs.MessageHeaderDecoder;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.OpenSessionDecoder;
import io.cairn.wire.codecs.PullDecoder;
import io.cairn.wire.codecs.PushDecoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A message as it reached a shard.
 *
 * @param bytes a copy of it.
 */
public record Request(UnsafeBuffer bytes) {

    static Request copyOf(DirectBuffer buffer, int offset, int length) {
        UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
        copy.putBytes(0, buffer, offset, length);
        return new Request(copy);
    }

    public int kind() {
        return new MessageHeaderDecoder().wrap(bytes, 0).templateId();
    }

    public boolean isPull() {
        return kind() == PullDecoder.TEMPLATE_ID;
    }

    public boolean isPush() {
        return kind() == PushDecoder.TEMPLATE_ID;
    }

    public PullDecoder pull() {
        return new PullDecoder().wrapAndApplyHeader(bytes, 0, new MessageHeaderDecoder());
    }

    public PushDecoder push() {
        return new PushDecoder().wrapAndApplyHeader(bytes, 0, new MessageHeaderDecoder());
    }

    OpenSessionDecoder open() {
        return new OpenSessionDecoder().wrapAndApplyHeader(bytes, 0, new MessageHeaderDecoder());
    }

    /** Every request that is answered to begins with its correlation id; of a push this is its sequence. */
    public long correlationId() {
        return isPush() ? push().sequence() : bytes.getLong(MessageHeaderEncoder.ENCODED_LENGTH,
            ByteOrder.LITTLE_ENDIAN);
    }

    public long[] keys() {
        int count = isPush() ? push().rowCount() : pull().keyCount();
        long[] keys = new long[count];
        for (int i = 0; i < count; i++) {
            keys[i] = KeyBlock.key(bytes, keysAt(), i);
        }
        return keys;
    }

    /** First value of the gradient of a row. */
    public float gradient(int row) {
        PushDecoder push = push();
        int at = keysAt() + KeyBlock.bytes(push.rowCount()) + row * push.dimension() * Float.BYTES;
        return bytes.getFloat(at, ByteOrder.LITTLE_ENDIAN);
    }

    private int keysAt() {
        int block = new MessageHeaderDecoder().wrap(bytes, 0).blockLength();
        return KeyBlock.offset(MessageHeaderEncoder.ENCODED_LENGTH + block);
    }
}

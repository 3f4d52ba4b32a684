package io.cairn.server.gateway.grpc;

import io.cairn.rpc.v1.PushRequest;
import io.cairn.wire.UniqueKeys;
import io.cairn.wire.codecs.ErrorCode;
import io.grpc.StatusRuntimeException;
import java.nio.ByteOrder;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Keys and gradients of a push. What is wrong with them is found here, before the push has a number: a shard that
 * refused its part could not undo what others have applied.
 */
final class PushedRows {

    private final long sequence;
    private final long[] keys;
    private final UnsafeBuffer gradients;

    PushedRows(PushRequest request) {
        sequence = request.getSequence();
        keys = new long[request.getKeysCount()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = request.getKeys(i);
        }
        gradients = new UnsafeBuffer(request.getGradients().toByteArray());
    }

    long[] keys() {
        return keys;
    }

    UnsafeBuffer gradients() {
        return gradients;
    }

    /** What is wrong, if anything is that shows without the table. */
    Optional<StatusRuntimeException> fault() {
        if (sequence < 1) {
            return Optional.of(CallFailures.malformed("pushes are numbered from 1 on, got " + sequence));
        }
        boolean whole = keys.length == 0
            ? gradients.capacity() == 0
            : gradients.capacity() % ((long) Float.BYTES * keys.length) == 0;
        if (!whole) {
            return Optional.of(CallFailures.malformed(gradients.capacity() + " bytes are no float32 gradients of "
                + keys.length + " keys, all of the same dimension"));
        }
        return duplicate().or(this::nonFinite);
    }

    private Optional<StatusRuntimeException> duplicate() {
        UniqueKeys unique = new UniqueKeys(keys.length);
        unique.begin(keys.length);
        for (long key : keys) {
            if (!unique.add(key)) {
                return Optional.of(CallFailures.invalid(
                    ErrorCode.DUPLICATE_KEY.name(), "key " + key + " stands twice in one push"));
            }
        }
        return Optional.empty();
    }

    private Optional<StatusRuntimeException> nonFinite() {
        for (int offset = 0; offset < gradients.capacity(); offset += Float.BYTES) {
            if (!Float.isFinite(gradients.getFloat(offset, ByteOrder.LITTLE_ENDIAN))) {
                long key = keys[(int) ((long) offset * keys.length / gradients.capacity())];
                return Optional.of(CallFailures.invalid(
                    ErrorCode.NON_FINITE_GRADIENT.name(), "gradient of key " + key + " is NaN or infinite"));
            }
        }
        return Optional.empty();
    }
}

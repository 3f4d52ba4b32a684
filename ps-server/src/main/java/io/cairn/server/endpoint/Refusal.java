package io.cairn.server.endpoint;

import io.cairn.wire.codecs.ErrorCode;

/**
 * Why a request has no effect.
 *
 * @param code   NULL_VAL in {@link #NONE} only.
 * @param detail what {@link ErrorCode} says of it.
 * @param text   a sentence for the person at the other end.
 */
public record Refusal(ErrorCode code, long detail, String text) {

    /** No refusal: the request may pass. */
    public static final Refusal NONE = new Refusal(ErrorCode.NULL_VAL, 0, "");

    /**
     * Whether this stops a request.
     *
     * @return false for {@link #NONE}.
     */
    public boolean refuses() {
        return code != ErrorCode.NULL_VAL;
    }
}

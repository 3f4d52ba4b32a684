package io.cairn.server.gateway.resp;

/** Bytes that are no request. Nothing that follows on the connection can be understood. */
final class RespException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RespException(String message) {
        super(message, null, false, false);
    }
}

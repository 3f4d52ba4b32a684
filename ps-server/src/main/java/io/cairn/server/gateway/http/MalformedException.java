package io.cairn.server.gateway.http;

/** A request that cannot be read; its message says to the one who wrote it what is wrong. */
final class MalformedException extends Exception {

    private static final long serialVersionUID = 1;

    MalformedException(String message) {
        super(message);
    }
}

package io.cairn.server.gateway.resp;

import java.util.List;
import java.util.Locale;

/**
 * A command that is known.
 *
 * @param name     in capitals.
 * @param arity    arguments with the name; negative for at least so many.
 * @param firstKey place of the first argument that names a key, 0 if none does.
 * @param lastKey  place of the last, negative to count from the end.
 * @param action   answers it.
 */
record RespCommand(String name, int arity, int firstKey, int lastKey, Action action) {

    /** Answers a request. */
    interface Action {

        /**
         * Writes the reply, or takes a place for it.
         *
         * @throws IllegalArgumentException if the arguments make no sense, with a message for the client.
         */
        void run(RespConnection connection, RespRequest request);
    }

    static RespCommand of(String name, int arity, Action action) {
        return new RespCommand(name, arity, 0, 0, action);
    }

    /** Whether a request has as many arguments as it should. */
    boolean takes(int count) {
        return arity < 0 ? count >= -arity : count == arity;
    }

    /** How COMMAND tells of it. */
    List<String> flags() {
        return List.of(firstKey == 0 ? "fast" : "readonly", "fast");
    }

    /** Whether a request is for this command, in whatever case. */
    boolean isNamed(RespRequest request) {
        int length = request.length(0);
        if (length != name.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (capital(request.bytes(0)[request.start(0) + i]) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** A number that a request's name and the same name in capitals have in common. */
    static long hash(RespRequest request) {
        long hash = 0;
        int start = request.start(0);
        for (int i = start; i < start + request.length(0); i++) {
            hash = 31 * hash + capital(request.bytes(0)[i]);
        }
        return hash;
    }

    static long hash(String name) {
        return hash(new RespRequest.Kept(new byte[][] {RespWriter.ascii(name)}));
    }

    private static int capital(byte letter) {
        return letter >= 'a' && letter <= 'z' ? letter - 'a' + 'A' : letter;
    }

    String lowerName() {
        return name.toLowerCase(Locale.ROOT);
    }
}

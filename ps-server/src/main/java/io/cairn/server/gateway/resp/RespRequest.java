package io.cairn.server.gateway.resp;

import java.nio.charset.StandardCharsets;

/** A request: its name and arguments. */
interface RespRequest {

    /** Arguments, the name included, at least one. */
    int count();

    /** Where an argument is. */
    byte[] bytes(int argument);

    /** Where it begins there. */
    int start(int argument);

    /** Its bytes. */
    int length(int argument);

    /** An argument, each byte a letter. */
    default String text(int argument) {
        return new String(bytes(argument), start(argument), length(argument), StandardCharsets.ISO_8859_1);
    }

    /** The request with bytes of its own. */
    Kept kept();

    /** A request that stays what it is, since it has its own bytes. */
    final class Kept implements RespRequest {

        private final byte[][] arguments;

        /** A request of arguments that nobody changes any more. */
        Kept(byte[][] arguments) {
            this.arguments = arguments;
        }

        @Override
        public Kept kept() {
            return this;
        }

        @Override
        public int count() {
            return arguments.length;
        }

        @Override
        public byte[] bytes(int argument) {
            return arguments[argument];
        }

        @Override
        public int start(int argument) {
            return 0;
        }

        @Override
        public int length(int argument) {
            return arguments[argument].length;
        }
    }
}

package io.cairn.wire;

import io.cairn.wire.codecs.MessageHeaderDecoder;

/** Which messages this release understands. */
public final class WireVersion {

    private WireVersion() {
    }

    /**
     * Whether a message may be decoded: it is of our schema, and of no newer version than this release knows.
     *
     * @param header wrapped around the start of the message.
     * @return false if the message must be refused.
     */
    public static boolean understands(MessageHeaderDecoder header) {
        return header.schemaId() == MessageHeaderDecoder.SCHEMA_ID
            && header.version() >= 1
            && header.version() <= MessageHeaderDecoder.SCHEMA_VERSION;
    }

    /**
     * Says by name why a message is refused.
     *
     * @param header wrapped around the start of the message.
     * @return a sentence for the person at the other end.
     */
    public static String refusal(MessageHeaderDecoder header) {
        if (header.schemaId() != MessageHeaderDecoder.SCHEMA_ID) {
            return "message of schema " + header.schemaId() + " is none of Cairn's (" + MessageHeaderDecoder.SCHEMA_ID
                + ")";
        }
        return "message of wire version " + header.version() + ", this release understands 1 to "
            + MessageHeaderDecoder.SCHEMA_VERSION + ": upgrade this side first";
    }
}

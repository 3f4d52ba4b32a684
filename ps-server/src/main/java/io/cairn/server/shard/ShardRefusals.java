package io.cairn.server.shard;

import io.cairn.server.endpoint.Refusal;
import io.cairn.server.endpoint.RequestSession;
import io.cairn.wire.codecs.ErrorCode;

/** Refusals with more than one origin. */
final class ShardRefusals {

    private ShardRefusals() {
    }

    static Refusal unknownTable(int tableId) {
        return new Refusal(ErrorCode.UNKNOWN_TABLE, tableId, "no table with id " + tableId + " on this shard");
    }

    static Refusal staleSlotMap(int asked, int inForce) {
        return new Refusal(ErrorCode.STALE_SLOT_MAP, inForce, "slot map version " + asked + " asked, version " + inForce
            + " is in force, or a key belongs to another shard; fetch the cluster's view again");
    }

    static Refusal gap(RequestSession session) {
        return new Refusal(ErrorCode.SEQUENCE_GAP, session.nextSequence(),
            "the next push of client " + session.clientId() + " must have sequence " + session.nextSequence());
    }

    static Refusal clientExpired(long clientId, ClientSequences sequences) {
        return new Refusal(ErrorCode.CLIENT_EXPIRED, sequences.forgottenMax(), "client " + clientId
            + " is not known here, and no younger than those forgotten for pushing nothing (limits.clientIdleSeconds)");
    }
}

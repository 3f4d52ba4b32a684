package io.cairn.server.shard;

import io.cairn.server.endpoint.Refusal;
import io.cairn.wire.codecs.ErrorCode;

/** Refusals that pulls and pushes share. */
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
}

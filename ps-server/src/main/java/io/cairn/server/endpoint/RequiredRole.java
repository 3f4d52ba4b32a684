package io.cairn.server.endpoint;

import io.cairn.access.Role;
import io.cairn.wire.codecs.AddTableDecoder;
import io.cairn.wire.codecs.DescribeClusterDecoder;
import io.cairn.wire.codecs.DescribeShardDecoder;
import io.cairn.wire.codecs.DescribeSlotDecoder;
import io.cairn.wire.codecs.DescribeSnapshotDecoder;
import io.cairn.wire.codecs.FetchSnapshotDecoder;
import io.cairn.wire.codecs.PullDecoder;
import io.cairn.wire.codecs.PushDecoder;
import io.cairn.wire.codecs.RemoveTableDecoder;
import io.cairn.wire.codecs.RestoreRowsDecoder;
import io.cairn.wire.codecs.TakeCheckpointDecoder;

/** Which role each request needs. */
final class RequiredRole {

    private RequiredRole() {
    }

    /** The lowest role that may send a message; what is not named here is for operators. */
    static Role of(int templateId) {
        return switch (templateId) {
            case PullDecoder.TEMPLATE_ID, DescribeClusterDecoder.TEMPLATE_ID, DescribeShardDecoder.TEMPLATE_ID,
                DescribeSlotDecoder.TEMPLATE_ID -> Role.READER;
            case PushDecoder.TEMPLATE_ID, RestoreRowsDecoder.TEMPLATE_ID, TakeCheckpointDecoder.TEMPLATE_ID ->
                Role.TRAINER;
            case AddTableDecoder.TEMPLATE_ID, RemoveTableDecoder.TEMPLATE_ID, DescribeSnapshotDecoder.TEMPLATE_ID,
                FetchSnapshotDecoder.TEMPLATE_ID -> Role.NODE;
            default -> Role.OPERATOR;
        };
    }
}

package io.cairn.server.node;

import io.cairn.rpc.v1.EmbeddingsGrpc;
import io.cairn.rpc.v1.LookupRequest;
import io.cairn.rpc.v1.MissingKeys;
import io.cairn.rpc.v1.Rows;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;

/** The example of {@code docs/serving.md}. */
final class GrpcExample {

    private GrpcExample() {
    }

    static float firstWeight(int port) {
        // begin
        ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        try {
            LookupRequest request = LookupRequest.newBuilder()
                .setTable("items").addKeys(1).addKeys(2).setMissing(MissingKeys.MISSING_KEYS_ZEROS).build();
            Rows rows = EmbeddingsGrpc.newBlockingStub(channel)
                .withDeadlineAfter(1, TimeUnit.SECONDS).lookup(request);
            ByteBuffer weights = rows.getRows().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            return weights.getFloat(0); // row i begins at i * rows.getRowBytes()
        } finally {
            channel.shutdown();
        }
        // end
    }
}

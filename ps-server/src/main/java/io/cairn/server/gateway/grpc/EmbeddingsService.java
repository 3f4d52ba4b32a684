package io.cairn.server.gateway.grpc;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.cairn.rpc.v1.EmbeddingsGrpc;
import io.cairn.rpc.v1.LookupRequest;
import io.cairn.rpc.v1.Rows;
import io.cairn.server.gateway.lookup.Lookups;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** Rows by their keys. Calls come, and are answered, on the thread of their connection. */
final class EmbeddingsService extends EmbeddingsGrpc.EmbeddingsImplBase {

    private final Lookups lookups;

    EmbeddingsService(Lookups lookups) {
        this.lookups = lookups;
    }

    @Override
    public void lookup(LookupRequest request, StreamObserver<Rows> reader) {
        ServiceRequestContext context = ServiceRequestContext.current();
        try {
            LookupParts parts = new LookupParts(request);
            Answer.to(reader, parts.lookup(0, parts.count(), new CallTime(context), lookups),
                rows -> RowsMessage.of(rows, 0), context);
        } catch (StatusRuntimeException malformed) {
            reader.onError(malformed);
        }
    }

    @Override
    public void lookupStream(LookupRequest request, StreamObserver<Rows> reader) {
        try {
            new RowStream(lookups, new LookupParts(request), (ServerCallStreamObserver<Rows>) reader,
                ServiceRequestContext.current()).begin();
        } catch (StatusRuntimeException malformed) {
            reader.onError(malformed);
        }
    }
}

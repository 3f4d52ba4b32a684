package io.cairn.server.gateway.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;

/** Refuses every call of a trainer, where a gateway would let in who may not push. */
final class TrainingDenied implements ServerInterceptor {

    @Override
    public <T, R> ServerCall.Listener<T> interceptCall(
        ServerCall<T, R> call, Metadata headers, ServerCallHandler<T, R> next) {
        StatusRuntimeException denied = CallFailures.denied("this gateway does not know who calls, so trainers push "
            + "through it only with access.mode open, or with local and a gateway on loopback");
        call.close(denied.getStatus(), denied.getTrailers());
        return new ServerCall.Listener<>() {
        };
    }
}

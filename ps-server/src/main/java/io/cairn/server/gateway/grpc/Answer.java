package io.cairn.server.gateway.grpc;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** How a call is answered that has one answer. */
final class Answer {

    private Answer() {
    }

    /** Answers on the thread of the connection once there is a result, or with why there is none. */
    static <T, R> void to(
        StreamObserver<R> caller, CompletionStage<T> result, Function<T, R> message, ServiceRequestContext context) {
        result
            .thenAcceptAsync(value -> {
                caller.onNext(message.apply(value));
                caller.onCompleted();
            }, context.eventLoop())
            .exceptionallyAsync(failure -> {
                caller.onError(CallFailures.of(failure));
                return null;
            }, context.eventLoop());
    }
}

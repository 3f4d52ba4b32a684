package io.cairn.server.gateway.grpc;

import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.common.grpc.GrpcExceptionHandlerFunction;
import com.linecorp.armeria.server.RequestTimeoutException;
import io.cairn.server.gateway.lookup.LookupError;
import io.cairn.server.gateway.lookup.LookupFailedException;
import io.cairn.server.gateway.lookup.LookupFailure;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletionException;

/** How calls fail: a code of gRPC, a description that begins with the error's name, and two trailers. */
final class CallFailures implements GrpcExceptionHandlerFunction {

    /** Has the error's name. */
    static final Metadata.Key<String> ERROR = Metadata.Key.of("cairn-error", Metadata.ASCII_STRING_MARSHALLER);
    /** Says whether the same call may succeed a little later. */
    static final Metadata.Key<String> RETRYABLE = Metadata.Key.of("cairn-retryable", Metadata.ASCII_STRING_MARSHALLER);

    private final int bodyBytesMax;

    /** For services whose messages have so many bytes at most. */
    CallFailures(int bodyBytesMax) {
        this.bodyBytesMax = bodyBytesMax;
    }

    /** A request that says nothing that makes sense. */
    static StatusRuntimeException malformed(String detail) {
        return invalid("MALFORMED", detail);
    }

    /** A request that cannot be done, whatever the state of the cluster. */
    static StatusRuntimeException invalid(String name, String detail) {
        return exception(Status.INVALID_ARGUMENT, name, false, detail);
    }

    /** A request that nobody may make here. */
    static StatusRuntimeException denied(String detail) {
        return exception(Status.PERMISSION_DENIED, "PERMISSION_DENIED", false, detail);
    }

    /** What a future failed with. */
    static StatusRuntimeException of(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause()
            : thrown;
        if (cause instanceof StatusRuntimeException said) {
            return said;
        }
        if (!(cause instanceof LookupFailedException failed)) {
            return Status.INTERNAL.withDescription(String.valueOf(cause.getMessage())).withCause(cause)
                .asRuntimeException();
        }
        LookupFailure failure = failed.failure();
        Status status = switch (failure.error()) {
            case UNKNOWN_TABLE -> Status.NOT_FOUND;
            case TOO_MANY_KEYS, BUSY -> Status.RESOURCE_EXHAUSTED;
            case DEADLINE_EXCEEDED -> Status.DEADLINE_EXCEEDED;
            case TOO_OLD, UNAVAILABLE, STOPPING -> Status.UNAVAILABLE;
            case REFUSED -> refused(failure);
        };
        return exception(status, failure.name(), failure.retryable(), failure.message());
    }

    /** By the cluster's own codes. */
    private static Status refused(LookupFailure failure) {
        return switch (failure.name()) {
            case "BATCH_TOO_LARGE" -> Status.RESOURCE_EXHAUSTED;
            case "SEQUENCE_GAP" -> Status.ABORTED;
            case "PERMISSION_DENIED" -> Status.PERMISSION_DENIED;
            default -> failure.retryable() ? Status.UNAVAILABLE : Status.FAILED_PRECONDITION;
        };
    }

    private static StatusRuntimeException exception(Status status, String name, boolean retryable, String detail) {
        Metadata trailers = new Metadata();
        return tell(status, name, retryable, detail, trailers).asRuntimeException(trailers);
    }

    private static Status tell(Status status, String name, boolean retryable, String detail, Metadata trailers) {
        trailers.put(ERROR, name);
        trailers.put(RETRYABLE, String.valueOf(retryable));
        return status.withDescription(name + ": " + detail);
    }

    /** What goes wrong before or behind the services. All that Armeria itself has limits for is messages. */
    @Override
    public Status apply(RequestContext context, Status status, Throwable cause, Metadata trailers) {
        if (status.getCode() == Status.Code.RESOURCE_EXHAUSTED) {
            return tell(Status.RESOURCE_EXHAUSTED, "MESSAGE_TOO_LARGE", false,
                "the request has more than " + bodyBytesMax + " bytes (serving.bodyBytesMax)", trailers);
        }
        if (cause instanceof RequestTimeoutException) {
            return tell(Status.DEADLINE_EXCEEDED, LookupError.DEADLINE_EXCEEDED.name(), true,
                "the call was not over in time", trailers);
        }
        // Answered by Armeria's own handler.
        return null;
    }
}

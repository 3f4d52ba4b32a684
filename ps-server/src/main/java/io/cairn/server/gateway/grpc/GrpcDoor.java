package io.cairn.server.gateway.grpc;

import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.server.HttpServiceWithRoutes;
import com.linecorp.armeria.server.grpc.GrpcHealthCheckService;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.healthcheck.SettableHealthChecker;
import io.cairn.config.ServingConfig;
import io.cairn.rpc.v1.EmbeddingsGrpc;
import io.cairn.rpc.v1.TrainingGrpc;
import io.cairn.server.gateway.lookup.Lookups;
import io.cairn.server.gateway.train.TrainerLoop;
import io.cairn.server.http.HttpThread;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What a gateway serves by gRPC: rows, training, reflection and health. */
public final class GrpcDoor implements AutoCloseable {

    /** How late watchers of the health may hear of it. */
    private static final long HEALTH_MS = 100;

    private final HttpServiceWithRoutes service;
    private final Future<?> watch;

    /**
     * Services for the server of HTTP, closed after it.
     *
     * @param thread   of that server.
     * @param lookups  who answers.
     * @param trainers who trains; empty where trainers are refused.
     * @param limits   what a request may have.
     * @param ready    whether lookups are answered now.
     */
    public GrpcDoor(
        HttpThread thread, Lookups lookups, Optional<TrainerLoop> trainers, ServingConfig limits,
        BooleanSupplier ready) {
        SettableHealthChecker health = new SettableHealthChecker(ready.getAsBoolean());
        watch = thread.scheduleWithFixedDelay(
            () -> health.setHealthy(ready.getAsBoolean()), HEALTH_MS, HEALTH_MS, TimeUnit.MILLISECONDS);
        service = GrpcService.builder()
            .supportedSerializationFormats(GrpcSerializationFormats.PROTO)
            .maxRequestMessageLength(limits.bodyBytesMax())
            .exceptionHandler(new CallFailures(limits.bodyBytesMax()))
            .addService(new EmbeddingsService(lookups))
            .addService(trainers.map(open -> new TrainingService(open, limits.keysMax()).bindService())
                .orElseGet(GrpcDoor::refusedTraining))
            .addService(ProtoReflectionServiceV1.newInstance())
            .addService(GrpcHealthCheckService.builder()
                .checkers(health).serviceCheckers(EmbeddingsGrpc.SERVICE_NAME, health).build())
            .build();
    }

    private static ServerServiceDefinition refusedTraining() {
        return ServerInterceptors.intercept(new TrainingGrpc.TrainingImplBase() {
        }, new TrainingDenied());
    }

    /**
     * The services under their routes.
     *
     * @return for {@link com.linecorp.armeria.server.ServerBuilder#service}.
     */
    public HttpServiceWithRoutes service() {
        return service;
    }

    /** Watches the health no more. */
    @Override
    public void close() {
        watch.cancel(false);
    }
}

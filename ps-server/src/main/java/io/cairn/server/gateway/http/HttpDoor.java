package io.cairn.server.gateway.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpServiceWithRoutes;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.docs.DocService;
import com.linecorp.armeria.server.healthcheck.HealthCheckService;
import io.cairn.config.GatewayConfig;
import io.cairn.config.ServingConfig;
import io.cairn.server.gateway.lookup.Lookups;
import io.cairn.server.http.HttpThread;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;

/**
 * Serves lookups over HTTP on one port, and what else speaks HTTP/2. One thread reads requests and writes answers;
 * lookups themselves are the gateway's.
 *
 * <p>Requests over a limit are refused by their head: {@code serving.bodyBytesMax}, {@code connectionsMax}, and
 * {@code inFlightPerConnection} streams of HTTP/2. A reader that is slow holds up its own connection only.
 */
public final class HttpDoor implements AutoCloseable {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
    /** What a request's own deadline leaves for reading it and for writing the answer. */
    private static final long TRANSFER_MS = 5_000;
    /** Other services refuse by names of their own what is over the limit; only what is far over it is cut off here. */
    private static final long OTHERS_ALLOWANCE = 2;
    private static final MediaType YAML = MediaType.parse("application/yaml; charset=utf-8");

    private final Server server;

    /**
     * Opens the port.
     *
     * @param thread  reads requests and writes answers; stops with the server.
     * @param gateway where to listen; port 0 for any free one.
     * @param limits  what a request may have.
     * @param lookups who answers.
     * @param ready   whether lookups are answered now, for {@code /health}.
     * @param others  further services of the same port.
     * @throws IllegalStateException if it cannot listen there.
     */
    public HttpDoor(
        HttpThread thread, GatewayConfig gateway, ServingConfig limits, Lookups lookups, BooleanSupplier ready,
        List<HttpServiceWithRoutes> others) {
        HttpData contract = openApi();
        var builder = Server.builder()
            .http(new InetSocketAddress(gateway.host(), gateway.httpPort()))
            .workerGroup(thread, true)
            .bossGroupFactory(port -> new HttpThread("cairn-gateway-http-accept"))
            .maxNumConnections(limits.connectionsMax())
            .http2MaxStreamsPerConnection(limits.inFlightPerConnection())
            .maxRequestLength(limits.bodyBytesMax())
            .requestTimeoutMillis(limits.deadlineMs() + TRANSFER_MS)
            .gracefulShutdownTimeout(Duration.ZERO, STOP_TIMEOUT)
            .errorHandler(new ProblemHandler())
            .annotatedService(new LookupPages(lookups))
            .annotatedService(new TablePages(lookups))
            .service("/health", HealthCheckService.of(ready::getAsBoolean))
            .service("/v1/openapi.yaml", (context, request) -> HttpResponse.of(HttpStatus.OK, YAML, contract))
            .serviceUnder("/docs", new DocService());
        others.forEach(service -> service.routes().forEach(route -> builder.route().addRoute(route)
            .maxRequestLength(OTHERS_ALLOWANCE * limits.bodyBytesMax()).build(service)));
        server = builder.build();
        try {
            server.start().join();
        } catch (CompletionException e) {
            server.close();
            throw new IllegalStateException("gateway " + gateway.name() + " cannot serve HTTP on " + gateway.host()
                + ":" + gateway.httpPort() + " (" + e.getCause().getMessage() + "): stop what listens there or change "
                + "gateways.httpPort", e);
        }
    }

    private static HttpData openApi() {
        try (InputStream file = HttpDoor.class.getResourceAsStream("openapi.yaml")) {
            return HttpData.wrap(file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Where it listens.
     *
     * @return a TCP port.
     */
    public int port() {
        return server.activeLocalPort();
    }

    /** Says by {@code /health} that it stops, takes no new requests, and answers those under way for five seconds. */
    @Override
    public void close() {
        server.close();
    }
}

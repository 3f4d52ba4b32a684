package io.cairn.server.gateway;

import io.cairn.server.gateway.lookup.GatewayLoop;
import io.cairn.server.gateway.lookup.LookupError;
import io.cairn.server.gateway.lookup.Protocol;
import io.cairn.server.gateway.lookup.ServingCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Names a gateway's counters for a meter registry, which reads them when it is scraped. */
final class GatewayMetrics {

    private static final String PROTOCOL = "protocol";
    private static final double MICROS_PER_SECOND = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private final List<GatewayLoop> loops;
    private final MeterRegistry registry;

    GatewayMetrics(List<GatewayLoop> loops, MeterRegistry registry) {
        this.loops = loops;
        this.registry = registry;
    }

    void register() {
        for (Protocol protocol : Protocol.values()) {
            counter(protocol, "cairn.serving.requests", "lookups answered", ServingCounters::requests);
            counter(protocol, "cairn.serving.keys", "keys of lookups answered", ServingCounters::keys);
            counter(protocol, "cairn.serving.cache.hits", "keys answered from the near cache",
                ServingCounters::cacheHits);
            counter(protocol, "cairn.serving.cache.misses", "keys that were not in the near cache",
                ServingCounters::cacheMisses);
            counter(protocol, "cairn.serving.seconds", "time that answered lookups took, all together",
                counters -> counters.nanos() / NANOS_PER_SECOND);
            Gauge.builder("cairn.serving.age.ms", loops, all -> of(all, protocol)
                .mapToLong(ServingCounters::ageMs).max().orElse(0))
                .tag(PROTOCOL, protocol.label()).description("age of the rows answered last").register(registry);
            latency(protocol);
            errors(protocol);
        }
    }

    private void latency(Protocol protocol) {
        for (int bucket = 0; bucket <= ServingCounters.LATENCY_BUCKETS; bucket++) {
            int upTo = bucket;
            String bound = bucket == ServingCounters.LATENCY_BUCKETS
                ? "+Inf"
                : String.valueOf((1 << bucket) / MICROS_PER_SECOND);
            FunctionCounter.builder("cairn.serving.latency.bucket", loops,
                all -> of(all, protocol).mapToLong(counters -> counters.latency(upTo)).sum())
                .tag(PROTOCOL, protocol.label()).tag("le", bound)
                .description("lookups answered within so many seconds").register(registry);
        }
    }

    private void errors(Protocol protocol) {
        for (LookupError error : LookupError.values()) {
            FunctionCounter.builder("cairn.serving.errors", loops,
                all -> of(all, protocol).mapToLong(counters -> counters.failures(error)).sum())
                .tag(PROTOCOL, protocol.label()).tag("error", error.name())
                .description("lookups not answered").register(registry);
        }
    }

    private void counter(
        Protocol protocol, String name, String description, ToDoubleFunction<ServingCounters> value) {
        FunctionCounter.builder(name, loops, all -> of(all, protocol).mapToDouble(value).sum())
            .tag(PROTOCOL, protocol.label()).description(description).register(registry);
    }

    private static Stream<ServingCounters> of(List<GatewayLoop> loops, Protocol protocol) {
        return loops.stream().map(loop -> loop.counters(protocol));
    }
}

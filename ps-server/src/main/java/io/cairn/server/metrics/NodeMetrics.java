package io.cairn.server.metrics;

import io.cairn.server.capacity.NodeCapacity;
import io.cairn.server.endpoint.ReplicaCounters;
import io.cairn.server.snapshot.SnapshotStatus;
import io.cairn.server.store.MemoryTag;
import io.cairn.wire.codecs.ErrorCode;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/** Names a node's counters for a meter registry, which reads them when it is scraped. */
public final class NodeMetrics {

    private static final String GROUP = "group";

    private final MeterRegistry registry;

    /**
     * Metrics in a registry.
     *
     * @param registry receives the meters.
     */
    public NodeMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Adds a replica's counters, each tagged with its group.
     *
     * @param replica what to read.
     */
    public void add(ReplicaProbe replica) {
        counter(replica, "cairn.pulls", "pulls answered", ReplicaCounters::pulls);
        counter(replica, "cairn.pulled.rows", "rows in answered pulls", ReplicaCounters::pulledRows);
        counter(replica, "cairn.pushes", "pushes applied", ReplicaCounters::pushes);
        counter(replica, "cairn.pushed.rows", "rows changed by applied pushes", ReplicaCounters::pushedRows);
        counter(replica, "cairn.pushes.repeated", "pushes in the log that changed nothing",
            ReplicaCounters::duplicatePushes);
        counter(replica, "cairn.pushes.overtaken", "pushes whose table was dropped before they were applied",
            ReplicaCounters::overtakenPushes);
        gauge(replica, "cairn.rows", "rows of all tables", ReplicaCounters::rows);
        gauge(replica, "cairn.position", "log position applied", ReplicaCounters::position);
        gauge(replica, "cairn.sessions", "sessions of clients", ReplicaCounters::sessions);
        Gauge.builder("cairn.ready", replica, probe -> probe.ready().getAsBoolean() ? 1 : 0)
            .tag(GROUP, replica.group()).description("1 if requests are answered").register(registry);
        addSnapshots(replica);
        for (ErrorCode code : ErrorCode.values()) {
            if (code != ErrorCode.NULL_VAL) {
                FunctionCounter.builder("cairn.refusals", replica.counters(), counters -> counters.refusals(code))
                    .tag(GROUP, replica.group()).tag("code", code.name()).description("requests refused")
                    .register(registry);
            }
        }
    }

    /**
     * Adds the node's memory and disk, with their limits, and its agents' errors.
     *
     * @param capacity what room there is.
     * @param errors   number of errors since the start.
     */
    public void add(NodeCapacity capacity, LongSupplier errors) {
        for (MemoryTag tag : MemoryTag.values()) {
            Gauge.builder("cairn.native.bytes", capacity.memory(), account -> account.bytes(tag))
                .tag("tag", tag.name()).description("native memory in use").register(registry);
        }
        bytes(capacity, "cairn.native.bytes.max", "limit of native memory in use", NodeCapacity::memoryBytesMax);
        bytes(capacity, "cairn.disk.free.bytes", "free on the disk of the log", NodeCapacity::diskBytesFree);
        bytes(capacity, "cairn.disk.free.bytes.min", "floor of what is free", NodeCapacity::diskBytesFreeMin);
        // A meter holds what it reads weakly, and nobody else need hold the supplier: so it reads the registry.
        FunctionCounter.builder("cairn.agent.errors", registry, unread -> errors.getAsLong())
            .description("errors that agents of the node reported").register(registry);
    }

    private void bytes(
        NodeCapacity capacity, String name, String description, ToDoubleFunction<NodeCapacity> value) {
        Gauge.builder(name, capacity, value).description(description).register(registry);
    }

    private void addSnapshots(ReplicaProbe replica) {
        snapshotGauge(replica, "cairn.snapshot.age.seconds", "age of the newest complete snapshot",
            SnapshotStatus::ageSeconds);
        snapshotGauge(replica, "cairn.snapshot.position", "log position of the newest complete snapshot",
            SnapshotStatus::position);
        snapshotGauge(replica, "cairn.snapshot.bytes", "length of the newest complete snapshot", SnapshotStatus::bytes);
        snapshotGauge(replica, "cairn.snapshot.seconds", "how long the newest complete snapshot took",
            SnapshotStatus::seconds);
        snapshotGauge(replica, "cairn.snapshot.running", "1 while a snapshot is taken",
            status -> status.running() ? 1 : 0);
        FunctionCounter.builder("cairn.snapshot.failures", replica.snapshots(), SnapshotStatus::failures)
            .tag(GROUP, replica.group()).description("snapshots that never became complete").register(registry);
    }

    private void snapshotGauge(
        ReplicaProbe replica, String name, String description, ToDoubleFunction<SnapshotStatus> value) {
        Gauge.builder(name, replica.snapshots(), value)
            .tag(GROUP, replica.group()).description(description).register(registry);
    }

    private void counter(
        ReplicaProbe replica, String name, String description, ToDoubleFunction<ReplicaCounters> value) {
        FunctionCounter.builder(name, replica.counters(), value)
            .tag(GROUP, replica.group()).description(description).register(registry);
    }

    private void gauge(
        ReplicaProbe replica, String name, String description, ToDoubleFunction<ReplicaCounters> value) {
        Gauge.builder(name, replica.counters(), value)
            .tag(GROUP, replica.group()).description(description).register(registry);
    }
}

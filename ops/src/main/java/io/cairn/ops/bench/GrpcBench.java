package io.cairn.ops.bench;

import com.linecorp.armeria.client.grpc.GrpcClients;
import io.cairn.ops.progress.ProgressDisplay;
import io.cairn.ops.run.RunException;
import io.cairn.rpc.v1.EmbeddingsGrpc;
import io.cairn.rpc.v1.LookupRequest;
import io.cairn.rpc.v1.Rows;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Lookups over gRPC at a fixed rate: each is sent when it is due, whether those before are answered or not, and timed
 * from then on, so that a stall is seen by all that were due in it.
 */
public final class GrpcBench {

    private static final int REQUESTS_PER_SECOND = 500;
    private static final long PERIOD_NS = TimeUnit.SECONDS.toNanos(1) / REQUESTS_PER_SECOND;
    private static final long SPIN_NS = TimeUnit.MICROSECONDS.toNanos(100);
    private static final int REQUESTS = 4096;
    private static final int CHECKED_ROWS = 1000;
    private static final long SEED = 7;

    private final Workload workload;
    private final ProgressDisplay display;

    /**
     * A benchmark that has not begun.
     *
     * @param workload rows and their dimension, rows of a request, seconds of a measurement.
     * @param display  where to show how far it is.
     */
    public GrpcBench(Workload workload, ProgressDisplay display) {
        this.workload = workload;
        this.display = display;
    }

    /**
     * Starts a node with a gateway, fills it, measures it, ends it.
     *
     * @param machine where, for the report.
     * @return the report.
     */
    public GrpcReport run(Machine machine) {
        LookupRequest[] requests = requests();
        try (FilledTable filled = FilledTable.withGateway(workload, display)) {
            String uri = "gproto+http://127.0.0.1:" + filled.httpPort() + "/";
            check(filled, GrpcClients.newClient(uri, EmbeddingsGrpc.EmbeddingsBlockingStub.class));
            var embeddings = GrpcClients.newClient(uri, EmbeddingsGrpc.EmbeddingsStub.class);
            measure(embeddings, requests, "cairn, warming up");
            LookupTimes times = measure(embeddings, requests, "cairn, looking up");
            return new GrpcReport(workload, machine, REQUESTS_PER_SECOND, times.answered(), times.failed(),
                SystemRate.latencyMicros(times.nanos()));
        }
    }

    private LookupRequest[] requests() {
        SplittableRandom random = new SplittableRandom(SEED);
        LookupRequest[] requests = new LookupRequest[REQUESTS];
        for (int i = 0; i < requests.length; i++) {
            LookupRequest.Builder request = LookupRequest.newBuilder().setTable(FilledTable.NAME);
            for (int key = 0; key < workload.batch(); key++) {
                request.addKeys(random.nextLong(workload.rows()));
            }
            requests[i] = request.build();
        }
        return requests;
    }

    /** Requires that the gateway answers the very rows that are stored. */
    private void check(FilledTable filled, EmbeddingsGrpc.EmbeddingsBlockingStub embeddings) {
        long[] keys = LongStream.range(0, Math.min(CHECKED_ROWS, workload.rows())).toArray();
        LookupRequest.Builder request = LookupRequest.newBuilder().setTable(FilledTable.NAME);
        LongStream.of(keys).forEach(request::addKeys);
        Rows rows = embeddings.lookup(request.build());
        if (rows.getRowBytes() != workload.rowBytes()) {
            throw new RunException("the gateway answered rows of another length: nothing was measured");
        }
        filled.check(keys, new UnsafeBuffer(rows.getRows().toByteArray()));
    }

    private LookupTimes measure(EmbeddingsGrpc.EmbeddingsStub embeddings, LookupRequest[] requests, String task) {
        LookupTimes times = new LookupTimes();
        try (TimedPhase phase = new TimedPhase(display, task, workload.seconds())) {
            long dueNs = System.nanoTime();
            for (int i = 0; !phase.isOver(); i++) {
                awaitTime(dueNs);
                embeddings.lookup(requests[i % requests.length], times.begin(dueNs));
                dueNs += PERIOD_NS;
            }
        }
        times.awaitAll();
        return times;
    }

    private static void awaitTime(long dueNs) {
        for (long leftNs = dueNs - System.nanoTime(); leftNs > 0; leftNs = dueNs - System.nanoTime()) {
            if (leftNs > SPIN_NS) {
                LockSupport.parkNanos(leftNs - SPIN_NS);
            }
        }
    }
}

package io.cairn.server.log;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.cluster.codecs.CloseReason;
import io.aeron.cluster.service.ClientSession;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.aeron.logbuffer.Header;
import io.cairn.server.endpoint.EndpointContext;
import io.cairn.server.endpoint.Leadership;
import io.cairn.server.endpoint.RefusalPublisher;
import io.cairn.server.endpoint.Replica;
import io.cairn.server.endpoint.ReplicaCounters;
import io.cairn.server.endpoint.Request;
import io.cairn.server.endpoint.RequestEndpoint;
import io.cairn.server.endpoint.RequestSession;
import io.cairn.server.snapshot.SnapshotPoint;
import io.cairn.wire.codecs.DescribeSnapshotDecoder;
import io.cairn.wire.codecs.FetchSnapshotDecoder;
import io.cairn.wire.codecs.TakeSnapshotDecoder;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AgentTerminationException;

/**
 * One replica as Aeron Cluster sees it: applies the log to the state machine, and between log messages polls the door,
 * so that reads, checks and changes happen on one thread. An error while applying ends the replica: whoever went on
 * behind a message that was not applied would differ from the other replicas.
 */
public final class ReplicaService implements ClusteredService, Replica {

    private static final long SLOW_TICK_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final EndpointContext context;
    private final StateMachine stateMachine;
    private final ReplicaStatus status;
    private final LogIngress ingress;
    private final RefusalPublisher refusals;
    private final ReplicaCounters counters;
    private final ReplicaSnapshots snapshots;
    private final SnapshotDoor snapshotDoor;
    private final RecoveryDoor recoveryDoor;
    private final ReplayProgress replay;
    private Cluster cluster;
    private ElectionCounters elections;
    private RequestEndpoint endpoint;
    private long slowTickNs;
    private int openingsSeen;
    private Leadership announced = Leadership.NONE;

    /**
     * A replica that is not started.
     *
     * @param context      settings of the door.
     * @param stateMachine is closed with the service.
     * @param status       kept up to date here, read by the state machine.
     * @param ingress      way into the log, used by the state machine.
     * @param refusals     writes refusals.
     * @param snapshots    what the state was restored from, and takes new ones.
     */
    public ReplicaService(EndpointContext context, StateMachine stateMachine, ReplicaStatus status, LogIngress ingress,
        RefusalPublisher refusals, ReplicaSnapshots snapshots) {
        this.context = context;
        this.stateMachine = stateMachine;
        this.status = status;
        this.ingress = ingress;
        this.refusals = refusals;
        this.snapshots = snapshots;
        snapshotDoor = new SnapshotDoor(snapshots, refusals);
        recoveryDoor = new RecoveryDoor(snapshots.complete(), snapshots.taker().status(), refusals);
        replay = new ReplayProgress(
            snapshots.taker().group(), snapshots.restored().point().position(), System.nanoTime());
        counters = context.counters();
    }

    @Override
    public void onStart(Cluster owner, Image snapshotImage) {
        cluster = owner;
        elections = new ElectionCounters(owner);
        SnapshotPoint restored = snapshots.restored().point();
        if (owner.logPosition() != restored.position()) {
            throw new IllegalStateException("the log goes on at " + owner.logPosition() + ", the state restored is at "
                + restored.position());
        }
        status.onMessage(restored.position(), restored.timestampMs());
        announced = new Leadership(restored.leadershipTermId(), restored.leaderMemberId());
        endpoint = new RequestEndpoint(context, owner.aeron(), this, refusals);
    }

    @Override
    public void onSessionMessage(
        ClientSession session, long timestamp, DirectBuffer buffer, int offset, int length, Header header) {
        status.onMessage(header.position(), timestamp);
        try {
            stateMachine.onLogMessage(buffer, offset, length);
        } catch (RuntimeException | Error e) {
            context.errorHandler().onError(e);
            throw new AgentTerminationException("message at position " + header.position() + " cannot be applied", e);
        }
        ingress.onApplied(session.id());
    }

    @Override
    public int doBackgroundWork(long nowNs) {
        watchLeadership(nowNs);
        int work = ingress.poll(nowNs);
        if (ingress.openings() != openingsSeen) {
            openingsSeen = ingress.openings();
            stateMachine.onForwardedLost(endpoint.sessions());
        }
        if (nowNs - slowTickNs >= 0) {
            slowTickNs = nowNs + SLOW_TICK_NS;
            slowTick(nowNs);
        }
        work += endpoint.poll(nowNs);
        work += snapshots.taker().poll(work > 0, cluster.logPosition());
        work += stateMachine.doWork(nowNs, endpoint.sessions());
        return work;
    }

    @Override
    public Action onRequest(RequestSession session, Request request) {
        return switch (request.templateId()) {
            case TakeSnapshotDecoder.TEMPLATE_ID -> snapshotDoor.onTakeSnapshot(cluster, session, request);
            case DescribeSnapshotDecoder.TEMPLATE_ID ->
                recoveryDoor.onDescribe(session, request, cluster.logPosition());
            case FetchSnapshotDecoder.TEMPLATE_ID -> recoveryDoor.onFetch(session, request);
            default -> stateMachine.onRequest(session, request);
        };
    }

    @Override
    public boolean ready() {
        return status.ready();
    }

    @Override
    public Leadership leadership() {
        return status.leadership();
    }

    @Override
    public boolean leads() {
        return status.leads();
    }

    @Override
    public int shardId() {
        return context.shardId();
    }

    @Override
    public int slotMapVersion() {
        return stateMachine.slotMapVersion();
    }

    @Override
    public long position() {
        return status.position();
    }

    @Override
    public long lastSequence(long clientId) {
        return stateMachine.lastSequence(clientId);
    }

    @Override
    public void onNewLeadershipTermEvent(
        long leadershipTermId,
        long logPosition,
        long timestamp,
        long termBaseLogPosition,
        int leaderMemberId,
        int logSessionId,
        TimeUnit timeUnit,
        int appVersion) {
        announced = new Leadership(leadershipTermId, leaderMemberId);
    }

    @Override
    public void onRoleChange(Cluster.Role newRole) {
        // See watchLeadership: the consensus module takes messages from the end of the election on, not from here.
    }

    @Override
    public void onTakeSnapshot(ExclusivePublication snapshotPublication) {
        // Aeron's own snapshot holds nothing of ours: its position is the name of our file.
        SnapshotPoint here = new SnapshotPoint(
            cluster.logPosition(), cluster.time(), announced.termId(), announced.leaderMemberId());
        // Rows that are ahead of the log belong to no snapshot that is begun here.
        if (whole()) {
            snapshots.taker().begin(here, stateMachine.snapshotState());
        }
    }

    @Override
    public void onTimerEvent(long correlationId, long timestamp) {
        throw new IllegalStateException("no timer was scheduled");
    }

    @Override
    public void onSessionOpen(ClientSession session, long timestamp) {
        // Sessions of the log are those of LogIngress; clients have theirs at the endpoint.
    }

    @Override
    public void onSessionClose(ClientSession session, long timestamp, CloseReason closeReason) {
        // See onSessionOpen.
    }

    @Override
    public void onTerminate(Cluster owner) {
        status.ready(false);
        Aeron aeron = owner.aeron();
        if (!aeron.isClosed()) {
            CloseHelper.closeAll(context.errorHandler(), endpoint, ingress);
        }
        snapshots.taker().close();
        stateMachine.close();
    }

    private void slowTick(long nowNs) {
        counters.position(status.position());
        if (!status.ready()) {
            replay.show(status.position(), nowNs);
        }
        if (status.leads()) {
            snapshotDoor.poll(cluster, status.position(), nowNs);
        }
    }

    /**
     * There is a leader from the moment on at which the announcement of the consensus module's term has come out of the
     * log, which has then brought everything before it, until the next election begins.
     */
    private void watchLeadership(long nowNs) {
        boolean known = elections.over() && elections.leadershipTermId() == announced.termId();
        Leadership before = status.leadership();
        if (known && !before.equals(announced)) {
            status.member(cluster.memberId());
            onLeadership(announced, nowNs);
        } else if (!known && before.known()) {
            onLeadership(new Leadership(before.termId(), Leadership.NO_MEMBER), nowNs);
        }
        if (!status.ready() && known && whole() && (ingress.connected() || !status.leads())) {
            status.ready(true);
        }
    }

    /** Whether the state is one that there ever was: rows restored may be ahead of the log, up to a position. */
    private boolean whole() {
        return cluster.logPosition() >= snapshots.restored().end();
    }

    private void onLeadership(Leadership leadership, long nowNs) {
        status.leadership(leadership);
        if (status.leads()) {
            ingress.open(cluster.aeron(), nowNs);
        } else {
            ingress.close();
        }
    }
}

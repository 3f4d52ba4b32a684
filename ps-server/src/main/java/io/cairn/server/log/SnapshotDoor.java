package io.cairn.server.log;

import io.aeron.cluster.ClusterControl;
import io.aeron.cluster.service.Cluster;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.cairn.server.endpoint.Refusal;
import io.cairn.server.endpoint.RefusalPublisher;
import io.cairn.server.endpoint.Request;
import io.cairn.server.endpoint.RequestSession;
import io.cairn.server.snapshot.SnapshotSchedule;
import io.cairn.server.snapshot.SnapshotStatus;
import io.cairn.server.snapshot.Snapshots;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.SnapshotTakenEncoder;
import io.cairn.wire.codecs.TakeSnapshotDecoder;
import java.util.Optional;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * Has a group's leader put the mark of a snapshot into the log: when the schedule says so, or when asked. A request is
 * answered as soon as there is a complete snapshot at its position or behind it, whoever it was made for.
 */
final class SnapshotDoor {

    private static final int TAKEN_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + SnapshotTakenEncoder.BLOCK_LENGTH;

    private final Snapshots taker;
    private final SnapshotStatus status;
    private final SnapshotSchedule schedule;
    private final RefusalPublisher refusals;
    private final TakeSnapshotDecoder takeSnapshot = new TakeSnapshotDecoder();
    private final SnapshotTakenEncoder taken = new SnapshotTakenEncoder();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final BufferClaim claim = new BufferClaim();
    private Optional<AtomicCounter> control = Optional.empty();

    SnapshotDoor(ReplicaSnapshots snapshots, RefusalPublisher refusals) {
        taker = snapshots.taker();
        status = taker.status();
        schedule = snapshots.schedule();
        this.refusals = refusals;
    }

    /** On the leader, now and then. */
    void poll(Cluster cluster, long position, long nowNs) {
        if (!taker.busy() && schedule.due(position, nowNs)) {
            trigger(cluster);
        }
    }

    /** On the leader. What it has not applied it cannot have in a snapshot, and whoever asks has seen less. */
    Action onTakeSnapshot(Cluster cluster, RequestSession session, Request request) {
        takeSnapshot.wrap(
            request.buffer(), request.blockOffset(), request.header().blockLength(), request.header().version());
        if (takeSnapshot.position() > cluster.logPosition()) {
            return refusals.refuse(session, request, new Refusal(ErrorCode.MALFORMED, cluster.logPosition(),
                "position " + takeSnapshot.position() + " is beyond the log, which is at " + cluster.logPosition()));
        }
        if (status.position() > 0 && status.position() >= takeSnapshot.position()) {
            return answer(session, request);
        }
        int failures = (int) status.failures() + 1;
        if (session.progress() == 0) {
            session.progress(failures);
        }
        if (session.progress() < failures) {
            return refusals.refuse(session, request, new Refusal(ErrorCode.SNAPSHOT_FAILED, 0,
                "the snapshot was not completed; the log of the node that leads the group says why"));
        }
        if (!taker.busy()) {
            trigger(cluster);
        }
        return Action.ABORT;
    }

    private Action answer(RequestSession session, Request request) {
        if (session.publication().tryClaim(TAKEN_LENGTH, claim) < 0) {
            return Action.ABORT;
        }
        taken.wrapAndApplyHeader(claim.buffer(), claim.offset(), header)
            .correlationId(request.correlationId())
            .position(status.position())
            .bytes(status.bytes());
        claim.commit();
        return Action.COMMIT;
    }

    /** Moves the switch that Aeron's consensus module looks at; it is there and free on the leader only. */
    private void trigger(Cluster cluster) {
        if (control.isEmpty()) {
            control = Optional.ofNullable(ClusterControl.findControlToggle(
                cluster.aeron().countersReader(), cluster.context().clusterId()));
        }
        control.ifPresent(ClusterControl.ToggleState.SNAPSHOT::toggle);
    }
}

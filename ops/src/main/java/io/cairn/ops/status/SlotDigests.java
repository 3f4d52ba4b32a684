package io.cairn.ops.status;

import io.aeron.Aeron;
import io.aeron.driver.MediaDriver;
import io.cairn.client.channel.RequestChannels;
import io.cairn.client.reply.DeadlineException;
import io.cairn.client.session.AnswerHandler;
import io.cairn.client.session.CommandEncoder;
import io.cairn.client.session.Refusal;
import io.cairn.client.session.SessionTarget;
import io.cairn.client.session.ShardSession;
import io.cairn.client.view.SlotView;
import io.cairn.config.ClusterConfig;
import io.cairn.config.PortRole;
import io.cairn.config.ShardConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;

/** Asks replicas of a cluster that lets everybody in for the digests of all slots of a table, one after the other. */
public final class SlotDigests implements AnswerHandler {

    private static final long LOOK_NS = TimeUnit.MICROSECONDS.toNanos(100);

    private final int tableId;
    private final List<SlotView> slots = new ArrayList<>();
    private boolean asked;
    private Optional<Refusal> refused = Optional.empty();

    private SlotDigests(int tableId) {
        this.tableId = tableId;
    }

    /**
     * What the replicas of a shard have in each slot; equal lists are equal rows, bit for bit.
     *
     * @param cluster the cluster.
     * @param group   a shard of it.
     * @param tableId the table.
     * @param timeout for each replica.
     * @return by member, then by slot; slots of other shards have no rows.
     * @throws DeadlineException                      if a replica does not answer in time.
     * @throws io.cairn.client.reply.RefusedException if one does not know the table.
     */
    public static List<List<SlotView>> ask(ClusterConfig cluster, ShardConfig group, int tableId, Duration timeout) {
        try (MediaDriver driver = ClusterStatus.launchDriver(cluster);
            Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.aeronDirectoryName()))) {
            List<List<SlotView>> members = new ArrayList<>();
            for (String node : group.replicas()) {
                String endpoint = cluster.node(node).endpoint(group.id(), PortRole.REQUESTS);
                SessionTarget target = new SessionTarget(
                    group.id(), endpoint, false, cluster.clusterId(), 0, Optional.empty());
                SlotDigests digests = new SlotDigests(tableId);
                try (var session = new ShardSession(aeron, new RequestChannels(cluster.channels()), target, digests)) {
                    digests.await(session, cluster.slotCount(), System.nanoTime() + timeout.toNanos());
                }
                members.add(List.copyOf(digests.slots));
            }
            return members;
        }
    }

    private void await(ShardSession session, int slotCount, long endNs) {
        while (slots.size() < slotCount) {
            long nowNs = System.nanoTime();
            if (nowNs - endNs > 0) {
                throw new DeadlineException("no digest of slot " + slots.size() + "; " + session.describe());
            }
            session.poll(nowNs);
            askNext(session);
            requireNotRefused();
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    private void askNext(ShardSession session) {
        if (!asked) {
            int next = slots.size();
            DirectBuffer message = CommandEncoder.describeSlot(next, tableId, next);
            asked = session.offer(message, 0, message.capacity());
        }
    }

    private void requireNotRefused() {
        if (refused.isPresent()) {
            throw refused.get().toException();
        }
    }

    @Override
    public void onOpen(long lastSequence, long position, int messageBytesMax) {
        asked = false;
    }

    @Override
    public void onLost(String reason) {
        asked = false;
    }

    @Override
    public void onRefusal(Refusal refusal) {
        refused = Optional.of(refusal);
    }

    @Override
    public void onSlotView(long correlationId, SlotView view) {
        if (correlationId == slots.size()) {
            slots.add(view);
            asked = false;
        }
    }
}

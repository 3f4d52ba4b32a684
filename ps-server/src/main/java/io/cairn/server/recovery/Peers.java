package io.cairn.server.recovery;

import io.aeron.Aeron;
import io.cairn.client.channel.RequestChannels;
import io.cairn.client.session.CommandEncoder;
import io.cairn.client.session.SessionTarget;
import io.cairn.client.session.ShardSession;
import io.cairn.client.view.SnapshotSource;
import io.cairn.config.ClusterConfig;
import io.cairn.config.PortRole;
import io.cairn.config.ShardConfig;
import io.cairn.server.snapshot.SnapshotDownload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;

/** The other members of a group, and what is asked of the one that leads. Each question waits for its answer. */
final class Peers implements AutoCloseable {

    private static final long CLIENT_ID = 0;
    private static final long CORRELATION_ID = 1;
    /** As long as a part that the leader sends; so much is asked for ahead. */
    private static final int PART_BYTES = 64 * 1024;
    private static final int PARTS_AHEAD = 8;

    private final Aeron aeron;
    private final Progress progress;
    private final Waiting waiting = new Waiting();
    private final List<Peer> peers = new ArrayList<>();

    Peers(RecoveryContext context, Progress progress) {
        aeron = context.aeron();
        this.progress = progress;
        ClusterConfig cluster = context.cluster();
        ShardConfig group = context.group();
        RequestChannels channels = new RequestChannels(cluster.channels());
        for (int member = 0; member < group.replicas().size(); member++) {
            String name = group.replicas().get(member);
            if (!name.equals(context.nodeName())) {
                SessionTarget target = new SessionTarget(
                    group.id(), cluster.node(name).endpoint(group.id(), PortRole.REQUESTS), false,
                    cluster.clusterId(), CLIENT_ID, context.credentials());
                peers.add(new Peer(name, member, handler -> new ShardSession(aeron, channels, target, handler)));
            }
        }
    }

    /** Waits until one of them leads, which takes a majority of the group without this member. */
    Peer awaitLeader() {
        await(() -> leader().isPresent(), () -> "waits for a leader: "
            + peers.stream().map(Peer::describe).collect(Collectors.joining("; ")));
        return leader().orElseThrow();
    }

    private Optional<Peer> leader() {
        return peers.stream().filter(Peer::leads).max(Comparator.comparingLong(Peer::termId));
    }

    /**
     * Has the leader take a snapshot of all that it has applied by now, which is all that this member can have
     * acknowledged before it lost its disk.
     */
    SnapshotSource takeSnapshot(Peer leader) {
        leader.forgetPosition();
        await(leader, () -> leader.askPosition().isPresent(), "says how far it is");
        send(leader, CommandEncoder.takeSnapshot(CORRELATION_ID, leader.askPosition().orElseThrow()));
        await(leader, () -> leader.taken().isPresent(), "takes a snapshot");
        send(leader, CommandEncoder.describeSnapshot(CORRELATION_ID, leader.taken().orElseThrow()));
        await(leader, () -> leader.source().isPresent(), "describes its snapshot");
        return leader.source().orElseThrow();
    }

    /** Fetches the whole file of a snapshot. */
    void download(Peer leader, SnapshotSource source, SnapshotDownload download) {
        leader.listen((fileOffset, part) -> {
            if (fileOffset != download.bytes()) {
                throw new BeginAgainException("a part of the snapshot came out of turn");
            }
            download.write(part);
        });
        long asked = 0;
        while (!download.whole()) {
            boolean ahead = asked - download.bytes() >= PARTS_AHEAD * PART_BYTES;
            int work = poll();
            if (asked < source.bytes() && !ahead
                && leader.offer(CommandEncoder.fetchSnapshot(CORRELATION_ID, source.position(), asked))) {
                asked += PART_BYTES;
                work++;
            }
            leader.requireSession();
            progress.show("snapshot", download::bytes, source.bytes());
            waiting.idle(work);
        }
    }

    private void send(Peer leader, DirectBuffer message) {
        await(() -> leader.offer(message), () -> leader.nodeName() + " takes no request");
    }

    private void await(Peer leader, BooleanSupplier answered, String doing) {
        await(() -> {
            leader.requireSession();
            return answered.getAsBoolean();
        }, () -> leader.nodeName() + ", which leads, " + doing);
    }

    private void await(BooleanSupplier done, Supplier<String> what) {
        while (!done.getAsBoolean()) {
            waiting.idle(poll());
            progress.show(what);
        }
    }

    private int poll() {
        int work = aeron.conductorAgentInvoker().invoke();
        long nowNs = System.nanoTime();
        for (Peer peer : peers) {
            work += peer.poll(nowNs);
        }
        return work;
    }

    @Override
    public void close() {
        CloseHelper.quietCloseAll(peers);
    }
}

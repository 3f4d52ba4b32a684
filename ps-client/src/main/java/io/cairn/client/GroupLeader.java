package io.cairn.client;

import io.aeron.Aeron;
import io.cairn.access.Credentials;
import io.cairn.client.channel.RequestChannels;
import io.cairn.client.session.AnswerHandler;
import io.cairn.client.session.Refusal;
import io.cairn.client.session.SessionTarget;
import io.cairn.client.session.SessionTargets;
import io.cairn.client.session.ShardSession;
import io.cairn.client.view.ShardFile;
import io.cairn.config.ClusterConfig;
import io.cairn.config.PortRole;
import io.cairn.config.ShardConfig;
import io.cairn.wire.codecs.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;

/**
 * The leader of a group, whichever replica that is: listens to all of them, asks the one that leads, and asks again
 * after a lost connection or an election, until told to ask no more. One question at a time. Used by one thread.
 */
final class GroupLeader implements AutoCloseable {

    private static final long CLIENT_ID = 0;

    private final List<Member> members = new ArrayList<>();
    private final LeaderListener listener;
    private Optional<DirectBuffer> question = Optional.empty();
    private boolean positionWanted = true;

    GroupLeader(Aeron aeron, ClusterConfig cluster, Optional<Credentials> credentials, ShardConfig group,
        LeaderListener listener) {
        this.listener = listener;
        RequestChannels channels = new RequestChannels(cluster.channels());
        SessionTargets targets = new SessionTargets(endpoint -> false, cluster.clusterId(), CLIENT_ID, credentials);
        for (int id = 0; id < group.replicas().size(); id++) {
            String endpoint = cluster.node(group.replicas().get(id)).endpoint(group.id(), PortRole.REQUESTS);
            members.add(new Member(id, aeron, channels, targets.replica(group.id(), endpoint)));
        }
    }

    /** Has the leader tell its position anew. */
    void askPosition() {
        positionWanted = true;
    }

    /** Asks the leader something, in place of what was asked before. */
    void ask(DirectBuffer message) {
        question = Optional.of(message);
        members.forEach(member -> member.sent = false);
    }

    /** Asks no more. */
    void askNothing() {
        question = Optional.empty();
    }

    int poll(long nowNs) {
        int work = 0;
        for (Member member : members) {
            work += member.poll(nowNs);
        }
        return work;
    }

    @Override
    public void close() {
        members.forEach(member -> CloseHelper.quietClose(member.session));
    }

    private final class Member implements AnswerHandler {

        private final int id;
        private final ShardSession session;
        private boolean open;
        private boolean leads;
        private boolean sent;

        Member(int id, Aeron aeron, RequestChannels channels, SessionTarget target) {
            this.id = id;
            session = new ShardSession(aeron, channels, target, this);
        }

        int poll(long nowNs) {
            int work = session.poll(nowNs);
            if (open && leads) {
                if (positionWanted) {
                    session.askOpen();
                }
                if (!sent && question.isPresent()) {
                    DirectBuffer message = question.get();
                    sent = session.offer(message, 0, message.capacity());
                }
            }
            return work;
        }

        @Override
        public void onLeadership(long termId, int leaderMemberId) {
            leads = leaderMemberId == id;
        }

        @Override
        public void onOpen(long lastSequence, long position, int messageBytesMax) {
            sent &= open;
            open = true;
            if (leads && positionWanted) {
                positionWanted = false;
                listener.onPosition(position);
            }
        }

        @Override
        public void onLost(String reason) {
            open = false;
        }

        @Override
        public void onRefusal(Refusal refusal) {
            if (refusal.code() == ErrorCode.NOT_LEADER || refusal.code() == ErrorCode.NOT_READY) {
                sent = false;
            } else {
                listener.onRefusal(refusal);
            }
        }

        @Override
        public void onSnapshotTaken(long correlationId, long position, long bytes) {
            listener.onSnapshotTaken(position, bytes);
        }

        @Override
        public void onCheckpointTaken(long correlationId, ShardFile file) {
            listener.onCheckpointTaken(correlationId, file);
        }
    }
}

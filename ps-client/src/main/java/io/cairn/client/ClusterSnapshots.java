package io.cairn.client;

import io.cairn.access.Credentials;
import io.cairn.client.reply.CairnException;
import io.cairn.client.reply.DeadlineException;
import io.cairn.client.session.CommandEncoder;
import io.cairn.config.ClusterConfig;
import io.cairn.config.ShardConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.agrona.CloseHelper;
import org.agrona.concurrent.IdleStrategy;

/**
 * Has every group of a cluster, the directory too, take a snapshot. Listens to all replicas, and asks those that lead.
 * Used by one thread.
 */
public final class ClusterSnapshots implements AutoCloseable {

    private static final long CORRELATION_ID = 1;

    private final ClientDriver driver;
    private final List<Group> groups = new ArrayList<>();
    private final Map<String, GroupSnapshot> taken = new TreeMap<>();
    private final IdleStrategy idleStrategy = ClientDriver.idleStrategy();

    /**
     * Begins to connect.
     *
     * @param cluster     whose groups.
     * @param credentials as which principal, of role operator; empty if the cluster asks nobody.
     */
    public ClusterSnapshots(ClusterConfig cluster, Optional<Credentials> credentials) {
        driver = new ClientDriver(Optional.empty(), cluster.channels());
        groups.add(new Group(cluster, cluster.directory(), credentials));
        cluster.shards().forEach(shard -> groups.add(new Group(cluster, shard, credentials)));
    }

    /**
     * Takes a snapshot of what each group has applied when it is reached. A group that has one of that already only
     * says so.
     *
     * @param timeout  how long at most.
     * @param progress told how many groups are done, each time one is.
     * @return one for each group.
     * @throws CairnException if a group refuses, or its leader does not answer in time.
     */
    public List<GroupSnapshot> take(Duration timeout, IntConsumer progress) {
        long endNs = System.nanoTime() + timeout.toNanos();
        while (taken.size() < groups.size()) {
            long nowNs = System.nanoTime();
            int work = 0;
            int before = taken.size();
            for (Group group : groups) {
                work += group.leader.poll(nowNs);
            }
            if (taken.size() > before) {
                progress.accept(taken.size());
            }
            if (nowNs - endNs >= 0) {
                throw new DeadlineException("no complete snapshot of every group after " + timeout + ", only of "
                    + taken.keySet());
            }
            idleStrategy.idle(work);
        }
        return List.copyOf(taken.values());
    }

    @Override
    public void close() {
        groups.forEach(group -> CloseHelper.quietClose(group.leader));
        driver.close();
    }

    /**
     * A complete snapshot.
     *
     * @param group    {@code directory} or {@code shard-<id>}.
     * @param position log position that it is the state at.
     * @param bytes    length of its file.
     */
    public record GroupSnapshot(String group, long position, long bytes) {
    }

    /** A group, asked for a snapshot of where its leader is when that is reached. */
    private final class Group implements LeaderListener {

        private final String name;
        private final GroupLeader leader;

        Group(ClusterConfig cluster, ShardConfig group, Optional<Credentials> credentials) {
            name = group.name();
            leader = new GroupLeader(driver.aeron(), cluster, credentials, group, this);
        }

        @Override
        public void onPosition(long position) {
            leader.ask(CommandEncoder.takeSnapshot(CORRELATION_ID, position));
        }

        @Override
        public void onSnapshotTaken(long position, long bytes) {
            leader.askNothing();
            taken.put(name, new GroupSnapshot(name, position, bytes));
        }
    }
}

package io.cairn.ops.status;

import io.aeron.Aeron;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.cairn.access.Credentials;
import io.cairn.client.view.ClusterView;
import io.cairn.client.view.ShardView;
import io.cairn.config.ClusterConfig;
import io.cairn.config.ShardConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.CloseHelper;

/**
 * How all replicas of a cluster stand, and what its tables hold.
 *
 * @param cluster  name of the cluster.
 * @param replicas the directory's first, then shard by shard in the order of members.
 * @param nodes    those that host a shard and answer, in the order of the replicas.
 * @param tables   by id; empty while the directory does not answer.
 */
public record ClusterStatus(
    String cluster, List<ReplicaStatus> replicas, List<NodeStatus> nodes, List<TableStatus> tables) {

    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Keeps copies. */
    public ClusterStatus {
        replicas = List.copyOf(replicas);
        nodes = List.copyOf(nodes);
        tables = List.copyOf(tables);
    }

    /**
     * Asks all replicas at once, over UDP.
     *
     * @param config      the cluster.
     * @param credentials as whom; empty where nobody has to prove it.
     * @param timeout     after which a replica counts as silent.
     * @return what they said.
     * @throws io.cairn.client.reply.CairnException if they do not let in who asks.
     */
    public static ClusterStatus ask(ClusterConfig config, Optional<Credentials> credentials, Duration timeout) {
        try (MediaDriver driver = launchDriver(config);
            Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.aeronDirectoryName()))) {
            List<ReplicaQuestion> questions = questions(aeron, config, credentials);
            try {
                awaitAnswers(questions, System.nanoTime() + timeout.toNanos());
            } finally {
                CloseHelper.closeAll(questions);
            }
            return new ClusterStatus(config.name(),
                withLags(questions.stream().map(ReplicaQuestion::status).toList()), nodes(questions),
                tables(questions));
        }
    }

    private static List<NodeStatus> nodes(List<ReplicaQuestion> questions) {
        Map<String, NodeStatus> byName = new LinkedHashMap<>();
        questions.stream()
            .flatMap(question -> question.nodeStatus().stream())
            .forEach(node -> byName.putIfAbsent(node.node(), node));
        return List.copyOf(byName.values());
    }

    private static List<TableStatus> tables(List<ReplicaQuestion> questions) {
        List<ShardView> leaders = questions.stream().flatMap(question -> question.leaderView().stream()).toList();
        return questions.stream()
            .flatMap(question -> question.clusterView().stream())
            .max(Comparator.comparingLong(ClusterView::position))
            .map(view -> view.tables().stream().map(table -> TableStatus.of(table, leaders)).toList())
            .orElse(List.of());
    }

    /**
     * Whether every group has a leader that answers.
     *
     * @return false if changes to some group would wait.
     */
    public boolean complete() {
        return replicas.stream().map(ReplicaStatus::group).distinct().allMatch(group -> replicas.stream()
            .anyMatch(replica -> replica.group().equals(group) && replica.role() == ReplicaStatus.Role.LEADER));
    }

    /**
     * Whether every replica answers and knows its leader.
     *
     * @return false while some replica would be missed if others ended.
     */
    public boolean whole() {
        return complete() && replicas.stream().allMatch(replica -> replica.role() == ReplicaStatus.Role.LEADER
            || replica.role() == ReplicaStatus.Role.FOLLOWER);
    }

    /**
     * Whether every replica has applied what its leader has.
     *
     * @return true if the cluster is {@link #whole() whole} and nobody lags.
     */
    public boolean level() {
        return whole() && replicas.stream().allMatch(replica -> replica.lag() == 0);
    }

    /**
     * Who leads a group, as the group says itself.
     *
     * @param group {@code directory} or {@code shard-<id>}.
     * @return the leader's member id; empty if no leader answers.
     */
    public OptionalInt leader(String group) {
        return replicas.stream()
            .filter(replica -> replica.group().equals(group) && replica.role() == ReplicaStatus.Role.LEADER)
            .mapToInt(ReplicaStatus::member)
            .findFirst();
    }

    static MediaDriver launchDriver(ClusterConfig config) {
        return MediaDriver.launchEmbedded(new MediaDriver.Context()
            .threadingMode(ThreadingMode.SHARED)
            .asyncExecutorEnabled(false)
            .initialWindowLength(config.channels().windowBytes())
            .socketRcvbufLength(config.channels().socketBufferBytes())
            .socketSndbufLength(config.channels().socketBufferBytes())
            .dirDeleteOnShutdown(true));
    }

    private static List<ReplicaQuestion> questions(
        Aeron aeron, ClusterConfig config, Optional<Credentials> credentials) {
        List<ShardConfig> groups = new ArrayList<>();
        groups.add(config.directory());
        groups.addAll(config.shards());
        List<ReplicaQuestion> questions = new ArrayList<>();
        for (ShardConfig group : groups) {
            for (int member = 0; member < group.replicas().size(); member++) {
                questions.add(new ReplicaQuestion(aeron, config, group, member, credentials));
            }
        }
        return questions;
    }

    private static void awaitAnswers(List<ReplicaQuestion> questions, long deadlineNs) {
        while (questions.stream().anyMatch(question -> !question.answered()) && System.nanoTime() - deadlineNs < 0) {
            long nowNs = System.nanoTime();
            questions.forEach(question -> question.poll(nowNs));
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    /** Replicas answer within milliseconds of each other, so under load a lag is off by what was pushed meanwhile. */
    private static List<ReplicaStatus> withLags(List<ReplicaStatus> replicas) {
        return replicas.stream().map(replica -> withLag(replica, replicas)).toList();
    }

    private static ReplicaStatus withLag(ReplicaStatus replica, List<ReplicaStatus> all) {
        if (replica.role() == ReplicaStatus.Role.SILENT) {
            return replica;
        }
        return all.stream()
            .filter(other -> other.group().equals(replica.group()) && other.role() == ReplicaStatus.Role.LEADER)
            .findFirst()
            .map(leader -> replica.behind(leader.position()))
            .orElse(replica);
    }
}

package io.cairn.client;

import io.cairn.access.Credentials;
import io.cairn.client.checkpoint.CheckpointRows;
import io.cairn.client.reply.CairnException;
import io.cairn.client.reply.DeadlineException;
import io.cairn.client.session.CommandEncoder;
import io.cairn.client.session.Refusal;
import io.cairn.client.view.ShardFile;
import io.cairn.config.CheckpointName;
import io.cairn.config.ClusterConfig;
import io.cairn.config.ShardConfig;
import io.cairn.wire.codecs.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.agrona.CloseHelper;
import org.agrona.concurrent.IdleStrategy;

/**
 * Has every shard of a cluster write its rows to a checkpoint's folder, all as they were at one moment. Used by one
 * thread.
 *
 * <p>The moment is found by a double collect. First every shard tells its log position, then each gets a marker with
 * the position that it told. A shard that had applied anything in between says so and writes nothing. If none had, then
 * no shard changed from its first answer to its marker, so all files show the moment at which the last first answer had
 * come. Otherwise all are asked anew, a few times.
 */
public final class ClusterCheckpoint implements AutoCloseable {

    private static final int ATTEMPTS = 10;

    private final ClusterConfig cluster;
    private final Optional<Credentials> credentials;
    private final ClientDriver driver;
    private final List<Shard> shards;
    private final IdleStrategy idleStrategy = ClientDriver.idleStrategy();

    /**
     * Begins to connect.
     *
     * @param cluster     whose shards.
     * @param credentials as which principal, of role trainer or above; empty if the cluster asks nobody.
     */
    public ClusterCheckpoint(ClusterConfig cluster, Optional<Credentials> credentials) {
        this.cluster = cluster;
        this.credentials = credentials;
        driver = new ClientDriver(Optional.empty(), cluster.channels());
        shards = cluster.shards().stream().map(Shard::new).toList();
    }

    /**
     * Has the files written.
     *
     * @param name     of the checkpoint, whose folder the shards make if it is not there.
     * @param timeout  how long at most.
     * @param progress told how many shards are done, each time one is, and again from 0 if they are asked anew.
     * @return the files; others in the folder are of attempts that came to nothing.
     * @throws CairnException if rows change all the time, a shard refuses, or does not answer in time.
     */
    public CheckpointRows take(CheckpointName name, Duration timeout, IntConsumer progress) {
        long endNs = System.nanoTime() + timeout.toNanos();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            shards.forEach(Shard::askPosition);
            await("position", shard -> shard.told, endNs, progress);
            shards.forEach(shard -> shard.askFile(name));
            await("file", shard -> shard.file.isPresent() || shard.movedOn, endNs, progress);
            if (shards.stream().noneMatch(shard -> shard.movedOn)) {
                return new CheckpointRows(cluster.name(), cluster.slotCount(),
                    shards.stream().map(shard -> shard.file.orElseThrow()).toList());
            }
        }
        throw new CairnException("rows were pushed in all " + ATTEMPTS + " attempts to find a moment of rest: stop the "
            + "trainers, or let the trainer take the checkpoint between two steps ('cairn train --checkpoint')",
            false);
    }

    private void await(String what, Predicate<Shard> done, long endNs, IntConsumer progress) {
        long ready = -1;
        while (ready < shards.size()) {
            long nowNs = System.nanoTime();
            int work = 0;
            for (Shard shard : shards) {
                work += shard.leader.poll(nowNs);
            }
            long count = shards.stream().filter(shard -> shard.file.isPresent()).count();
            progress.accept((int) count);
            ready = shards.stream().filter(done).count();
            if (ready < shards.size() && nowNs - endNs >= 0) {
                throw new DeadlineException("no " + what + " in time from " + shards.stream()
                    .filter(done.negate()).map(shard -> shard.name).toList());
            }
            idleStrategy.idle(work);
        }
    }

    @Override
    public void close() {
        shards.forEach(shard -> CloseHelper.quietClose(shard.leader));
        driver.close();
    }

    /** One shard's part in the attempt under way. */
    private final class Shard implements LeaderListener {

        private final String name;
        private final GroupLeader leader;
        private long position;
        private long requestId;
        private boolean told;
        private boolean movedOn;
        private Optional<ShardFile> file = Optional.empty();

        Shard(ShardConfig shard) {
            name = shard.name();
            leader = new GroupLeader(driver.aeron(), cluster, credentials, shard, this);
        }

        void askPosition() {
            told = false;
            movedOn = false;
            file = Optional.empty();
            leader.askPosition();
        }

        void askFile(CheckpointName checkpoint) {
            requestId = ThreadLocalRandom.current().nextLong();
            leader.ask(CommandEncoder.takeCheckpoint(requestId, position, checkpoint.text()));
        }

        @Override
        public void onPosition(long reached) {
            position = reached;
            told = true;
        }

        @Override
        public void onCheckpointTaken(long correlationId, ShardFile written) {
            if (correlationId == requestId) {
                leader.askNothing();
                file = Optional.of(written);
            }
        }

        @Override
        public void onRefusal(Refusal refusal) {
            if (refusal.code() != ErrorCode.CHECKPOINT_FAILED || refusal.detail() == 0) {
                throw refusal.toException();
            }
            if (refusal.correlationId() == requestId) {
                leader.askNothing();
                movedOn = true;
            }
        }
    }
}

package io.cairn.client.conductor;

import io.aeron.Aeron;
import io.cairn.client.batch.BatchOwner;
import io.cairn.client.batch.PullBatch;
import io.cairn.client.batch.PushBatch;
import io.cairn.client.batch.RoutedBatch;
import io.cairn.client.batch.ShardLane;
import io.cairn.client.channel.RequestChannels;
import io.cairn.client.reply.CairnException;
import io.cairn.client.reply.DeadlineException;
import io.cairn.client.routing.SlotRouter;
import io.cairn.client.session.SessionTarget;
import io.cairn.client.session.ShardSession;
import io.cairn.client.view.ClusterView;
import io.cairn.client.view.ReplicaView;
import io.cairn.client.view.Table;
import io.cairn.table.TableSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Keeps the calls of a client going: hands what they still have to send to the lanes of their shards, in the order the
 * calls were made, and has the directory's view renewed when a shard says that it is stale. The polling thread owns it.
 */
public final class ClientConductor implements BatchOwner, AutoCloseable {

    private final Aeron aeron;
    private final RequestChannels channels;
    private final ConductorSettings settings;
    private final DirectoryLink directory;
    private final ArrayList<RoutedBatch> active = new ArrayList<>();
    private final ArrayDeque<RoutedBatch> freePulls = new ArrayDeque<>();
    private final ArrayDeque<RoutedBatch> freePushes = new ArrayDeque<>();
    private ShardLane[] lanes = new ShardLane[0];
    private Optional<ClusterView> view = Optional.empty();
    private Optional<SlotRouter> router = Optional.empty();
    private Optional<CairnException> unclaimed = Optional.empty();
    private long viewEpoch;

    /**
     * A conductor that begins to connect at its first poll.
     *
     * @param aeron    client of the media driver to use; not closed here.
     * @param channels parameters of the streams.
     * @param settings whom to talk to, as whom.
     */
    public ClientConductor(Aeron aeron, RequestChannels channels, ConductorSettings settings) {
        this.aeron = aeron;
        this.channels = channels;
        this.settings = settings;
        directory = new DirectoryLink(settings.directory(), settings.patience().forPushes(),
            (target, handler) -> new ShardSession(aeron, channels, target, handler));
        directory.askView();
    }

    /**
     * One duty cycle.
     *
     * @return 0 if there was nothing to do.
     * @throws CairnException if the cluster can never be reached with these settings.
     */
    public int poll() {
        long nowNs = System.nanoTime();
        int work = directory.poll(nowNs);
        Optional<ClusterView> fresh = directory.takeView();
        if (fresh.isPresent()) {
            onView(fresh.get());
        }
        for (ShardLane lane : lanes) {
            work += lane.poll(nowNs);
        }
        return work + drive(nowNs);
    }

    private void onView(ClusterView fresh) {
        if (lanes.length == 0) {
            lanes = IntStream.range(0, fresh.shardCount())
                .mapToObj(shard -> targets(fresh, shard))
                .map(targets ->
                    new ShardLane(aeron, channels, targets, settings.inFlightMax(), settings.patience(), this))
                .toArray(ShardLane[]::new);
        }
        view = Optional.of(fresh);
        router = Optional.of(new SlotRouter(fresh.slotMap(), lanes.length));
        viewEpoch++;
    }

    private List<SessionTarget> targets(ClusterView fresh, int shard) {
        List<ReplicaView> replicas = fresh.replicas(shard);
        if (replicas.isEmpty()) {
            throw new CairnException("the directory knows no replica of shard-" + shard
                + "; ask 'cairn status' and check the cluster's configuration", false);
        }
        return replicas.stream().map(replica -> settings.targets().replica(shard, replica.endpoint())).toList();
    }

    /** Hands on what can be sent. A push that waits for a newer view holds back the pushes behind it, to keep order. */
    private int drive(long nowNs) {
        int work = 0;
        boolean pushesWait = false;
        int kept = 0;
        for (int i = 0; i < active.size(); i++) {
            RoutedBatch batch = active.get(i);
            boolean isPush = batch instanceof PushBatch;
            work += isPush && pushesWait ? 0 : drive(batch, nowNs);
            if (batch.isLate(nowNs)) {
                batch.fail(late(batch));
            }
            if (batch.isSettled()) {
                batch.listed(false);
            } else {
                active.set(kept++, batch);
                pushesWait |= isPush && !batch.isAccepted();
            }
        }
        for (int i = active.size() - 1; i >= kept; i--) {
            active.remove(i);
        }
        return work;
    }

    private int drive(RoutedBatch batch, long nowNs) {
        if (batch.isAccepted()) {
            return 0;
        }
        if (batch.isParked(viewEpoch)) {
            if (!directory.isAsking()) {
                directory.askView();
            }
            return 0;
        }
        if (batch.needsRouting()) {
            if (!view.orElseThrow().has(batch.table())) {
                batch.failAsRefused();
                return 1;
            }
            batch.route(router.orElseThrow(), lanes.length);
        }
        int version = router.orElseThrow().version();
        if (batch instanceof PushBatch push && push.isNumbered()) {
            return acceptNumbered(push, version, nowNs);
        }
        int work = 0;
        for (int shard = 0; shard < lanes.length; shard++) {
            if (batch.hasUnsent(shard)) {
                work += batch instanceof PushBatch push
                    ? lanes[shard].accept(push, version, nowNs)
                    : lanes[shard].send((PullBatch) batch, version, nowNs);
            }
        }
        return work;
    }

    /** All shards take their message of a numbered push, or none does. */
    private int acceptNumbered(PushBatch push, int version, long nowNs) {
        for (ShardLane lane : lanes) {
            if (!lane.isReadyFor(push)) {
                return 0;
            }
        }
        for (ShardLane lane : lanes) {
            lane.acceptNumbered(push, version, nowNs);
        }
        push.taken();
        return lanes.length;
    }

    private DeadlineException late(RoutedBatch batch) {
        String why = batch.lastRefusal().isEmpty() ? "" : "; last refusal: " + batch.lastRefusal();
        return new DeadlineException((batch instanceof PushBatch ? "push to" : "pull from") + " table '"
            + batch.table().name() + "' of " + batch.count() + " rows ran out of time"
            + (batch instanceof PushBatch ? ", what was sent of it may still count; " : "; ") + describe() + why);
    }

    /**
     * How everything stands, for people.
     *
     * @return directory and lanes.
     */
    public String describe() {
        StringBuilder text = new StringBuilder(directory.describe());
        for (ShardLane lane : lanes) {
            text.append("; ").append(lane.describe());
        }
        return text.toString();
    }

    /**
     * Begins a pull.
     *
     * @param table       what to read.
     * @param keys        which rows, repeats allowed; unchanged until the reply is done.
     * @param count       how many of the keys, from the first.
     * @param rows        receives row i at i times the row's bytes.
     * @param withHeaders whether each row begins with its header.
     * @param deadlineNs  monotonic time at which the caller gives up.
     * @return the reply to wait for.
     */
    public PullBatch pull(
        Table table, long[] keys, int count, MutableDirectBuffer rows, boolean withHeaders, long deadlineNs) {
        PullBatch batch = freePulls.isEmpty() ? new PullBatch(freePulls) : (PullBatch) freePulls.removeLast();
        batch.begin(table, keys, count, rows, withHeaders, deadlineNs);
        batch.route(router.orElseThrow(), lanes.length);
        list(active.size(), batch);
        return batch;
    }

    /**
     * Begins a push.
     *
     * @param table      what to change.
     * @param keys       which rows, each once; unchanged until the reply is accepted.
     * @param count      how many of the keys, from the first.
     * @param gradients  gradient i at i times the row's bytes; unchanged until the reply is accepted.
     * @param deadlineNs monotonic time at which the caller gives up.
     * @return the reply to wait for.
     */
    public PushBatch push(Table table, long[] keys, int count, DirectBuffer gradients, long deadlineNs) {
        PushBatch batch = freePush();
        batch.begin(table, keys, count, gradients, deadlineNs);
        batch.route(router.orElseThrow(), lanes.length);
        list(active.size(), batch);
        return batch;
    }

    /**
     * Begins a push that is one message of a given number to every shard.
     *
     * @param sequence   the number, 1 or more.
     * @param table      what to change.
     * @param keys       which rows, each once; unchanged until the reply is accepted.
     * @param count      how many of the keys, from the first.
     * @param gradients  gradient i at i times the row's bytes; unchanged until the reply is accepted.
     * @param deadlineNs monotonic time at which the caller gives up.
     * @return the reply to wait for.
     */
    public PushBatch pushNumbered(
        long sequence, Table table, long[] keys, int count, DirectBuffer gradients, long deadlineNs) {
        PushBatch batch = freePush();
        batch.beginNumbered(sequence, table, keys, count, gradients, deadlineNs);
        batch.route(router.orElseThrow(), lanes.length);
        list(active.size(), batch);
        return batch;
    }

    /**
     * The last of the client's sequences that every shard is known to have applied.
     *
     * @return 0 if there is none, -1 if a shard has not told yet.
     * @throws CairnException if a shard takes no pushes of this client.
     */
    public long appliedSequence() {
        long lowest = Long.MAX_VALUE;
        for (ShardLane lane : lanes) {
            lowest = Math.min(lowest, lane.appliedSequence());
        }
        return lowest;
    }

    /**
     * Begins to put stored rows in place, in the order of pushes.
     *
     * @param table      whose rows they are.
     * @param keys       of the rows, each once; unchanged until the reply is accepted.
     * @param count      how many of the keys, from the first.
     * @param rows       row i at i times the length of a row; unchanged until the reply is accepted.
     * @param rowBytes   length of a stored row.
     * @param deadlineNs monotonic time at which the caller gives up.
     * @return the reply to wait for.
     */
    public PushBatch restore(Table table, long[] keys, int count, DirectBuffer rows, int rowBytes, long deadlineNs) {
        PushBatch batch = freePush();
        batch.beginStored(table, keys, count, rows, rowBytes, deadlineNs);
        batch.route(router.orElseThrow(), lanes.length);
        list(active.size(), batch);
        return batch;
    }

    private PushBatch freePush() {
        return freePushes.isEmpty() ? new PushBatch(freePushes, this) : (PushBatch) freePushes.removeLast();
    }

    private void list(int place, RoutedBatch batch) {
        batch.listed(true);
        active.add(place, batch);
    }

    @Override
    public PushBatch reroute() {
        PushBatch batch = freePush();
        list(firstCall(), batch);
        return batch;
    }

    /** Pushes on another way go before the caller's later ones, and among themselves in the order they were refused. */
    private int firstCall() {
        int place = 0;
        while (place < active.size() && active.get(place) instanceof PushBatch push && push.isRerouted()) {
            place++;
        }
        return place;
    }

    @Override
    public void onUnclaimedFailure(CairnException reason) {
        if (unclaimed.isEmpty()) {
            unclaimed = Optional.of(reason);
        }
    }

    /**
     * Throws the first failure of a push whose caller had let its reply go, once.
     *
     * @throws CairnException the failure.
     */
    public void throwUnclaimedFailure() {
        Optional<CairnException> reason = unclaimed;
        unclaimed = Optional.empty();
        reason.ifPresent(failure -> {
            throw failure;
        });
    }

    @Override
    public long viewEpoch() {
        return viewEpoch;
    }

    /**
     * Whether the directory has answered and of every shard a replica has opened its session.
     *
     * @return false while connecting.
     */
    public boolean isConnected() {
        boolean connected = view.isPresent();
        for (ShardLane lane : lanes) {
            connected &= lane.isOpen();
        }
        return connected;
    }

    /**
     * Whether pushes are still to be sent or acknowledged.
     *
     * @return false once all have come to their end.
     */
    public boolean hasUnfinishedPushes() {
        for (RoutedBatch batch : active) {
            if (batch instanceof PushBatch) {
                return true;
            }
        }
        for (ShardLane lane : lanes) {
            if (lane.unacknowledgedPushes() > 0) {
                return true;
            }
        }
        return false;
    }

    /** Asks the directory for its view; {@link #isAsking()} turns false once it is here. */
    public void askView() {
        directory.askView();
    }

    /**
     * Asks the directory for a table.
     *
     * @param spec      the table.
     * @param timeoutMs how long the directory may wait for the shards.
     */
    public void askCreate(TableSpec spec, int timeoutMs) {
        directory.askCreate(spec, timeoutMs);
    }

    /**
     * Asks the directory to drop a table.
     *
     * @param name      of the table.
     * @param timeoutMs how long the directory may wait for the shards.
     */
    public void askDrop(String name, int timeoutMs) {
        directory.askDrop(name, timeoutMs);
    }

    /**
     * Asks the directory to have an alias stand for a table.
     *
     * @param alias     its name.
     * @param table     the table's name.
     * @param timeoutMs how long the directory may wait for its log.
     */
    public void askSetAlias(String alias, String table, int timeoutMs) {
        directory.askSetAlias(alias, table, timeoutMs);
    }

    /**
     * Asks the directory to remove an alias.
     *
     * @param alias     its name.
     * @param timeoutMs how long the directory may wait for its log.
     */
    public void askRemoveAlias(String alias, int timeoutMs) {
        directory.askRemoveAlias(alias, timeoutMs);
    }

    /**
     * Whether the directory still owes an answer.
     *
     * @return true until it has answered or refused.
     */
    public boolean isAsking() {
        return directory.isAsking();
    }

    /** Drops the question to the directory. */
    public void giveUpAsking() {
        directory.giveUp();
    }

    /**
     * The answer to a command.
     *
     * @return the table's id, 0 if there was no such table or alias.
     * @throws CairnException if it was refused.
     */
    public int answeredTableId() {
        return directory.answeredTableId();
    }

    /**
     * The answer to {@link #askView()}.
     *
     * @return the view.
     * @throws CairnException if it was refused.
     */
    public ClusterView answeredView() {
        directory.throwRefusal();
        return view.orElseThrow();
    }

    /**
     * The newest view of the cluster.
     *
     * @return empty while connecting.
     */
    public Optional<ClusterView> view() {
        return view;
    }

    /**
     * The lane to each shard.
     *
     * @return by shard id; empty while connecting.
     */
    public List<ShardLane> lanes() {
        return List.of(lanes);
    }

    @Override
    public void close() {
        directory.close();
        for (ShardLane lane : lanes) {
            lane.close();
        }
    }
}

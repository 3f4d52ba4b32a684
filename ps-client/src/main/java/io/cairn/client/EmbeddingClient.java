package io.cairn.client;

import io.cairn.client.batch.ShardLane;
import io.cairn.client.channel.RequestChannels;
import io.cairn.client.conductor.ClientConductor;
import io.cairn.client.conductor.ConductorSettings;
import io.cairn.client.reply.CairnException;
import io.cairn.client.reply.DeadlineException;
import io.cairn.client.reply.LookupRows;
import io.cairn.client.reply.RefusedException;
import io.cairn.client.reply.Reply;
import io.cairn.client.view.Alias;
import io.cairn.client.view.ClusterView;
import io.cairn.client.view.ReplicaState;
import io.cairn.client.view.ShardView;
import io.cairn.client.view.Table;
import io.cairn.table.TableSpec;
import io.cairn.wire.codecs.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.IdleStrategy;

/**
 * A trainer's or server's connection to a Cairn cluster: pulls rows, pushes gradients, looks rows up, and names tables.
 *
 * <pre>{@code
 * try (EmbeddingClient client = EmbeddingClient.connect(context)) {
 *     Table items = client.createTable(spec);
 *     long[] keys = {7, 42};
 *     UnsafeBuffer rows = new UnsafeBuffer(ByteBuffer.allocateDirect(keys.length * items.rowBytes()));
 *     client.pull(items, keys, keys.length, rows); // row i at i * items.rowBytes()
 *     UnsafeBuffer gradients = gradients(rows); // laid out as the rows
 *     client.push(items, keys, keys.length, gradients); // each key once
 *     client.flush(); // committed and applied, each push exactly once
 *     client.pull(items, keys, keys.length, rows);
 *     return firstRow(rows);
 * }
 * }</pre>
 *
 * <p>The whole program is {@code FirstTable} among the examples in {@code ops}.
 *
 * <p><b>Threads.</b> A client belongs to one thread; it has no locks and makes no calls in the background. The blocking
 * calls poll until they are done. The asynchronous ones return a {@link Reply} and go on whenever the client is polled,
 * by {@link #poll()} or by any other call. A program that wants to pull while it computes gives the client a thread.
 *
 * <p><b>Batches</b> may have any size; they are split by shard and under the message limit, and requests to all shards
 * are in flight at once. Keys may repeat in a pull, not in a push.
 *
 * <p><b>Order.</b> Pushes of one client to one shard apply in the order of the calls. A pull sees at least every push
 * acknowledged before it was called: after {@link #flush()} it sees all of the client's own. Whichever replica answers,
 * a pull reads a shard no earlier than the pulls that were done before it was called: what is read never goes back.
 *
 * <p><b>Failures.</b> Lost connections and stale routes are repaired and requests repeated up to the call's deadline; a
 * push counts once however often it was sent, and to whichever leader. While a shard has no leader, or the leader keeps
 * silent, other replicas answer pulls. What cannot be repaired is a {@link CairnException} that says why.
 */
public final class EmbeddingClient implements AutoCloseable {

    private static final int VIEWS_TIMEOUT_S = 1;

    private final ClientDriver driver;
    private final ClientConductor conductor;
    private final IdleStrategy idleStrategy = ClientDriver.idleStrategy();
    private final long callTimeoutNs;

    private EmbeddingClient(ClientContext context) {
        callTimeoutNs = context.callTimeoutNs();
        ConductorSettings settings = context.settings();
        driver = new ClientDriver(context.driver(), context.channels());
        conductor = new ClientConductor(driver.aeron(), new RequestChannels(context.channels()), settings);
    }

    /**
     * Connects to a cluster and returns once the directory and a replica of every shard have answered.
     *
     * @param context whom to connect to.
     * @return a client that the calling thread owns.
     * @throws DeadlineException        if they do not answer in time; the message says who is missing and why.
     * @throws CairnException           if the cluster refuses the client.
     * @throws IllegalArgumentException if the context names no cluster.
     */
    public static EmbeddingClient connect(ClientContext context) {
        EmbeddingClient client = new EmbeddingClient(context);
        try {
            client.await("connecting", client.conductor::isConnected, context.connectTimeoutNs());
            return client;
        } catch (RuntimeException failure) {
            client.close();
            throw failure;
        }
    }

    /**
     * Goes on with everything under way.
     *
     * @return 0 if there was nothing to do; idle then.
     * @throws CairnException if the cluster can be reached no more.
     */
    public int poll() {
        driver.check();
        return conductor.poll();
    }

    /**
     * Reads rows. A key without a row reads as its initial weights.
     *
     * @param table what to read.
     * @param keys  which rows, repeats allowed.
     * @param count how many of the keys, from the first.
     * @param rows  receives row i at i times {@link Table#rowBytes()}, little-endian float32.
     * @throws CairnException if the rows cannot be had; the buffer's content is undefined then.
     */
    public void pull(Table table, long[] keys, int count, MutableDirectBuffer rows) {
        try (Reply reply = pullAsync(table, keys, count, rows)) {
            complete(reply);
        }
    }

    /**
     * Begins to read rows, see {@link #pull}.
     *
     * @param table what to read.
     * @param keys  which rows; unchanged until the reply is done.
     * @param count how many of the keys, from the first.
     * @param rows  receives the rows; defined once the reply is done.
     * @return done when all rows are there, or the call timeout has passed.
     */
    public Reply pullAsync(Table table, long[] keys, int count, MutableDirectBuffer rows) {
        return conductor.pull(table, keys, count, rows, false, deadline());
    }

    /**
     * Changes rows by the table's optimizer. Returns when the gradients are copied into the window of pushes under way;
     * what becomes of them, {@link #flush()} tells.
     *
     * @param table     what to change.
     * @param keys      which rows, each once.
     * @param count     how many of the keys, from the first.
     * @param gradients gradient i at i times {@link Table#rowBytes()}, little-endian float32, finite.
     * @throws DeadlineException if the cluster does not take them in time; a part may have been taken.
     * @throws CairnException    if the push was refused by then.
     */
    public void push(Table table, long[] keys, int count, DirectBuffer gradients) {
        accept(pushAsync(table, keys, count, gradients));
    }

    private void accept(Reply begun) {
        try (Reply reply = begun) {
            while (!reply.isAccepted()) {
                idleStrategy.idle(poll());
            }
            reply.check();
        }
    }

    /**
     * Begins to change rows, see {@link #push}.
     *
     * @param table     what to change.
     * @param keys      which rows; unchanged until the reply is accepted.
     * @param count     how many of the keys, from the first.
     * @param gradients unchanged until the reply is accepted.
     * @return accepted when the gradients are copied; done when they are committed and applied, or the call timeout has
     *     passed.
     */
    public Reply pushAsync(Table table, long[] keys, int count, DirectBuffer gradients) {
        return conductor.push(table, keys, count, gradients, deadline());
    }

    /**
     * Begins to change rows by a push that the caller numbers, so that it counts once even if the caller sends it again
     * by another client of the same id ({@link ClientContext#clientId}), after this process is gone. Numbers are 1, 2,
     * 3, …; the same number is always the same push. It is one message to every shard, and is not sent again to a shard
     * that has had its number before. A client numbers all of its pushes or none.
     *
     * <p>It fails as {@code SEQUENCE_GAP} if a number was left out and as {@code BATCH_TOO_LARGE} if a shard's part
     * does not fit one message of 256 KiB; its number is free then. A push that a shard refuses has used its number up,
     * and may count on other shards.
     *
     * @param sequence  the push's number.
     * @param table     what to change.
     * @param keys      which rows, each once; unchanged until the reply is accepted.
     * @param count     how many of the keys, from the first; may be 0.
     * @param gradients unchanged until the reply is accepted.
     * @return accepted when the gradients are copied; done when what was sent of it is committed and applied, or the
     *     call timeout has passed.
     * @throws IllegalArgumentException if the number is below 1.
     */
    public Reply pushNumberedAsync(long sequence, Table table, long[] keys, int count, DirectBuffer gradients) {
        if (sequence < 1) {
            throw new IllegalArgumentException("pushes are numbered from 1 on, got " + sequence);
        }
        return conductor.pushNumbered(sequence, table, keys, count, gradients, deadline());
    }

    /**
     * The last number up to which all pushes of this client's id are applied by every shard, so that none of them needs
     * to be sent again. Rises while the client is polled.
     *
     * @return 0 if there is none, -1 for some polls after connecting, until the leaders of all shards have told.
     * @throws CairnException if a shard takes no pushes of this client.
     */
    public long appliedSequence() {
        return conductor.appliedSequence();
    }

    /**
     * Puts rows in place as a checkpoint has them, with counts, times and optimizer state; the log position of each
     * becomes that of the message. Rows count once and in the order of pushes. Returns when they are copied;
     * {@link #flush()} tells what becomes of them.
     *
     * @param table    whose rows they are.
     * @param keys     of the rows, each once.
     * @param count    how many of the keys, from the first.
     * @param rows     row i at i times the length of a row.
     * @param rowBytes length of a stored row of this table's optimizer.
     * @throws DeadlineException if the cluster does not take them in time; a part may have been taken.
     * @throws CairnException    if they were refused by then.
     */
    public void restore(Table table, long[] keys, int count, DirectBuffer rows, int rowBytes) {
        accept(conductor.restore(table, keys, count, rows, rowBytes, deadline()));
    }

    /**
     * Waits until every push is committed and applied.
     *
     * @throws DeadlineException if that takes longer than the call timeout.
     * @throws CairnException    the first refusal of a push whose reply had been closed.
     */
    public void flush() {
        await("flushing pushes", () -> !conductor.hasUnfinishedPushes(), callTimeoutNs);
        conductor.throwUnclaimedFailure();
    }

    /**
     * Reads rows with their headers: whether they exist, how often and when they were pushed.
     *
     * @param table what to read.
     * @param keys  which rows, repeats allowed.
     * @param count how many of the keys, from the first.
     * @param rows  receives the rows and the time they were read at.
     * @return log position of the answer, the lowest if several shards answered.
     * @throws CairnException if the rows cannot be had.
     */
    public long lookup(Table table, long[] keys, int count, LookupRows rows) {
        MutableDirectBuffer target = rows.prepare(count, table.rowBytes());
        try (var reply = conductor.pull(table, keys, count, target, true, deadline())) {
            complete(reply);
            rows.timestampMs(reply.timestampMs());
            return reply.position();
        }
    }

    /**
     * Begins to read rows with their headers, see {@link #lookup}. The reply tells the position and time of the answer.
     *
     * @param table   what to read.
     * @param keys    which rows; unchanged until the reply is done.
     * @param count   how many of the keys, from the first.
     * @param rows    receives the rows; defined once the reply is done, their time stands in the reply only.
     * @param timeout how long the call may take.
     * @param unit    of the timeout.
     * @return done when all rows are there, or time is over.
     */
    public Reply lookupAsync(
        Table table, long[] keys, int count, LookupRows rows, long timeout, TimeUnit unit) {
        MutableDirectBuffer target = rows.prepare(count, table.rowBytes());
        return conductor.pull(table, keys, count, target, true, System.nanoTime() + unit.toNanos(timeout));
    }

    /**
     * Makes sure that a table exists on every shard. The same spec again changes nothing.
     *
     * @param spec the table.
     * @return the table, for later calls.
     * @throws RefusedException {@code TABLE_MISMATCH} if the name stands for another spec, the
     *                          message shows the difference; {@code TOO_MANY_TABLES}; {@code PERMISSION_DENIED} if the
     *                          table is not there and this principal may not create it.
     */
    public Table createTable(TableSpec spec) {
        conductor.askCreate(spec, directoryTimeoutMs());
        awaitDirectory("creating table '" + spec.name() + "'");
        try {
            return new Table(conductor.answeredTableId(), spec);
        } catch (RefusedException refused) {
            if (refused.code() != ErrorCode.PERMISSION_DENIED) {
                throw refused;
            }
            return existing(spec).orElseThrow(() -> refused);
        }
    }

    /** The table itself, so that who may not create tables can use one by the same call. */
    private Optional<Table> existing(TableSpec spec) {
        return clusterView().table(spec.name()).filter(table -> table.spec().equals(spec));
    }

    /**
     * Makes sure that a table does not exist on any shard.
     *
     * @param name of the table.
     * @return whether there was one.
     * @throws RefusedException {@code TABLE_HAS_ALIAS} while an alias stands for it.
     */
    public boolean dropTable(String name) {
        conductor.askDrop(name, directoryTimeoutMs());
        awaitDirectory("dropping table '" + name + "'");
        return conductor.answeredTableId() != 0;
    }

    /**
     * Has an alias stand for a table, at once for everybody: every view of the cluster has it as it was, or as it is.
     *
     * @param alias its name, as in {@link io.cairn.table.AliasName}; it may be new.
     * @param table the name of a table.
     * @throws RefusedException {@code UNKNOWN_TABLE}; {@code INVALID_ALIAS}; {@code TOO_MANY_ALIASES}.
     */
    public void setAlias(String alias, String table) {
        conductor.askSetAlias(alias, table, directoryTimeoutMs());
        awaitDirectory("setting alias '" + alias + "'");
        conductor.answeredTableId();
    }

    /**
     * Makes sure that an alias stands for no table.
     *
     * @param alias its name.
     * @return whether it stood for one.
     */
    public boolean removeAlias(String alias) {
        conductor.askRemoveAlias(alias, directoryTimeoutMs());
        awaitDirectory("removing alias '" + alias + "'");
        return conductor.answeredTableId() != 0;
    }

    /**
     * All aliases and what they stand for, as the directory knows them now.
     *
     * @return by name.
     */
    public List<Alias> aliases() {
        return clusterView().aliases();
    }

    /**
     * All tables of the cluster, as the directory knows them now.
     *
     * @return by id.
     */
    public List<Table> tables() {
        return clusterView().tables();
    }

    /**
     * A table by its name, or the one that an alias stands for now; what is returned does not follow the alias.
     *
     * @param name as in its spec, or an alias.
     * @return the table, for later calls.
     * @throws CairnException if there is none; the message names those there are.
     */
    public Table table(String name) {
        ClusterView view = clusterView();
        return view.table(name).orElseThrow(() -> new CairnException("no table '" + name + "', there are "
            + Stream.concat(view.tables().stream().map(Table::name), view.aliases().stream().map(Alias::name)).toList(),
            false));
    }

    /**
     * What the directory says about the cluster now.
     *
     * @return tables, aliases, slot map and replicas.
     */
    public ClusterView clusterView() {
        conductor.askView();
        awaitDirectory("describing the cluster");
        return conductor.answeredView();
    }

    /**
     * What the directory said last about the cluster, without asking anew; {@link #askView()} asks.
     *
     * @return the view.
     */
    public ClusterView knownView() {
        return conductor.view().orElseThrow();
    }

    /**
     * How often the directory has told its view, so that a caller sees whether {@link #knownView()} is another one.
     *
     * @return rises with each view.
     */
    public long viewEpoch() {
        return conductor.viewEpoch();
    }

    /** Asks the directory about the cluster unless a question is under way; see {@link #knownView()} for the answer. */
    public void askView() {
        if (!conductor.isAsking()) {
            conductor.askView();
        }
    }

    /** Asks all replicas of all shards what they have applied; the answers show in {@link #answeredShardViews()}. */
    public void askShardViews() {
        conductor.lanes().forEach(lane -> lane.replicas().askViews());
    }

    /**
     * The answers to {@link #askShardViews()}.
     *
     * @return one view per shard, by id, of the replica that has applied most of those that have answered; empty while
     *     no replica of some shard has.
     */
    public Optional<List<ShardView>> answeredShardViews() {
        List<ShardView> views = conductor.lanes().stream()
            .flatMap(lane -> lane.replicas().newestView().stream()).toList();
        return views.size() == conductor.lanes().size() ? Optional.of(views) : Optional.empty();
    }

    /**
     * What each shard has applied now, as the replica says that has applied most of those that answer.
     *
     * @return one view per shard, by id.
     */
    public List<ShardView> shardViews() {
        List<ShardLane> lanes = conductor.lanes();
        replicaStates(VIEWS_TIMEOUT_S, TimeUnit.SECONDS);
        await("describing the shards", () -> lanes.stream().allMatch(lane -> lane.replicas().newestView().isPresent()),
            callTimeoutNs);
        return lanes.stream().map(lane -> lane.replicas().newestView().orElseThrow()).toList();
    }

    /**
     * How every replica of every shard stands now. All are asked at once and given a time to answer; one that does not
     * is in the list without a view.
     *
     * @param timeout how long to wait for the last of them.
     * @param unit    of the timeout.
     * @return one state per replica, by shard and member id.
     */
    public List<ReplicaState> replicaStates(long timeout, TimeUnit unit) {
        List<ShardLane> lanes = conductor.lanes();
        lanes.forEach(lane -> lane.replicas().askViews());
        long endNs = System.nanoTime() + unit.toNanos(timeout);
        while (System.nanoTime() - endNs < 0 && !lanes.stream().allMatch(lane -> lane.replicas().haveViews())) {
            idleStrategy.idle(poll());
        }
        return lanes.stream().flatMap(lane -> lane.replicas().states().stream()).toList();
    }

    private void complete(Reply reply) {
        while (!reply.isDone()) {
            idleStrategy.idle(poll());
        }
        reply.check();
    }

    private void awaitDirectory(String what) {
        try {
            await(what, () -> !conductor.isAsking(), callTimeoutNs);
        } catch (DeadlineException late) {
            conductor.giveUpAsking();
            throw late;
        }
    }

    /** Less than the call's, so that the directory's word about who is late is here when the call ends. */
    private int directoryTimeoutMs() {
        return (int) Math.min(Integer.MAX_VALUE, callTimeoutNs / 1_000_000 * 3 / 4);
    }

    private void await(String what, BooleanSupplier condition, long timeoutNs) {
        long deadlineNs = System.nanoTime() + timeoutNs;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs >= 0) {
                throw new DeadlineException(what + " took longer than " + timeoutNs / 1_000_000 + " ms; "
                    + conductor.describe());
            }
            idleStrategy.idle(poll());
        }
    }

    private long deadline() {
        return System.nanoTime() + callTimeoutNs;
    }

    /** Ends the connection. Pushes not acknowledged by now may or may not count; flush first to know. */
    @Override
    public void close() {
        CloseHelper.closeAll(conductor, driver);
    }
}

package io.cairn.server.gateway.lookup;

import io.cairn.client.EmbeddingClient;
import io.cairn.client.reply.CairnException;
import io.cairn.client.reply.LookupRows;
import io.cairn.client.reply.Reply;
import io.cairn.client.view.ClusterView;
import io.cairn.client.view.ShardView;
import io.cairn.client.view.Table;
import io.cairn.config.ServingConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Where lookups are taken in, gathered into pulls, and answered. Those of one table that come in one turn of the loop,
 * or while as many pulls are under way as may be, become one pull: many small lookups cost one message. One thread owns
 * it; only {@link #enter} may be called by others.
 */
final class LookupDesk {

    /** Pulls under way: one that shards work on, one on its way to them, one on its way back. */
    private static final int PULLS_MAX = 3;
    /** Keys from which on a pull takes no further lookup. */
    private static final int GATHERED_KEYS_MAX = 4096;
    /** Rows of one lookup with their headers at most, so that one request cannot take a process' memory. */
    private static final long ANSWER_BYTES_MAX = 64L << 20;

    private static final LookupFailure STOPPING =
        LookupFailure.of(LookupError.STOPPING, "this gateway stops; ask another one");

    /** Keys under way at most, 32 MiB of them. */
    private static final int KEYS_IN_FLIGHT_MAX = 4 << 20;
    private static final int FREE_PULLS_MAX = 64;

    private final ServingConfig limits;
    private final long timeoutMaxNs;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Map<Protocol, ServingCounters> counters = new EnumMap<>(Protocol.class);
    private final TableNames names = new TableNames();
    private final Optional<NearCache> cache;
    private final RowCounts counts;
    private final LookupReply reply = new LookupReply();
    /** Lookups whose name is not known yet. */
    private final ArrayList<Lookup> unnamed = new ArrayList<>();
    private final Int2ObjectHashMap<TablePull> gathering = new Int2ObjectHashMap<>();
    /** Pulls to be sent, in the order they were begun; those that gather included. */
    private final ArrayDeque<TablePull> unsent = new ArrayDeque<>();
    private final ArrayList<TablePull> sent = new ArrayList<>();
    private final ArrayDeque<TablePull> free = new ArrayDeque<>();
    private EmbeddingClient client;
    private volatile ClusterView view;
    private String unavailable = "connecting to the cluster";
    private boolean stopping;
    private int keysInFlight;
    private long nextDeadlineNs = Long.MAX_VALUE;

    LookupDesk(ServingConfig limits) {
        this.limits = limits;
        timeoutMaxNs = TimeUnit.MILLISECONDS.toNanos(limits.deadlineMs());
        counts = new RowCounts(timeoutMaxNs);
        cache = limits.cacheAgeMs() == 0 ? Optional.empty() : Optional.of(new NearCache(limits));
        for (Protocol protocol : Protocol.values()) {
            counters.put(protocol, new ServingCounters());
        }
    }

    ServingCounters counters(Protocol protocol) {
        return counters.get(protocol);
    }

    /** What the directory said last, for any thread; empty before the first answer. */
    Optional<ClusterView> view() {
        return Optional.ofNullable(view);
    }

    /** A client has connected. */
    void connected(EmbeddingClient connection) {
        client = connection;
    }

    /** The client is gone: what waits for it fails. */
    void disconnected(String reason) {
        client = null;
        names.forget();
        unavailable = reason;
        failAll(LookupError.UNAVAILABLE, reason);
    }

    /** There is no client yet, for a reason. */
    void unavailable(String reason) {
        unavailable = reason;
    }

    /** Fails a lookup that was counted in and cannot be taken, on any thread. */
    void refuse(Lookup lookup) {
        fail(lookup, STOPPING);
    }

    /** No further lookup is taken. */
    void stop() {
        stopping = true;
    }

    /** Fails all that is under way. */
    void failAll(LookupError error, String reason) {
        LookupFailure failure = LookupFailure.of(error, reason);
        List.copyOf(unnamed).forEach(lookup -> fail(lookup, failure));
        unnamed.clear();
        gathering.clear();
        List<TablePull> pulls = new ArrayList<>(unsent);
        pulls.addAll(sent);
        unsent.clear();
        sent.clear();
        for (TablePull pull : pulls) {
            failOpen(pull, failure);
            free(pull);
        }
        counts.fail();
    }

    boolean isBusy() {
        return !sent.isEmpty() || !unsent.isEmpty() || !unnamed.isEmpty() || counts.isBusy();
    }

    /** Counts a lookup in, on any thread, or fails it there. */
    boolean enter(Lookup lookup) {
        if (inFlight.incrementAndGet() > limits.inFlightMax()) {
            fail(lookup, LookupFailure.of(LookupError.BUSY,
                limits.inFlightMax() + " lookups are under way, as many as may be; try again"));
            return false;
        }
        return true;
    }

    /** Takes a lookup that was counted in. */
    void accept(Lookup lookup, long nowNs) {
        lookup.submitted(nowNs, timeoutMaxNs);
        nextDeadlineNs = Math.min(nextDeadlineNs, lookup.deadlineNs());
        if (stopping) {
            fail(lookup, STOPPING);
        } else if (size(lookup) > limits.keysMax()) {
            fail(lookup, LookupFailure.of(LookupError.TOO_MANY_KEYS,
                size(lookup) + " keys, or lists of them, in one request, serving.keysMax is " + limits.keysMax()));
        } else if (client == null) {
            fail(lookup, LookupFailure.of(LookupError.UNAVAILABLE, unavailable));
        } else {
            resolve(lookup, nowNs);
        }
    }

    /** Answers from the cache if it has all rows, and none older than is wanted. */
    private boolean answerFromCache(NearCache near, Lookup lookup, Table table) {
        int found = near.find(lookup, table);
        if (found < lookup.keyCount() || found == 0) {
            counters(lookup.protocol()).onCached(0, lookup.keyCount());
            return false;
        }
        reply.readAt(near.position(), near.timestampMs(), System.currentTimeMillis());
        if (reply.ageMs() > lookup.options().oldestAgeMs()) {
            return false;
        }
        counters(lookup.protocol()).onCached(found, 0);
        answer(lookup, table, near.found(), 0);
        return true;
    }

    private void answer(Lookup lookup, Table table, LookupRows rows, int firstRow) {
        inFlight.decrementAndGet();
        counters(lookup.protocol()).onAnswer(
            lookup.keyCount(), System.nanoTime() - lookup.startNs(), reply.ageMs());
        reply.wrap(lookup, table, rows, firstRow);
        lookup.answer(reply);
    }

    private void resolve(Lookup lookup, long nowNs) {
        Table table = names.find(lookup.table());
        if (table != null) {
            gather(lookup, table);
        } else if (names.mayBeNew(nowNs)) {
            unnamed.add(lookup);
        } else {
            fail(lookup, unknown(lookup.table()));
        }
    }

    private static LookupFailure unknown(String table) {
        return LookupFailure.of(LookupError.UNKNOWN_TABLE, "no table '" + table + "'");
    }

    /** Rows read or answered, whichever are more: empty lists give rows without keys. */
    private static int size(Lookup lookup) {
        return Math.max(lookup.keyCount(), lookup.rowCount());
    }

    private void gather(Lookup lookup, Table table) {
        long bytes = (long) size(lookup) * (LookupRows.HEADER_BYTES + table.rowBytes());
        if (bytes > ANSWER_BYTES_MAX) {
            fail(lookup, LookupFailure.of(LookupError.TOO_MANY_KEYS, size(lookup) + " rows of table '"
                + table.name() + "' are " + bytes + " bytes, one request may ask for " + ANSWER_BYTES_MAX));
            return;
        }
        if (cache.isPresent() && answerFromCache(cache.orElseThrow(), lookup, table)) {
            return;
        }
        if (keysInFlight + lookup.keyCount() > KEYS_IN_FLIGHT_MAX) {
            fail(lookup, LookupFailure.of(LookupError.BUSY, "too many keys are under way; try again"));
            return;
        }
        keysInFlight += lookup.keyCount();
        TablePull pull = gathering.get(table.id());
        if (pull == null || pull.keyCount() + lookup.keyCount() > GATHERED_KEYS_MAX) {
            pull = free.isEmpty() ? new TablePull() : free.removeLast();
            pull.begin(table);
            gathering.put(table.id(), pull);
            unsent.addLast(pull);
        }
        pull.add(lookup);
    }

    /** Counts rows of all tables: hears empty if the shards do not tell in time. */
    void count(Consumer<Optional<List<ShardView>>> listener) {
        if (client == null) {
            listener.accept(Optional.empty());
        } else {
            counts.add(listener);
        }
    }

    /**
     * One duty cycle.
     *
     * @throws CairnException if the client can go on no more.
     */
    int poll(long nowNs) {
        if (client == null) {
            return 0;
        }
        int work = client.poll() + finish(nowNs) + send(nowNs) + counts.poll(client, nowNs);
        if (names.refresh(client, !unnamed.isEmpty(), nowNs)) {
            view = client.knownView();
            name();
            work++;
        }
        if (nowNs >= nextDeadlineNs) {
            expire(nowNs);
        }
        return work;
    }

    /** Lookups whose name was not known learn whether it is now. */
    private void name() {
        List<Lookup> waiting = List.copyOf(unnamed);
        unnamed.clear();
        for (Lookup lookup : waiting) {
            Table table = names.find(lookup.table());
            if (table == null) {
                fail(lookup, unknown(lookup.table()));
            } else {
                gather(lookup, table);
            }
        }
    }

    private int send(long nowNs) {
        int count = 0;
        while (!unsent.isEmpty() && sent.size() < PULLS_MAX) {
            TablePull pull = unsent.removeFirst();
            if (gathering.get(pull.table().id()) == pull) {
                gathering.remove(pull.table().id());
            }
            long timeoutNs = Math.max(1, pull.deadlineNs(nowNs) - nowNs);
            pull.sent(client.lookupAsync(
                pull.table(), pull.keys(), pull.keyCount(), pull.rows(), timeoutNs, TimeUnit.NANOSECONDS));
            sent.add(pull);
            count++;
        }
        return count;
    }

    private int finish(long nowNs) {
        int finished = 0;
        int kept = 0;
        for (int i = 0; i < sent.size(); i++) {
            TablePull pull = sent.get(i);
            if (pull.reply().isDone()) {
                finish(pull, nowNs);
                finished++;
            } else {
                sent.set(kept++, pull);
            }
        }
        for (int i = sent.size() - 1; i >= kept; i--) {
            sent.remove(i);
        }
        return finished;
    }

    private void finish(TablePull pull, long nowNs) {
        try (Reply done = pull.reply()) {
            if (done.isFailed()) {
                failed(pull, nowNs);
            } else {
                answer(pull);
            }
        }
        free(pull);
    }

    private void answer(TablePull pull) {
        cache.ifPresent(near -> near.put(pull));
        reply.readAt(pull.reply().position(), pull.reply().timestampMs(), System.currentTimeMillis());
        for (int i = 0; i < pull.lookupCount(); i++) {
            Lookup lookup = pull.lookup(i);
            if (!pull.isOpen(i)) {
                continue;
            }
            if (reply.ageMs() > lookup.options().oldestAgeMs()) {
                fail(lookup, LookupFailure.of(LookupError.TOO_OLD, "the newest rows to be had are " + reply.ageMs()
                    + " ms old, " + lookup.options().oldestAgeMs() + " ms are allowed"));
                continue;
            }
            answer(lookup, pull.table(), pull.rows(), pull.firstRow(i));
        }
    }

    /** A name whose table is gone may stand for another one by now. */
    private void failed(TablePull pull, long nowNs) {
        LookupFailure failure;
        try {
            pull.reply().check();
            return;
        } catch (CairnException e) {
            failure = LookupFailure.of(e);
        }
        if (failure.error() != LookupError.UNKNOWN_TABLE) {
            failOpen(pull, failure);
            return;
        }
        names.refresh(client, false, nowNs);
        for (int i = 0; i < pull.lookupCount(); i++) {
            Table table = names.find(pull.lookup(i).table());
            if (pull.isOpen(i) && table != null && table.id() != pull.table().id()) {
                gather(pull.lookup(i), table);
            } else if (pull.isOpen(i)) {
                fail(pull.lookup(i), failure);
            }
        }
    }

    private void failOpen(TablePull pull, LookupFailure failure) {
        for (int i = 0; i < pull.lookupCount(); i++) {
            if (pull.isOpen(i)) {
                fail(pull.lookup(i), failure);
            }
        }
    }

    private void fail(Lookup lookup, LookupFailure failure) {
        inFlight.decrementAndGet();
        counters(lookup.protocol()).onFailure(failure.error());
        lookup.fail(failure);
    }

    private void free(TablePull pull) {
        keysInFlight -= pull.keyCount();
        pull.clear();
        if (pull.keyCount() <= GATHERED_KEYS_MAX && free.size() < FREE_PULLS_MAX) {
            free.addLast(pull);
        }
    }

    /** Fails what is late, and finds when that has to be looked at next. */
    private void expire(long nowNs) {
        nextDeadlineNs = Long.MAX_VALUE;
        LookupFailure failure = LookupFailure.of(LookupError.DEADLINE_EXCEEDED, "the rows did not come in time");
        for (int i = unnamed.size() - 1; i >= 0; i--) {
            if (isLate(unnamed.get(i), nowNs)) {
                fail(unnamed.remove(i), failure);
            }
        }
        for (TablePull pull : unsent) {
            expire(pull, failure, nowNs);
        }
        for (TablePull pull : sent) {
            expire(pull, failure, nowNs);
        }
    }

    private void expire(TablePull pull, LookupFailure failure, long nowNs) {
        for (int i = 0; i < pull.lookupCount(); i++) {
            if (pull.isOpen(i) && isLate(pull.lookup(i), nowNs)) {
                fail(pull.lookup(i), failure);
            }
        }
    }

    private boolean isLate(Lookup lookup, long nowNs) {
        if (nowNs - lookup.deadlineNs() >= 0) {
            return true;
        }
        nextDeadlineNs = Math.min(nextDeadlineNs, lookup.deadlineNs());
        return false;
    }
}

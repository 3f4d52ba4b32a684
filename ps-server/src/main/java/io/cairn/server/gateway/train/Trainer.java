package io.cairn.server.gateway.train;

import io.cairn.client.ClientContext;
import io.cairn.client.EmbeddingClient;
import io.cairn.client.reply.CairnException;
import io.cairn.client.reply.RefusedException;
import io.cairn.client.reply.Reply;
import io.cairn.client.view.Table;
import io.cairn.server.gateway.lookup.ClusterLink;
import io.cairn.server.gateway.lookup.LookupError;
import io.cairn.server.gateway.lookup.LookupFailure;
import io.cairn.server.gateway.lookup.TableNames;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.agrona.CloseHelper;

/**
 * A client of the cluster for one trainer, and the trainer's calls. Pushes are accepted in the order they came; pulls
 * overtake them.
 *
 * <pre>
 *   CONNECTING --> OPEN --refused for good, or idle--> ENDED
 *       |                                               ^
 *       +------------nobody waits any more--------------+
 * </pre>
 */
final class Trainer implements AutoCloseable {

    private static final int CALLS_MAX = 16;
    private static final long IDLE_NS = TimeUnit.MINUTES.toNanos(5);

    private final long id;
    private final ClusterLink link;
    private final TableNames names = new TableNames();
    private final List<TrainerCall<?>> calls = new ArrayList<>();
    /** Pushes accepted and not known to be applied. */
    private final ArrayDeque<Reply> unapplied = new ArrayDeque<>();
    private Optional<EmbeddingClient> client = Optional.empty();
    private Optional<RefusedException> refusal = Optional.empty();
    private long accepted;
    private long calledNs = System.nanoTime();
    private boolean served;
    private boolean ended;

    Trainer(long id, Supplier<ClientContext> contexts) {
        this.id = id;
        link = new ClusterLink("cairn-gateway-train-connect", contexts);
    }

    long id() {
        return id;
    }

    /** The table that a name stands for now, as far as is known. */
    Optional<Table> table(String name) {
        return Optional.ofNullable(names.find(name));
    }

    /** The highest number accepted here; pushes up to it need not be sent again while this trainer is open. */
    long accepted() {
        return accepted;
    }

    void onAccepted(long sequence, Reply reply) {
        accepted = Math.max(accepted, sequence);
        if (reply.isDone()) {
            reply.close();
        } else {
            unapplied.addLast(reply);
        }
    }

    /** Why the first push was refused that was since this was asked last. */
    Optional<RefusedException> takeRefusal() {
        Optional<RefusedException> taken = refusal;
        refusal = Optional.empty();
        return taken;
    }

    void add(TrainerCall<?> call) {
        calledNs = System.nanoTime();
        if (calls.size() == CALLS_MAX) {
            call.fail(LookupFailure.of(LookupError.BUSY, CALLS_MAX + " calls of trainer " + id
                + " are under way, as many as may be; try again"));
        } else {
            calls.add(call);
        }
    }

    /** One duty cycle. */
    int poll(long nowNs) {
        expire(nowNs);
        if (client.isEmpty()) {
            client = link.poll(nowNs);
            return client.isPresent() ? 1 : 0;
        }
        try {
            EmbeddingClient open = client.orElseThrow();
            int work = open.poll();
            names.refresh(open, false, nowNs);
            return work + sweep() + pollCalls(open);
        } catch (CairnException lost) {
            end(LookupFailure.of(lost));
            return 1;
        }
    }

    private int pollCalls(EmbeddingClient open) {
        served |= !calls.isEmpty();
        boolean pushesWait = false;
        int before = calls.size();
        for (TrainerCall<?> call : calls) {
            call.poll(this, open, pushesWait);
            pushesWait |= call.isPush() && !call.isDone();
        }
        removeDone();
        return before - calls.size();
    }

    private void removeDone() {
        for (Iterator<TrainerCall<?>> all = calls.iterator(); all.hasNext();) {
            TrainerCall<?> call = all.next();
            if (call.isDone()) {
                call.close();
                all.remove();
            }
        }
    }

    /** Late ones of accepted pushes are no failures: they stay in the client's windows. */
    private int sweep() {
        int count = 0;
        while (!unapplied.isEmpty() && unapplied.peekFirst().isDone()) {
            try (Reply reply = unapplied.removeFirst()) {
                reply.check();
            } catch (RefusedException refused) {
                refusal = refusal.or(() -> Optional.of(refused));
            } catch (CairnException late) {
                // Flush waits for it, however long that takes
            }
            count++;
        }
        return count;
    }

    private void expire(long nowNs) {
        for (TrainerCall<?> call : calls) {
            if (call.isLate(nowNs)) {
                call.fail(LookupFailure.of(LookupError.DEADLINE_EXCEEDED, client.isPresent()
                    ? "the cluster did not answer in time"
                    : "no connection to the cluster in time: " + link.lastFailure()));
            }
        }
        removeDone();
    }

    /** Whether nothing is under way. */
    boolean isSettled() {
        return calls.isEmpty() && unapplied.isEmpty();
    }

    /** Whether the trainer is to be closed, which takes no time: an attempt to connect comes to its end before. */
    boolean isEnded(long nowNs) {
        return !link.isConnecting() && (ended || (isSettled() && (!served || nowNs - calledNs > IDLE_NS)));
    }

    /** Fails all calls; the trainer is of no more use. */
    void end(LookupFailure failure) {
        ended = true;
        calls.forEach(call -> call.fail(failure));
        removeDone();
    }

    @Override
    public void close() {
        end(LookupFailure.of(LookupError.STOPPING, "this gateway stops; open the trainer at another one"));
        link.abandon();
        CloseHelper.quietClose(client.orElse(null));
    }
}

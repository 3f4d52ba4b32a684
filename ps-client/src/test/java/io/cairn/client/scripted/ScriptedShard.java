package io.cairn.client.scripted;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Image;
import io.aeron.Subscription;
import io.aeron.logbuffer.Header;
import io.cairn.client.channel.RequestChannels;
import io.cairn.wire.codecs.DescribeClusterDecoder;
import io.cairn.wire.codecs.DescribeShardDecoder;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.OpenSessionDecoder;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.agrona.DirectBuffer;

/**
 * A replica as far as its clients see it. Left alone it answers as a healthy one: a row is its key, pushes count by
 * sequence and are acknowledged at once. A {@link Script} says what is to be different.
 */
public final class ScriptedShard {

    private static final int FRAGMENT_LIMIT = 4;
    private static final int ROWS_PER_PART = 500;
    private static final long OFFER_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);
    private static final Script HEALTHY = (shard, request) -> false;

    private final Aeron aeron;
    private final RequestChannels channels;
    private final ScriptedAddress address;
    private final ScriptedGroup group;
    private final Function<Request, Answers> view;
    private final Map<Long, ExclusivePublication> sessions = new HashMap<>();
    private final List<ExclusivePublication> opened = new ArrayList<>();
    private final FragmentAssembler assembler = new FragmentAssembler(this::onFragment);
    private final Answers answers = new Answers();
    private final List<Request> received = new CopyOnWriteArrayList<>();
    private volatile Script script = HEALTHY;
    private volatile boolean reading = true;
    private volatile boolean recording = true;
    private volatile boolean dropSessions;
    private volatile boolean stopped;
    private volatile boolean away;
    private volatile boolean deaf;
    private volatile boolean lagging;
    private ScriptedGroup.Lead known;
    private long reached;
    private Subscription subscription;
    private volatile int dimension;
    private ExclusivePublication current;
    private long clientId;
    private int messageBytesMax = 1 << 20;

    ScriptedShard(
        Aeron aeron, RequestChannels channels, ScriptedAddress address, ScriptedGroup group,
        Function<Request, Answers> view) {
        this.aeron = aeron;
        this.channels = channels;
        this.address = address;
        this.group = group;
        this.view = view;
        known = group.lead();
        subscription = address.subscribe(aeron, channels);
    }

    String endpoint() {
        return address.endpoint();
    }

    void dimension(int values) {
        dimension = values;
    }

    /** Replaces the healthy answers where the script says so. */
    public void script(Script next) {
        script = next;
    }

    /** Lets requests lie, or takes them again. */
    public void reading(boolean reads) {
        reading = reads;
    }

    /** Keeps what is received and applied for the test to look at, or forgets it. */
    public void recording(boolean records) {
        recording = records;
        group.recording(records);
    }

    /** Ends all sessions, once. */
    public void dropSessions() {
        dropSessions = true;
    }

    /** Does nothing at all, as a process that got SIGSTOP, or goes on. */
    public void stopped(boolean stops) {
        stopped = stops;
    }

    /** Is away, as a process that was killed, or back. */
    public void away(boolean goes) {
        away = goes;
    }

    /** Hears of no election, as a leader that was cut off, or hears of it again. */
    public void deaf(boolean hearsNothing) {
        deaf = hearsNothing;
    }

    /** Applies no more than it has, or catches up. */
    public void lagging(boolean lags) {
        lagging = lags;
    }

    /** Begins with pushes applied in an earlier life. */
    public void lastSequence(long sequence) {
        group.lastSequence(sequence);
    }

    /** The last push that counted. */
    public long lastSequence() {
        return group.lastSequence();
    }

    /** Pulls in the order of their arrival. */
    public List<Request> pulls() {
        return received.stream().filter(Request::isPull).toList();
    }

    /** Pushes in the order of their arrival. */
    public List<Request> pushes() {
        return received.stream().filter(Request::isPush).toList();
    }

    /** Messages of one kind in the order of their arrival. */
    public long received(int kind) {
        return received.stream().filter(request -> request.kind() == kind).count();
    }

    /** Pushes that counted, in order. */
    public List<Request> applied() {
        return group.applied();
    }

    int poll() {
        if (stopped) {
            return 0;
        }
        if (away != (subscription == null)) {
            comeOrGo();
            return 1;
        }
        if (away) {
            return 0;
        }
        int work = 0;
        if (dropSessions) {
            dropSessions = false;
            closeSessions();
            work++;
        }
        reached = lagging ? Math.min(reached, group.lastSequence()) : group.lastSequence();
        for (Image image : subscription.images()) {
            if (!sessions.containsKey(image.correlationId())) {
                sessions.put(image.correlationId(), address.respond(aeron, channels, image.correlationId()));
                work++;
            }
        }
        work += hearOfElection();
        return reading ? work + subscription.poll(assembler, FRAGMENT_LIMIT) : work;
    }

    private void comeOrGo() {
        if (away) {
            closeSessions();
            sessions.clear();
            subscription.close();
            subscription = null;
        } else {
            subscription = address.subscribe(aeron, channels);
        }
    }

    private void closeSessions() {
        sessions.values().forEach(ExclusivePublication::close);
        opened.clear();
    }

    private int hearOfElection() {
        ScriptedGroup.Lead lead = group.lead();
        if (deaf || lead.equals(known)) {
            return 0;
        }
        known = lead;
        for (ExclusivePublication session : opened) {
            current = session;
            send(answers.leadership(known));
        }
        return 1;
    }

    private void onFragment(DirectBuffer buffer, int offset, int length, Header header) {
        current = sessions.get(((Image) header.context()).correlationId());
        Request request = Request.copyOf(buffer, offset, length);
        if (recording) {
            received.add(request);
        }
        if (!script.onRequest(this, request)) {
            answer(request);
        }
    }

    /** Answers as a healthy shard. */
    public void answer(Request request) {
        if (request.kind() == OpenSessionDecoder.TEMPLATE_ID) {
            clientId = request.open().clientId();
            if (!opened.contains(current)) {
                opened.add(current);
            }
            send(answers.opened(request, known, reached, position(), messageBytesMax));
        } else if (request.kind() == DescribeClusterDecoder.TEMPLATE_ID) {
            send(view.apply(request));
        } else if (request.kind() == DescribeShardDecoder.TEMPLATE_ID) {
            send(answers.shardView(request, address.memberId(), known, position()));
        } else if (request.isPull()) {
            answerPull(request);
        } else if (!leads()) {
            refuse(request, ErrorCode.NOT_LEADER, known.leader(), "");
        } else {
            apply(request);
            acknowledge();
        }
    }

    private void answerPull(Request request) {
        if (position() < request.pull().minPosition()) {
            refuse(request, ErrorCode.DEADLINE_EXCEEDED, position(), "");
            return;
        }
        int count = request.pull().keyCount();
        for (int row = 0; row < count; row += ROWS_PER_PART) {
            send(answers.rows(request, dimension, position(), row, Math.min(ROWS_PER_PART, count - row)));
        }
    }

    /** Whether the replica takes itself for the leader. */
    private boolean leads() {
        return known.leader() == address.memberId();
    }

    /** Lets a push count, without telling. One that a deposed leader takes is lost. */
    public void apply(Request request) {
        if (leads() && known.equals(group.lead())) {
            if (!group.apply(request)) {
                refuse(request, ErrorCode.SEQUENCE_GAP, group.lastSequence() + 1, "");
            }
            reached = group.lastSequence();
        }
    }

    /** Tells what has counted. */
    public void acknowledge() {
        send(answers.ack(clientId, reached, position()));
    }

    /** Refuses a request. */
    public void refuse(Request request, ErrorCode code, long detail, String text) {
        send(answers.refusal(request, code, detail, text));
    }

    /** Sends an answer with a wire version of its own. */
    public void answerInVersion(Request request, int version) {
        Answers opened = answers.opened(request, known, 0, 0, messageBytesMax);
        opened.buffer().putShort(3 * Short.BYTES, (short) version, ByteOrder.LITTLE_ENDIAN);
        send(opened);
    }

    /** A position that rises with the pushes. */
    private long position() {
        return 100 * reached;
    }

    private void send(Answers answer) {
        long endNs = System.nanoTime() + OFFER_TIMEOUT_NS;
        while (!current.isClosed() && current.offer(answer.buffer(), 0, answer.length()) < 0
            && System.nanoTime() - endNs < 0) {
            Thread.onSpinWait();
        }
    }
}

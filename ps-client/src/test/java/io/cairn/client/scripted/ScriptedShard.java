package io.cairn.client.scripted;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Image;
import io.aeron.Subscription;
import io.aeron.logbuffer.Header;
import io.cairn.client.channel.RequestChannels;
import io.cairn.wire.codecs.DescribeClusterDecoder;
import io.cairn.wire.codecs.ErrorCode;
import io.cairn.wire.codecs.OpenSessionDecoder;
import java.nio.ByteOrder;
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
    private final int shardId;
    private final Function<Request, Answers> view;
    private final Subscription subscription;
    private final Map<Long, ExclusivePublication> sessions = new HashMap<>();
    private final FragmentAssembler assembler = new FragmentAssembler(this::onFragment);
    private final Answers answers = new Answers();
    private final List<Request> received = new CopyOnWriteArrayList<>();
    private final List<Request> applied = new CopyOnWriteArrayList<>();
    private volatile Script script = HEALTHY;
    private volatile boolean reading = true;
    private volatile boolean recording = true;
    private volatile boolean dropSessions;
    private volatile int dimension;
    private ExclusivePublication current;
    private long clientId;
    private volatile long lastSequence;
    private int messageBytesMax = 1 << 20;

    ScriptedShard(Aeron aeron, RequestChannels channels, int shardId, Function<Request, Answers> view) {
        this.aeron = aeron;
        this.channels = channels;
        this.shardId = shardId;
        this.view = view;
        subscription =
            aeron.addSubscription(channels.requestSubscription(), RequestChannels.requestStreamId(shardId));
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
    }

    /** Ends all sessions, once. */
    public void dropSessions() {
        dropSessions = true;
    }

    /** Begins with pushes applied in an earlier life. */
    public void lastSequence(long sequence) {
        lastSequence = sequence;
    }

    /** The last push that counted. */
    public long lastSequence() {
        return lastSequence;
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
        return applied;
    }

    int poll() {
        int work = 0;
        if (dropSessions) {
            dropSessions = false;
            sessions.values().forEach(ExclusivePublication::close);
            work++;
        }
        for (Image image : subscription.images()) {
            if (!sessions.containsKey(image.correlationId())) {
                sessions.put(image.correlationId(), aeron.addExclusivePublication(
                    channels.responsePublication(image.correlationId()), RequestChannels.responseStreamId(shardId)));
                work++;
            }
        }
        return reading ? work + subscription.poll(assembler, FRAGMENT_LIMIT) : work;
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
            send(answers.opened(request, lastSequence, position(), messageBytesMax));
        } else if (request.kind() == DescribeClusterDecoder.TEMPLATE_ID) {
            send(view.apply(request));
        } else if (request.isPull()) {
            int count = request.pull().keyCount();
            for (int row = 0; row < count; row += ROWS_PER_PART) {
                send(answers.rows(request, dimension, position(), row, Math.min(ROWS_PER_PART, count - row)));
            }
        } else {
            apply(request);
            acknowledge();
        }
    }

    /** Lets a push count, without telling. */
    public void apply(Request request) {
        long sequence = request.correlationId();
        if (sequence == lastSequence + 1) {
            lastSequence = sequence;
            if (recording) {
                applied.add(request);
            }
        } else if (sequence > lastSequence + 1) {
            refuse(request, ErrorCode.SEQUENCE_GAP, lastSequence + 1, "");
        }
    }

    /** Tells what has counted. */
    public void acknowledge() {
        send(answers.ack(clientId, lastSequence, position()));
    }

    /** Refuses a request. */
    public void refuse(Request request, ErrorCode code, long detail, String text) {
        send(answers.refusal(request, code, detail, text));
    }

    /** Sends an answer with a wire version of its own. */
    public void answerInVersion(Request request, int version) {
        Answers opened = answers.opened(request, 0, 0, messageBytesMax);
        opened.buffer().putShort(3 * Short.BYTES, (short) version, ByteOrder.LITTLE_ENDIAN);
        send(opened);
    }

    /** A position that rises with the pushes. */
    private long position() {
        return 100 * lastSequence;
    }

    private void send(Answers answer) {
        long endNs = System.nanoTime() + OFFER_TIMEOUT_NS;
        while (!current.isClosed() && current.offer(answer.buffer(), 0, answer.length()) < 0
            && System.nanoTime() - endNs < 0) {
            Thread.onSpinWait();
        }
    }
}

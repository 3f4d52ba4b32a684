package io.cairn.server.endpoint;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import java.util.Optional;

/**
 * One client's conversation with one replica: the way back to the client, what the client is called, how far its pushes
 * have come, and how far the request in hand has come. Belongs to the owner thread.
 */
public final class RequestSession implements AutoCloseable {

    private static final long NOTHING = -1;

    private final Aeron aeron;
    private final long registrationId;
    private final SessionAccess access = new SessionAccess();
    private Optional<ExclusivePublication> publication = Optional.empty();
    private boolean opened;
    private Leadership leadership = Leadership.NONE;
    private long clientId;
    private long nextSequence = 1;
    private long acknowledgedSequence;
    private long gapShown = NOTHING;
    private boolean gapPending;

    private long firstSeenNs;
    private boolean seen;
    private int progress;
    private long ticket = NOTHING;

    RequestSession(Aeron aeron, long registrationId) {
        this.aeron = aeron;
        this.registrationId = registrationId;
    }

    /** Looks whether the way back exists by now. */
    boolean connect() {
        if (publication.isEmpty()) {
            publication = Optional.ofNullable(aeron.getExclusivePublication(registrationId));
        }
        return publication.isPresent();
    }

    /**
     * The way back to the client.
     *
     * @return to claim or offer on; what it does not take now is tried again in a later duty cycle.
     */
    public ExclusivePublication publication() {
        return publication.orElseThrow();
    }

    /**
     * Whether the client has opened the session.
     *
     * @return true from OpenSession on.
     */
    public boolean opened() {
        return opened;
    }

    /** What the client has proved. */
    SessionAccess access() {
        return access;
    }

    void open(long client, long lastSequence) {
        opened = true;
        clientId = client;
        acknowledgedSequence = Math.max(0, lastSequence);
        nextSequence = acknowledgedSequence + 1;
        gapShown = NOTHING;
        gapPending = false;
    }

    /** Who leads, as the client was told last. */
    Leadership leadership() {
        return leadership;
    }

    void leadership(Leadership toldNow) {
        leadership = toldNow;
    }

    /**
     * Who asks.
     *
     * @return as given in OpenSession.
     */
    public long clientId() {
        return clientId;
    }

    /**
     * The sequence of the push that may pass next.
     *
     * @return 1 or above.
     */
    public long nextSequence() {
        return nextSequence;
    }

    /** Notes that the push with {@link #nextSequence()} went into the log. */
    public void onPushForwarded() {
        nextSequence++;
    }

    /**
     * Forgets pushes that were on their way into a log that may have lost them; the client is told to send them again.
     *
     * @param lastApplied sequence of the client's last push that is known to be applied.
     */
    public void resendAfter(long lastApplied) {
        gapPending = nextSequence > lastApplied + 1;
        nextSequence = lastApplied + 1;
        gapShown = NOTHING;
    }

    /**
     * Whether the client must still be told to resend.
     *
     * @return true from {@link #resendAfter} to {@link #onGapShown}.
     */
    public boolean gapPending() {
        return gapPending;
    }

    /**
     * Whether the client was told already from which sequence to resend.
     *
     * @return true while {@link #nextSequence()} has not moved since.
     */
    public boolean gapShown() {
        return gapShown == nextSequence;
    }

    /** Notes that the client knows from which sequence to resend. */
    public void onGapShown() {
        gapShown = nextSequence;
        gapPending = false;
    }

    /**
     * The last sequence acknowledged to the client.
     *
     * @return 0 or above.
     */
    public long acknowledgedSequence() {
        return acknowledgedSequence;
    }

    /**
     * Notes an acknowledgement that went out.
     *
     * @param sequence of the last push it covers.
     */
    public void onAcknowledged(long sequence) {
        acknowledgedSequence = sequence;
    }

    void onShown(long nowNs) {
        if (!seen) {
            seen = true;
            firstSeenNs = nowNs;
        }
    }

    void onRequestDone() {
        seen = false;
        progress = 0;
        ticket = NOTHING;
    }

    /**
     * When the request in hand was shown first.
     *
     * @return nanoseconds of {@link System#nanoTime()}.
     */
    public long firstSeenNs() {
        return firstSeenNs;
    }

    /**
     * How far the answer in hand has come: the handler's own number.
     *
     * @return 0 when a request is shown first.
     */
    public int progress() {
        return progress;
    }

    /**
     * Remembers how far the answer in hand has come.
     *
     * @param reached given back by {@link #progress()} when the request is shown again.
     */
    public void progress(int reached) {
        progress = reached;
    }

    /**
     * Whether the request in hand went into the log.
     *
     * @return true after {@link #ticket(long)}.
     */
    public boolean hasTicket() {
        return ticket != NOTHING;
    }

    /**
     * The number under which the request in hand went into the log.
     *
     * @return see {@link #ticket(long)}.
     */
    public long ticket() {
        return ticket;
    }

    /**
     * Remembers that the request in hand went into the log.
     *
     * @param number 0 or above.
     */
    public void ticket(long number) {
        ticket = number;
    }

    /** Forgets that the request in hand went into the log, for the log may have lost it. */
    public void forgetTicket() {
        ticket = NOTHING;
    }

    @Override
    public void close() {
        if (publication.isPresent()) {
            publication.get().close();
        } else {
            aeron.asyncRemovePublication(registrationId);
        }
    }
}

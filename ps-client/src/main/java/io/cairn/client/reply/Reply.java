package io.cairn.client.reply;

/**
 * The result of an asynchronous call. It changes only while its client polls, on the client's thread, so a caller asks
 * from its own duty cycle:
 *
 * <pre>{@code
 * while (!reply.isDone()) {
 *     client.poll();
 * }
 * reply.check();
 * }</pre>
 *
 * <p>{@link #close()} gives the object back to the client, which uses it for a later call: touch it no more then. A
 * reply that is never closed costs an allocation, nothing else.
 */
public abstract class Reply implements AutoCloseable {

    private static final long NULL_POSITION = -1;

    private boolean done;
    private CairnException failure;
    private long position = NULL_POSITION;

    /** For the client's own replies. */
    protected Reply() {
    }

    /**
     * Whether the call has come to its end, good or bad; it does within the call timeout.
     *
     * @return true for good once it is.
     */
    public final boolean isDone() {
        return done;
    }

    /**
     * Whether the call has failed.
     *
     * @return true if {@link #check()} would throw.
     */
    public final boolean isFailed() {
        return failure != null;
    }

    /**
     * Whether the client needs the caller's keys and gradients no more: of a push once every row stands in the window
     * of unacknowledged pushes, of a pull once it is done.
     *
     * @return true if the caller may change its buffers.
     */
    public abstract boolean isAccepted();

    /**
     * Throws what the call failed with, if it failed.
     *
     * @throws CairnException the failure.
     */
    public final void check() {
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * Of a pull, the lowest log position that any of its rows was read at; of a push, the highest position at which the
     * cluster had applied a part of it. Positions of different shards do not compare; of use with one shard.
     *
     * @return a log position, -1 while there is none.
     */
    public final long position() {
        return position;
    }

    /**
     * Of a pull, the oldest cluster time that any of its rows was read at.
     *
     * @return milliseconds since 1970, 0 of a call that reads no rows.
     */
    public long timestampMs() {
        return 0;
    }

    /** Gives the reply back. One that is not done is abandoned: a pull writes no more rows, a push sends no more. */
    @Override
    public abstract void close();

    /** Begins a new call. */
    protected final void begin() {
        done = false;
        failure = null;
        position = NULL_POSITION;
    }

    /** Ends the call well. */
    protected final void complete() {
        done = true;
    }

    /**
     * Remembers a failure; the first one counts.
     *
     * @param reason what went wrong.
     */
    protected final void failure(CairnException reason) {
        if (failure == null) {
            failure = reason;
        }
    }

    /**
     * Takes the position of one answer in.
     *
     * @param answered   log position of the answer.
     * @param keepLowest true to keep the lowest of all, false the highest.
     */
    protected final void position(long answered, boolean keepLowest) {
        if (position == NULL_POSITION || (keepLowest ? answered < position : answered > position)) {
            position = answered;
        }
    }
}

package io.cairn.client.session;

/**
 * Where a {@link ShardSession} stands.
 *
 * <pre>
 *   CONNECTING --streams connected--> OPENING --SessionOpened--> OPEN
 *       ^                                |                        |
 *       +------------- lost, or asked to try again ---------------+
 *
 *   any --close(), or refused for good--> CLOSED
 * </pre>
 */
public enum SessionState {
    /** Streams are being set up. */
    CONNECTING,
    /** Streams are up, the replica has yet to say that it knows us. */
    OPENING,
    /** Requests are answered. */
    OPEN,
    /** Ended for good. */
    CLOSED
}

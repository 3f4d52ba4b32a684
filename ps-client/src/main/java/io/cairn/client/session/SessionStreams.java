package io.cairn.client.session;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import io.cairn.client.channel.RequestChannels;

/**
 * The two streams of one connection: answers in, requests out, the second tied to the first. Set up without blocking:
 * {@link #connect()} is called until it says true.
 */
final class SessionStreams implements AutoCloseable {

    /** What is missing before the driver has answered. */
    static final String NOT_SET_UP = "the media driver has not set up the streams";

    private static final long NULL_ID = Aeron.NULL_VALUE;

    private final Aeron aeron;
    private final RequestChannels channels;
    private final SessionTarget target;
    private final long subscriptionId;
    private long publicationId = NULL_ID;
    private Subscription subscription;
    private ExclusivePublication publication;

    SessionStreams(Aeron aeron, RequestChannels channels, SessionTarget target) {
        this.aeron = aeron;
        this.channels = channels;
        this.target = target;
        String channel = target.ipc()
            ? channels.responseSubscription()
            : channels.responseSubscription(target.responseEndpoint());
        subscriptionId = aeron.asyncAddSubscription(channel, RequestChannels.responseStreamId(target.shardId()));
    }

    /**
     * Takes the next step.
     *
     * @return true once both streams are connected.
     * @throws io.aeron.exceptions.RegistrationException if the driver cannot make one, for an unknown host for example.
     */
    boolean connect() {
        if (subscription == null) {
            subscription = aeron.getSubscription(subscriptionId);
            if (subscription == null) {
                return false;
            }
            addPublication();
        }
        if (publication == null) {
            publication = aeron.getExclusivePublication(publicationId);
        }
        return isConnected();
    }

    private void addPublication() {
        long responseId = subscription.registrationId();
        String channel = target.ipc()
            ? channels.requestPublication(responseId)
            : channels.requestPublication(target.requestEndpoint(), responseId);
        publicationId = aeron.asyncAddExclusivePublication(
            channel, RequestChannels.requestStreamId(target.shardId()));
    }

    /** Whether the driver has made both streams, connected or not. */
    boolean isSetUp() {
        return subscription != null && publication != null;
    }

    boolean isConnected() {
        return publication != null && publication.isConnected() && subscription.isConnected();
    }

    /** Which of the streams is missing, for people. */
    String missing() {
        if (!isSetUp()) {
            return NOT_SET_UP;
        }
        if (!publication.isConnected()) {
            return "no replica listens there";
        }
        return subscription.isConnected() ? "connected" : "the replica has not opened its response stream";
    }

    ExclusivePublication publication() {
        return publication;
    }

    int poll(FragmentHandler handler, int limit) {
        return subscription == null ? 0 : subscription.poll(handler, limit);
    }

    @Override
    public void close() {
        if (aeron.isClosed()) {
            return;
        }
        if (publication != null) {
            publication.close();
        } else if (publicationId != NULL_ID) {
            aeron.asyncRemovePublication(publicationId);
        }
        if (subscription != null) {
            subscription.close();
        } else {
            aeron.asyncRemoveSubscription(subscriptionId);
        }
    }
}

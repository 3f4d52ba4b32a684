package io.cairn.trainer.model.hstu;

import java.util.Locale;

/** What the relative attention bias of a layer is made of; {@link #POSITION_AND_TIME} is the model of the paper. */
public enum BiasTerms {
    /** No bias. */
    NONE(false, false),
    /** How many positions apart two events are. */
    POSITION(true, false),
    /** How much time lies between an event and the one to predict. */
    TIME(false, true),
    /** The sum of both. */
    POSITION_AND_TIME(true, true);

    private final boolean position;
    private final boolean time;

    BiasTerms(boolean position, boolean time) {
        this.position = position;
        this.time = time;
    }

    /** As in commands. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Whether positions count.
     *
     * @return true if there is a weight per position gap.
     */
    public boolean position() {
        return position;
    }

    /**
     * Whether times count.
     *
     * @return true if there is a weight per time bucket.
     */
    public boolean time() {
        return time;
    }
}

package io.cairn.trainer.loop;

/**
 * A place in a training.
 *
 * @param epoch finished epochs.
 * @param batch finished batches of the epoch after those.
 * @param step  finished steps in all.
 */
public record Progress(int epoch, int batch, long step) {

    /** The beginning of every training. */
    public static final Progress START = new Progress(0, 0, 0);

    Progress afterStep() {
        return new Progress(epoch, batch + 1, step + 1);
    }

    Progress afterEpoch() {
        return new Progress(epoch + 1, 0, step);
    }
}

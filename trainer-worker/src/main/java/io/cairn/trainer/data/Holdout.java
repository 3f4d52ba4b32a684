package io.cairn.trainer.data;

/**
 * Which of each user's last events are kept from training, and which one evaluation asks for. The public code has this
 * as {@code ignore_last_n}: the loader drops the last n events and takes the next one as the target; its authors advise
 * 0, 1 and 2 for test, validation and training.
 *
 * <pre>
 * code  value       training drops the last  evaluation asks for
 * 0     TEST        1 event                  the last event, after all before it
 * 1     VALIDATION  2 events                 the last but one; the last event stays unseen for a later test
 * 2     NONE        no event                 nothing: for a final model that learns from everything
 * </pre>
 */
public enum Holdout {
    /** Train on all but the last event, evaluate on the last one: the protocol of the published tables. */
    TEST(1, 0),
    /** Train on all but the last two events, evaluate on the last but one: for early stopping and tuning. */
    VALIDATION(2, 1),
    /** Train on every event, evaluate nothing. */
    NONE(0, 0);

    private final int trainingDrops;
    private final int evaluationDrops;

    Holdout(int trainingDrops, int evaluationDrops) {
        this.trainingDrops = trainingDrops;
        this.evaluationDrops = evaluationDrops;
    }

    /**
     * The value for a number on the command line.
     *
     * @param code 0, 1 or 2.
     * @return test, validation or none.
     * @throws IllegalArgumentException for any other number.
     */
    public static Holdout ofCode(int code) {
        return switch (code) {
            case 0 -> TEST;
            case 1 -> VALIDATION;
            case 2 -> NONE;
            default -> throw new IllegalArgumentException(
                "holdout must be 0 (test), 1 (validation) or 2 (none), got " + code);
        };
    }

    /**
     * Events at the end of each user's sequence that training does not see.
     *
     * @return 0 to 2.
     */
    int trainingDrops() {
        return trainingDrops;
    }

    /**
     * Events after the evaluation's target.
     *
     * @return 0 or 1.
     */
    int evaluationDrops() {
        return evaluationDrops;
    }
}

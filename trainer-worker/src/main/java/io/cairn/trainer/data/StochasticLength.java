package io.cairn.trainer.data;

/**
 * The rule of Stochastic Length (HSTU paper, section 3.2): of a sequence of n inputs, where the longest has N, all stay
 * if n is at most N^(alpha/2); else all stay with probability N^alpha / n^2, and N^(alpha/2) of them otherwise. The
 * attention of a training step then costs O(N^alpha) for each sequence in place of O(N^2).
 *
 * @param alpha     above 1, at most 2; at 2 nothing is ever shortened.
 * @param selection which inputs stay.
 */
public record StochasticLength(double alpha, SequenceSelection selection) {

    /** Checks the range. */
    public StochasticLength {
        if (!(alpha > 1 && alpha <= 2)) {
            throw new IllegalArgumentException("the alpha of stochastic length must be above 1 and at most 2, got "
                + alpha);
        }
    }

    /**
     * Inputs that a shortened sequence has, and the most that one has which is never shortened.
     *
     * @param longest N, at least 1.
     * @return N^(alpha/2), rounded down.
     */
    public int limit(int longest) {
        return (int) Math.pow(longest, alpha / 2);
    }

    /**
     * How likely a sequence stays as it is.
     *
     * @param length  n, its inputs, 1 to N.
     * @param longest N.
     * @return above 0, at most 1.
     */
    public double keepProbability(int length, int longest) {
        return length <= limit(longest) ? 1 : Math.pow(longest, alpha) / ((double) length * length);
    }
}

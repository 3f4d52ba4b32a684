package io.cairn.ops.training;

import java.util.Locale;

/** Which model is trained. All have the same input, loss, optimizer and evaluation. */
public enum ModelKind {
    /** The paper's. */
    HSTU,
    /** The paper's with a softmax in place of SiLU. */
    HSTU_SOFTMAX,
    /** The baseline of the paper's public data sets. */
    SASREC,
    /** The paper's Transformer++, with rotary positions and SwiGLU. */
    TRANSFORMER;

    /** As in commands and reports. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether its attention has a relative bias. */
    boolean biased() {
        return this == HSTU || this == HSTU_SOFTMAX;
    }
}

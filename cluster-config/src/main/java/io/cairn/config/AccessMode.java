package io.cairn.config;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** Who may open sessions with a cluster. */
public enum AccessMode {
    /** Whoever is on the same machine: nodes may only be reached over loopback. */
    LOCAL,
    /** Whoever reaches the ports. To be chosen in a network where all are trusted. */
    OPEN,
    /** Who proves to have the token of a principal. */
    TOKEN;

    /**
     * The name used in {@code cluster.yaml}.
     *
     * @return {@code local}, {@code open} or {@code token}.
     */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The mode a name stands for.
     *
     * @param label as written in {@code cluster.yaml}.
     * @return the mode.
     * @throws IllegalArgumentException if there is none of that name.
     */
    public static AccessMode of(String label) {
        return Arrays.stream(values())
            .filter(mode -> mode.label().equals(label))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("mode must be one of "
                + Arrays.stream(values()).map(AccessMode::label).toList() + ", got '" + label + "'"));
    }
}

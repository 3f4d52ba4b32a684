package io.cairn.access;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** What a principal may do. Each role may do all that those before it may. */
public enum Role {
    /** Pull, look up and describe. */
    READER,
    /** Push. */
    TRAINER,
    /** Create and drop tables, and whatever else concerns the whole cluster. */
    OPERATOR,
    /** What nodes ask of each other. */
    NODE;

    /**
     * The name used in {@code cluster.yaml} and in messages.
     *
     * @return in small letters.
     */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The role a name stands for.
     *
     * @param label as written in {@code cluster.yaml}.
     * @return the role.
     * @throws IllegalArgumentException if there is none of that name.
     */
    public static Role of(String label) {
        return Arrays.stream(values())
            .filter(role -> role.label().equals(label))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(
                "role must be one of " + Arrays.stream(values()).map(Role::label).toList() + ", got '" + label + "'"));
    }

    /**
     * Whether this role may do what needs another.
     *
     * @param needed the lowest role that may.
     * @return true if this one is as high.
     */
    public boolean allows(Role needed) {
        return compareTo(needed) >= 0;
    }
}

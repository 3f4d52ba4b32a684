package io.cairn.config;

import java.util.regex.Pattern;

/**
 * Name of a checkpoint, and the way to its folder below {@link CheckpointConfig#directory()}.
 *
 * @param text one or two segments with {@code /} between them, for example {@code nightly} or
 *             {@code run1/step-000000000123}; each has 1 to 64 letters, digits, {@code .}, {@code _} or {@code -}, and
 *             does not begin with {@code .}, so that no name leads out of the folder.
 */
public record CheckpointName(String text) {

    private static final String SEGMENT = "[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}";
    private static final Pattern LEGAL = Pattern.compile(SEGMENT + "(/" + SEGMENT + ")?");

    /** Checks the form. */
    public CheckpointName {
        if (!LEGAL.matcher(text).matches()) {
            throw new IllegalArgumentException("a checkpoint's name has one or two parts with '/' between them, each "
                + "of 1 to 64 letters, digits, '.', '_' or '-' that does not begin with '.'; got '" + text + "'");
        }
    }

    /**
     * A name inside this one.
     *
     * @param segment the second part.
     * @return for example {@code run1/step-000000000123}.
     * @throws IllegalArgumentException if this has two parts already.
     */
    public CheckpointName within(String segment) {
        return new CheckpointName(text + '/' + segment);
    }

    @Override
    public String toString() {
        return text;
    }
}

package io.cairn.table;

import java.util.regex.Pattern;

/**
 * Name that stands for a table, and for another one later: {@code items@live}. No table's name has an {@code @}, so an
 * alias is never mistaken for a table.
 *
 * @param text a name as tables have it, {@code @}, and a label of 1 to 64 letters, digits, {@code _}, {@code -} or
 *             {@code .}.
 */
public record AliasName(String text) {

    /** Characters of the longest. */
    public static final int LENGTH_MAX = 129;

    private static final Pattern LEGAL = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}@[A-Za-z0-9_.-]{1,64}");

    /** Checks the form. */
    public AliasName {
        if (!LEGAL.matcher(text).matches()) {
            throw new IllegalArgumentException("an alias is a name, '@' and a label, as in items@live: the name begins "
                + "with a letter, and both have up to 64 letters, digits, '_', '-' or '.'; got '" + text + "'");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}

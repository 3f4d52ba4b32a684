package io.cairn.server.gateway.resp;

import io.cairn.server.gateway.lookup.LookupOptions;
import io.cairn.server.gateway.lookup.MissingKeys;
import io.cairn.server.gateway.lookup.Pooling;
import io.cairn.server.gateway.lookup.RowEncoding;
import java.util.Locale;

/**
 * A table as requests name it, with options of the lookup behind a question mark: {@code items},
 * {@code items?f16}, {@code items?i8&missing=zeros&max-age=200}, {@code items?pool=mean}. Braces around it mean nothing
 * here; clients for clusters of Redis need them to ask for several keys at once, <code>{items}:1 {items}:2</code>.
 *
 * @param name    of the table, or an alias: {@code items@live}.
 * @param options how to answer.
 */
record TableArgument(String name, LookupOptions options) {

    private static final String USAGE = "known are f32, f16, bf16, i8, missing=absent, missing=zeros, missing=initial, "
        + "pool=sum, pool=mean, max-age=MILLISECONDS";

    /**
     * Reads what a request names.
     *
     * @throws IllegalArgumentException if it asks for an option that is not known.
     */
    static TableArgument parse(String argument) {
        String text = argument.startsWith("{") && argument.endsWith("}")
            ? argument.substring(1, argument.length() - 1)
            : argument;
        int mark = text.indexOf('?');
        if (mark < 0) {
            return new TableArgument(text, LookupOptions.DEFAULT);
        }
        LookupOptions options = LookupOptions.DEFAULT;
        for (String option : text.substring(mark + 1).split("&", -1)) {
            options = with(options, option);
        }
        return new TableArgument(text.substring(0, mark), options);
    }

    private static LookupOptions with(LookupOptions options, String option) {
        int equals = option.indexOf('=');
        if (equals < 0) {
            return options.with(RowEncoding.of(option).orElseThrow(() -> unknown(option)));
        }
        String value = option.substring(equals + 1);
        try {
            return switch (option.substring(0, equals)) {
                case "missing" -> options.with(MissingKeys.valueOf(value.toUpperCase(Locale.ROOT)));
                case "pool" -> options.with(Pooling.valueOf(value.toUpperCase(Locale.ROOT)));
                case "max-age" -> options.withOldestAge(Long.parseLong(value));
                default -> throw unknown(option);
            };
        } catch (IllegalArgumentException e) {
            throw unknown(option);
        }
    }

    private static IllegalArgumentException unknown(String option) {
        return new IllegalArgumentException("option '" + option + "' is not known; " + USAGE);
    }
}

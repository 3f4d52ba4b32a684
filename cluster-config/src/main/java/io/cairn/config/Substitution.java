package io.cairn.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts values of the environment where a configuration text says {@code ${NAME}} or {@code ${NAME:-default}}. */
final class Substitution {

    private static final Pattern REFERENCE =
        Pattern.compile("\\$\\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(:-(?<default>[^}\\n]*))?}");

    private final String source;
    private final Map<String, String> environment;

    Substitution(String source, Map<String, String> environment) {
        this.source = source;
        this.environment = environment;
    }

    /**
     * The text with each reference replaced; comments are left alone, line numbers stay as they were.
     *
     * @throws ConfigException if a variable without a default is not set, or its value has more than one line.
     */
    String apply(String text) {
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (!lines[i].stripLeading().startsWith("#")) {
                lines[i] = applyToLine(lines[i], i + 1);
            }
        }
        return String.join("\n", lines);
    }

    private String applyToLine(String text, int line) {
        return REFERENCE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value((Matcher) found, line)));
    }

    private String value(Matcher reference, int line) {
        String name = reference.group("name");
        String value = environment.get(name);
        if (value == null || value.isEmpty()) {
            value = reference.group("default");
        }
        if (value == null) {
            throw new ConfigException(source, line,
                "environment variable " + name + " is not set; set it, or write ${" + name + ":-default}");
        }
        if (value.indexOf('\n') >= 0) {
            throw new ConfigException(source, line, "the value of environment variable " + name + " has several lines");
        }
        return value;
    }
}

package io.cairn.config;

import java.io.Serial;

/** A configuration file that cannot be used; the message names the file, the line and what is allowed there. */
public final class ConfigException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final int line;

    /**
     * An error at a place of a file.
     *
     * @param source name of the file.
     * @param line   line of the error, from 1; 0 if it is the file as a whole.
     * @param reason what is wrong and what is allowed.
     */
    public ConfigException(String source, int line, String reason) {
        super(line == 0 ? source + ": " + reason : source + ":" + line + ": " + reason);
        this.line = line;
    }

    /**
     * The line of the error.
     *
     * @return from 1; 0 if it is the file as a whole.
     */
    public int line() {
        return line;
    }
}

package io.cairn.config;

import io.cairn.access.Role;
import io.cairn.access.Token;
import java.nio.file.Path;
import java.util.Map;

/**
 * Someone who may open sessions. The token itself is never part of the settings, only where it is.
 *
 * @param name      1 to 64 characters.
 * @param role      what it may do.
 * @param tokenFile file with the token, empty if it is in a variable.
 * @param tokenEnv  environment variable with the token, empty if it is in a file.
 */
public record PrincipalConfig(String name, Role role, String tokenFile, String tokenEnv) {

    private static final int NAME_MAX = 64;

    /** Checks the name, and that the token is at one place. */
    public PrincipalConfig {
        if (name.isBlank() || name.length() > NAME_MAX) {
            throw new IllegalArgumentException("name must have 1 to " + NAME_MAX + " characters, got '" + name + "'");
        }
        if (tokenFile.isEmpty() == tokenEnv.isEmpty()) {
            throw new IllegalArgumentException("principal '" + name + "' needs tokenFile or tokenEnv, one of them");
        }
    }

    /**
     * Reads the token.
     *
     * @param environment where variables are looked up.
     * @return the token.
     * @throws io.cairn.access.AccessException if it is not there, or others may read it.
     */
    public Token token(Map<String, String> environment) {
        return tokenFile.isEmpty() ? Token.ofEnvironment(tokenEnv, environment) : Token.ofFile(Path.of(tokenFile));
    }
}

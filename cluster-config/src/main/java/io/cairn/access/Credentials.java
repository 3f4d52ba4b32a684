package io.cairn.access;

/**
 * As whom to ask, and what proves it.
 *
 * @param principal name in the cluster's settings.
 * @param token     the principal's own.
 */
public record Credentials(String principal, Token token) {
}

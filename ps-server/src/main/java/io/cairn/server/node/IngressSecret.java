package io.cairn.server.node;

import io.aeron.security.Authenticator;
import io.aeron.security.CredentialsSupplier;
import io.aeron.security.NullCredentialsSupplier;
import io.aeron.security.SimpleAuthenticator;
import java.security.SecureRandom;

/**
 * What lets the doors of this process, and nobody else, write to the logs of its replicas: random bytes that never
 * leave the process but for the shared memory of its own media driver. Whoever can open the driver's directory reaches
 * the stream into a log, and is turned away there.
 */
final class IngressSecret {

    private static final byte[] SECRET = new byte[32];

    static {
        new SecureRandom().nextBytes(SECRET);
    }

    private IngressSecret() {
    }

    /** For one consensus module. */
    static Authenticator authenticator() {
        return new SimpleAuthenticator.Builder()
            .principal(NullCredentialsSupplier.NULL_CREDENTIAL, SECRET)
            .newInstance();
    }

    /** For the doors of this process. */
    static CredentialsSupplier credentials() {
        return new CredentialsSupplier() {
            @Override
            public byte[] encodedCredentials() {
                return SECRET.clone();
            }

            @Override
            public byte[] onChallenge(byte[] challenge) {
                return NullCredentialsSupplier.NULL_CREDENTIAL;
            }
        };
    }
}

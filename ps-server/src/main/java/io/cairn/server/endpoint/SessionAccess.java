package io.cairn.server.endpoint;

import io.cairn.access.Role;

/** What one session has proved, and the challenge it has still to answer. Belongs to the owner thread. */
final class SessionAccess {

    private static final byte[] NO_NONCE = {};

    private byte[] nonce = NO_NONCE;
    private long challengedClient;
    private boolean proven;
    private long provenClient;
    private Role role = Role.READER;

    /** Has to be answered for a client; an earlier challenge is void. */
    void challenge(byte[] challengeNonce, long clientId) {
        nonce = challengeNonce;
        challengedClient = clientId;
    }

    boolean challenged() {
        return nonce.length > 0;
    }

    byte[] nonce() {
        return nonce;
    }

    long challengedClient() {
        return challengedClient;
    }

    /** The challenge is used up, whatever came of it. */
    void forgetChallenge() {
        nonce = NO_NONCE;
    }

    /** The client is who it says, and may do what a role may. */
    void prove(long clientId, Role provenRole) {
        proven = true;
        provenClient = clientId;
        role = provenRole;
    }

    boolean proven(long clientId) {
        return proven && provenClient == clientId;
    }

    boolean allows(Role needed) {
        return role.allows(needed);
    }
}

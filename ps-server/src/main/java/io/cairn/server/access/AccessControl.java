package io.cairn.server.access;

import io.cairn.access.Credentials;
import io.cairn.access.Role;
import io.cairn.access.Token;
import io.cairn.config.AccessConfig;
import io.cairn.config.AccessMode;
import io.cairn.config.PrincipalConfig;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Knows the principals of a cluster and tells by a proof whether someone is one of them. Safe for all threads. */
public final class AccessControl {

    private final boolean needsProof;
    private final Map<String, Principal> principals = new HashMap<>();
    private final SecureRandom random = new SecureRandom();
    /** Stands for names that are not known, so that they take as long to refuse as wrong tokens. */
    private final Principal nobody = new Principal(Role.READER, Token.random());

    /**
     * Reads all tokens.
     *
     * @param config      who the principals are.
     * @param environment variables in which tokens may be.
     * @throws io.cairn.access.AccessException if a token is not there, or others may read it.
     */
    public AccessControl(AccessConfig config, Map<String, String> environment) {
        needsProof = config.mode() == AccessMode.TOKEN;
        for (PrincipalConfig principal : config.principals()) {
            principals.put(principal.name(), new Principal(principal.role(), principal.token(environment)));
        }
    }

    /**
     * Whether sessions must prove who they are.
     *
     * @return false if everyone is let in, in every role.
     */
    public boolean needsProof() {
        return needsProof;
    }

    /**
     * Something to prove who one is with, once.
     *
     * @return {@link Token#PROOF_BYTES} bytes nobody can guess.
     */
    public byte[] nonce() {
        byte[] nonce = new byte[Token.PROOF_BYTES];
        random.nextBytes(nonce);
        return nonce;
    }

    /**
     * Checks a proof; see {@link Token#prove} for what it proves.
     *
     * @param principal who it claims to be of.
     * @param proof     as received.
     * @param nonce     as given to that session.
     * @param clusterId this cluster.
     * @param clientId  the session's client.
     * @param shardId   the shard, -1 for the directory.
     * @return the principal's role, empty if there is no such principal or its token was not used.
     */
    public Optional<Role> role(
        String principal, byte[] proof, byte[] nonce, long clusterId, long clientId, int shardId) {
        Principal claimed = principals.getOrDefault(principal, nobody);
        byte[] expected = claimed.token().prove(nonce, clusterId, clientId, shardId);
        return Optional.of(claimed.role()).filter(role -> MessageDigest.isEqual(expected, proof));
    }

    /**
     * As whom this node talks to the others.
     *
     * @return the first principal of role node by name, empty where no proof is needed.
     */
    public Optional<Credentials> ofNode() {
        return principals.entrySet().stream()
            .filter(entry -> entry.getValue().role() == Role.NODE)
            .min(Map.Entry.comparingByKey())
            .map(entry -> new Credentials(entry.getKey(), entry.getValue().token()));
    }

    private record Principal(Role role, Token token) {
    }
}

package io.cairn.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that a principal and the nodes share. It comes from a file or an environment variable, stays in the memory
 * of the process, and is never shown: not on the wire, not by {@link #toString()}, not in a message of an exception.
 */
public final class Token {

    /** Length of a nonce, and of a proof. */
    public static final int PROOF_BYTES = 32;

    private static final int LENGTH_MIN = 16;
    private static final int LENGTH_MAX = 4096;
    private static final String ALGORITHM = "HmacSHA256";
    private static final Set<PosixFilePermission> FOREIGN = EnumSet.of(
        PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

    private final SecretKeySpec key;

    private Token(byte[] secret, String origin) {
        if (secret.length < LENGTH_MIN || secret.length > LENGTH_MAX) {
            throw new AccessException("the token in " + origin + " must have " + LENGTH_MIN + " to " + LENGTH_MAX
                + " bytes; make one with: openssl rand -hex 32");
        }
        key = new SecretKeySpec(secret, ALGORITHM);
    }

    /**
     * A token that nobody else has.
     *
     * @return for comparisons that must fail.
     */
    public static Token random() {
        byte[] secret = new byte[PROOF_BYTES];
        new SecureRandom().nextBytes(secret);
        return new Token(secret, "memory");
    }

    /**
     * The token in a file; white space around it does not count.
     *
     * @param file readable by its owner only.
     * @return the token.
     * @throws AccessException if the file cannot be read, others can read it too, or it holds no token.
     */
    public static Token ofFile(Path file) {
        String origin = "file " + file;
        try {
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                && Files.getPosixFilePermissions(file).stream().anyMatch(FOREIGN::contains)) {
                throw new AccessException(
                    "token file " + file + " is open to more than its owner: chmod 600 " + file);
            }
            return new Token(Files.readString(file).strip().getBytes(StandardCharsets.UTF_8), origin);
        } catch (IOException e) {
            throw new AccessException("token file " + file + " cannot be read: " + e, e);
        }
    }

    /**
     * The token in an environment variable; white space around it does not count.
     *
     * @param variable    its name.
     * @param environment all variables.
     * @return the token.
     * @throws AccessException if it is not set, or holds no token.
     */
    public static Token ofEnvironment(String variable, Map<String, String> environment) {
        String value = environment.get(variable);
        if (value == null) {
            throw new AccessException("environment variable " + variable + ", which shall hold a token, is not set");
        }
        return new Token(value.strip().getBytes(StandardCharsets.UTF_8), "environment variable " + variable);
    }

    /**
     * Proves to have the token, for one session: HMAC-SHA256 (RFC 2104) of nonce, cluster, client and shard, the three
     * numbers little-endian.
     *
     * @param nonce     of the challenge, {@link #PROOF_BYTES} bytes.
     * @param clusterId the cluster asked.
     * @param clientId  who asks.
     * @param shardId   the shard asked, -1 for the directory.
     * @return {@link #PROOF_BYTES} bytes.
     */
    public byte[] prove(byte[] nonce, long clusterId, long clientId, int shardId) {
        ByteBuffer session = ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN)
            .putLong(clusterId).putLong(clientId).putInt(shardId);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(nonce);
            return mac.doFinal(session.array());
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "token (hidden)";
    }
}

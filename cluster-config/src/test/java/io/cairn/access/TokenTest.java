package io.cairn.access;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where tokens come from, what they prove, and that they are not shown. */
final class TokenTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final byte[] NONCE = new byte[Token.PROOF_BYTES];
    private static final HexFormat HEX = HexFormat.of();

    @TempDir
    private Path folder;

    @Test
    void fileAndVariableGiveTheSameToken() throws IOException {
        Token ofFile = Token.ofFile(file(SECRET + "\n", "rw-------"));
        Token ofVariable = Token.ofEnvironment("T", Map.of("T", SECRET));
        assertArrayEquals(ofFile.prove(NONCE, 1, 2, 3), ofVariable.prove(NONCE, 1, 2, 3));
    }

    /** Computed once with another implementation of HMAC-SHA256 (Python's hmac). */
    @Test
    void proofIsTheOneThatTheWireDocuments() {
        byte[] proof = Token.ofEnvironment("T", Map.of("T", SECRET)).prove(NONCE, 1, 2, -1);
        assertEquals("4bdb8f311b18cc412036686ed496b99b33b322e928990048647ab0fb29a84290", HEX.formatHex(proof));
    }

    @Test
    void proofIsGoodForOneNonceClusterClientAndShardOnly() {
        Token token = Token.ofEnvironment("T", Map.of("T", SECRET));
        byte[] other = NONCE.clone();
        other[31] = 1;
        Set<String> proofs = new HashSet<>(List.of(
            HEX.formatHex(token.prove(NONCE, 1, 2, 3)),
            HEX.formatHex(token.prove(other, 1, 2, 3)),
            HEX.formatHex(token.prove(NONCE, 9, 2, 3)),
            HEX.formatHex(token.prove(NONCE, 1, 9, 3)),
            HEX.formatHex(token.prove(NONCE, 1, 2, 9)),
            HEX.formatHex(Token.random().prove(NONCE, 1, 2, 3))));
        assertEquals(6, proofs.size());
    }

    @Test
    void fileThatOthersCanReadIsRefusedWithTheRemedy() throws IOException {
        for (String permissions : List.of("rw-r-----", "rw----r--", "rw--w----")) {
            Path file = file(SECRET, permissions);
            AccessException refusal = assertThrows(AccessException.class, () -> Token.ofFile(file));
            assertTrue(refusal.getMessage().endsWith("chmod 600 " + file), refusal.getMessage());
        }
    }

    @Test
    void tokenThatIsMissingOrShortIsRefusedAndNotShown() throws IOException {
        Path file = file("short-secret", "rw-------");
        for (AccessException refusal : List.of(
            assertThrows(AccessException.class, () -> Token.ofFile(file)),
            assertThrows(AccessException.class, () -> Token.ofEnvironment("T", Map.of("T", "short-secret"))))) {
            assertTrue(refusal.getMessage().contains("must have 16 to 4096 bytes"), refusal.getMessage());
            assertFalse(refusal.getMessage().contains("short-secret"), refusal.getMessage());
        }
        assertThrows(AccessException.class, () -> Token.ofFile(folder.resolve("missing")));
        assertThrows(AccessException.class, () -> Token.ofEnvironment("T", Map.of()));
    }

    @Test
    void tokenIsNotPartOfAnyText() {
        Credentials credentials = new Credentials("a", Token.ofEnvironment("T", Map.of("T", SECRET)));
        assertFalse(credentials.toString().contains(SECRET), credentials.toString());
    }

    private Path file(String text, String permissions) throws IOException {
        Path file = folder.resolve("token-" + permissions);
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}

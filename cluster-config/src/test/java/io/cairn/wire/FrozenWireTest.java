package io.cairn.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import io.cairn.wire.codecs.MessageHeaderDecoder;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.PullDecoder;
import io.cairn.wire.codecs.PullEncoder;
import io.cairn.wire.codecs.RowContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Properties;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Bytes that release 1 wrote into logs and sends to nodes of its age. Every later release must read them as they were
 * meant, and its own fields may only follow them.
 */
final class FrozenWireTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;
    private static final TableDefinition TABLE = new TableDefinition(3, new TableSpec(
        "items", 64, DType.FLOAT32, new InitializerSpec.TruncatedNormal(0.5, 0.02),
        new OptimizerSpec.RowWiseAdamW(0.001, 0.9, 0.999, 1e-8, 0.01), 0x0102030405060708L, 1_000_000));
    private static final long[] KEYS = {0, -1, 42};

    @Test
    void tableDefinitionOfVersionOneReadsAsItWasMeant() throws IOException {
        byte[] frozen = frozen("TableDefinition");
        assertEquals(TABLE, TableDefinitionCodec.decode(new UnsafeBuffer(frozen), 0, frozen.length));
        assertSameFields(frozen, TableDefinitionCodec.encode(TABLE.tableId(), TABLE.spec()));
    }

    @Test
    void pullOfVersionOneReadsAsItWasMeant() throws IOException {
        byte[] frozen = frozen("Pull");
        UnsafeBuffer message = new UnsafeBuffer(frozen);
        PullDecoder pull = new PullDecoder().wrapAndApplyHeader(message, 0, new MessageHeaderDecoder());
        assertEquals(0x1112131415161718L, pull.correlationId());
        assertEquals(0x2122232425262728L, pull.minPosition());
        assertEquals(0x31323334, pull.tableId());
        assertEquals(0x41424344, pull.slotMapVersion());
        assertEquals(KEYS.length, pull.keyCount());
        assertEquals(0x51525354, pull.timeoutMs());
        assertEquals(RowContent.HEADER_AND_WEIGHTS, pull.content());
        int keysAt = KeyBlock.offset(HEADER + pull.sbeBlockLength());
        for (int i = 0; i < KEYS.length; i++) {
            assertEquals(KEYS[i], KeyBlock.key(message, keysAt, i));
        }
        assertSameFields(frozen, encodedPull());
    }

    private static byte[] encodedPull() {
        int keysAt = KeyBlock.offset(HEADER + PullEncoder.BLOCK_LENGTH);
        byte[] bytes = new byte[keysAt + KeyBlock.bytes(KEYS.length)];
        UnsafeBuffer message = new UnsafeBuffer(bytes);
        new PullEncoder().wrapAndApplyHeader(message, 0, new MessageHeaderEncoder())
            .correlationId(0x1112131415161718L)
            .minPosition(0x2122232425262728L)
            .tableId(0x31323334)
            .slotMapVersion(0x41424344)
            .keyCount(KEYS.length)
            .timeoutMs(0x51525354)
            .content(RowContent.HEADER_AND_WEIGHTS);
        for (int i = 0; i < KEYS.length; i++) {
            KeyBlock.key(message, keysAt, i, KEYS[i]);
        }
        return bytes;
    }

    /** Kind and fixed block, as far as version 1 goes. */
    private static void assertSameFields(byte[] frozen, byte[] now) {
        MessageHeaderDecoder then = new MessageHeaderDecoder().wrap(new UnsafeBuffer(frozen), 0);
        MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(new UnsafeBuffer(now), 0);
        assertEquals(then.templateId(), header.templateId());
        assertEquals(then.schemaId(), header.schemaId());
        int end = HEADER + then.blockLength();
        assertEquals(HEX.formatHex(frozen, HEADER, end), HEX.formatHex(now, HEADER, end));
    }

    private static byte[] frozen(String message) throws IOException {
        Properties messages = new Properties();
        try (InputStream file = FrozenWireTest.class.getResourceAsStream("/wire/version-1.properties")) {
            messages.load(new InputStreamReader(file, StandardCharsets.UTF_8));
        }
        return HEX.parseHex(messages.getProperty(message));
    }
}

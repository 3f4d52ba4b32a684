package io.cairn.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.PullDecoder;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TableDefinitionCodecTest {

    private static final int TABLE_ID = 7;

    static Stream<OptimizerSpec> optimizers() {
        return Stream.of(
            new OptimizerSpec.Sgd(-0.5, 0.9),
            new OptimizerSpec.Adagrad(0.1, 0.2, 1e-7),
            new OptimizerSpec.RowWiseAdagrad(0.3, 0.4, 1e-8),
            new OptimizerSpec.Adam(0.001, 0.91, 0.991, 1e-9),
            new OptimizerSpec.AdamW(0.002, 0.92, 0.992, 1e-10, 0.01),
            new OptimizerSpec.RowWiseAdamW(0.003, 0.93, 0.993, 1e-11, 0.02),
            new OptimizerSpec.Ftrl(0.05, 1.5, 0.6, 0.7));
    }

    static Stream<InitializerSpec> initializers() {
        return Stream.of(
            new InitializerSpec.Zeros(),
            new InitializerSpec.Uniform(-0.25, 0.5),
            new InitializerSpec.Normal(0.125, 2),
            new InitializerSpec.TruncatedNormal(-1, 0.02));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void optimizerReadsBackAsItWasWritten(OptimizerSpec optimizer) {
        assertReadsBack(new TableSpec(
            "clicks", 8192, DType.FLOAT32, new InitializerSpec.Zeros(), optimizer, Long.MIN_VALUE, Long.MAX_VALUE));
    }

    @ParameterizedTest
    @MethodSource("initializers")
    void initializerReadsBackAsItWasWritten(InitializerSpec initializer) {
        assertReadsBack(
            new TableSpec("a", 1, DType.FLOAT32, initializer, new OptimizerSpec.Sgd(1, 0), -1, 1));
    }

    @Test
    void noKindOfOptimizerOrInitializerIsLeftOutAbove() {
        assertEquals(Set.of(OptimizerSpec.class.getPermittedSubclasses()), kinds(optimizers()));
        assertEquals(Set.of(InitializerSpec.class.getPermittedSubclasses()), kinds(initializers()));
    }

    private static Set<Class<?>> kinds(Stream<?> specs) {
        return specs.map(Object::getClass).collect(Collectors.toSet());
    }

    private static void assertReadsBack(TableSpec spec) {
        byte[] message = TableDefinitionCodec.encode(TABLE_ID, spec);
        byte[] within = new byte[message.length + 48];
        System.arraycopy(message, 0, within, 24, message.length);
        assertEquals(new TableDefinition(TABLE_ID, spec),
            TableDefinitionCodec.decode(new UnsafeBuffer(within), 24, message.length));
    }

    @Test
    void newerWireVersionIsRefusedByNumberWithWhatToDo() {
        UnsafeBuffer message = message();
        new MessageHeaderEncoder().wrap(message, 0).version(2);
        assertRefused(message, "wire version 2, this release understands 1 to 1: upgrade this side first");
    }

    @Test
    void foreignSchemaIsRefusedByNumber() {
        UnsafeBuffer message = message();
        new MessageHeaderEncoder().wrap(message, 0).schemaId(111);
        assertRefused(message, "schema 111 is none of Cairn's");
    }

    @Test
    void anotherMessageIsRefusedByNumber() {
        UnsafeBuffer message = message();
        new MessageHeaderEncoder().wrap(message, 0).templateId(PullDecoder.TEMPLATE_ID);
        assertRefused(message, "message 10 is no table definition");
    }

    @Test
    void definitionThatEndsElsewhereThanItsMessageIsRefused() {
        UnsafeBuffer message = message();
        int length = message.capacity();
        UnsafeBuffer within = new UnsafeBuffer(new byte[length + 64]);
        within.putBytes(0, message, 0, length);
        for (int claimed = 0; claimed <= within.capacity(); claimed++) {
            int bytes = claimed;
            if (bytes != length) {
                assertThrows(IllegalArgumentException.class, () -> TableDefinitionCodec.decode(within, 0, bytes),
                    () -> bytes + " bytes");
            }
        }
    }

    private static UnsafeBuffer message() {
        return new UnsafeBuffer(TableDefinitionCodec.encode(1, new TableSpec(
            "items", 4, DType.FLOAT32, new InitializerSpec.Zeros(), new OptimizerSpec.Sgd(1, 0), 0, 1)));
    }

    private static void assertRefused(UnsafeBuffer message, String reason) {
        IllegalArgumentException refused =
            assertThrows(IllegalArgumentException.class, () ->
                TableDefinitionCodec.decode(message, 0, message.capacity()));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }
}

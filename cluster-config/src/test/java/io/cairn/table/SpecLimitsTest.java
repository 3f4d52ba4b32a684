package io.cairn.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a table's spec accepts up to, and refuses beyond, each limit; the message names the field. */
final class SpecLimitsTest {

    private static final double BELOW_ONE = Math.nextDown(1.0);

    @Test
    void tableAcceptsItsLimits() {
        assertEquals(4, table("a", 1, 1).weightBytes());
        assertEquals(32_768, table("a".repeat(64), TableSpec.DIMENSION_MAX, Long.MAX_VALUE).weightBytes());
        assertEquals("Z9_.-", table("Z9_.-", 1, 1).name());
    }

    @Test
    void tableRefusesWhatLiesBeyond() {
        assertRefused("name", () -> table("", 1, 1));
        assertRefused("name", () -> table("a".repeat(65), 1, 1));
        assertRefused("name", () -> table("9a", 1, 1));
        assertRefused("name", () -> table("a b", 1, 1));
        assertRefused("dimension", () -> table("a", 0, 1));
        assertRefused("dimension", () -> table("a", TableSpec.DIMENSION_MAX + 1, 1));
        assertRefused("expectedRows", () -> table("a", 1, 0));
    }

    @Test
    void initializersRefuseEmptyAndEndlessLaws() {
        assertEquals(1, new InitializerSpec.Uniform(Math.nextDown(1.0), 1).high());
        assertRefused("low < high", () -> new InitializerSpec.Uniform(1, 1));
        assertRefused("low < high", () -> new InitializerSpec.Uniform(Double.NEGATIVE_INFINITY, 1));
        assertRefused("low < high", () -> new InitializerSpec.Uniform(0, Double.NaN));
        assertEquals(Double.MIN_VALUE, new InitializerSpec.Normal(0, Double.MIN_VALUE).stddev());
        assertRefused("stddev", () -> new InitializerSpec.Normal(0, 0));
        assertRefused("stddev", () -> new InitializerSpec.Normal(0, Double.POSITIVE_INFINITY));
        assertRefused("mean", () -> new InitializerSpec.Normal(Double.NaN, 1));
        assertRefused("stddev", () -> new InitializerSpec.TruncatedNormal(0, -1));
        assertRefused("mean", () -> new InitializerSpec.TruncatedNormal(Double.POSITIVE_INFINITY, 1));
    }

    static Stream<Arguments> ratesAboveZero() {
        return Stream.of(
            field("adagrad learningRate", value -> new OptimizerSpec.Adagrad(value, 0, 0)),
            field("row-wise adagrad learningRate", value -> new OptimizerSpec.RowWiseAdagrad(value, 0, 0)),
            field("adam learningRate", value -> new OptimizerSpec.Adam(value, 0, 0, 0)),
            field("adamw learningRate", value -> new OptimizerSpec.AdamW(value, 0, 0, 0, 0)),
            field("row-wise adamw learningRate", value -> new OptimizerSpec.RowWiseAdamW(value, 0, 0, 0, 0)),
            field("ftrl alpha", value -> new OptimizerSpec.Ftrl(value, 0, 0, 0)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ratesAboveZero")
    void rateIsFiniteAndAboveZero(String field, DoubleFunction<OptimizerSpec> spec) {
        assertNotNull(spec.apply(Double.MIN_VALUE), field);
        assertNotNull(spec.apply(Double.MAX_VALUE), field);
        assertRefused(field, () -> spec.apply(0));
        assertRefused(field, () -> spec.apply(Double.POSITIVE_INFINITY));
        assertRefused(field, () -> spec.apply(Double.NaN));
    }

    static Stream<Arguments> strengths() {
        return Stream.of(
            field("adagrad initialAccumulator", value -> new OptimizerSpec.Adagrad(1, value, 0)),
            field("adagrad epsilon", value -> new OptimizerSpec.Adagrad(1, 0, value)),
            field("row-wise adagrad initialAccumulator", value -> new OptimizerSpec.RowWiseAdagrad(1, value, 0)),
            field("row-wise adagrad epsilon", value -> new OptimizerSpec.RowWiseAdagrad(1, 0, value)),
            field("adam epsilon", value -> new OptimizerSpec.Adam(1, 0, 0, value)),
            field("adamw epsilon", value -> new OptimizerSpec.AdamW(1, 0, 0, value, 0)),
            field("adamw weightDecay", value -> new OptimizerSpec.AdamW(1, 0, 0, 0, value)),
            field("row-wise adamw epsilon", value -> new OptimizerSpec.RowWiseAdamW(1, 0, 0, value, 0)),
            field("row-wise adamw weightDecay", value -> new OptimizerSpec.RowWiseAdamW(1, 0, 0, 0, value)),
            field("ftrl beta", value -> new OptimizerSpec.Ftrl(1, value, 0, 0)),
            field("ftrl lambda1", value -> new OptimizerSpec.Ftrl(1, 0, value, 0)),
            field("ftrl lambda2", value -> new OptimizerSpec.Ftrl(1, 0, 0, value)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strengths")
    void strengthIsFiniteAndZeroOrAbove(String field, DoubleFunction<OptimizerSpec> spec) {
        assertNotNull(spec.apply(0), field);
        assertNotNull(spec.apply(Double.MAX_VALUE), field);
        assertRefused(field, () -> spec.apply(-Double.MIN_VALUE));
        assertRefused(field, () -> spec.apply(Double.POSITIVE_INFINITY));
        assertRefused(field, () -> spec.apply(Double.NaN));
    }

    static Stream<Arguments> decays() {
        return Stream.of(
            field("sgd momentum", value -> new OptimizerSpec.Sgd(1, value)),
            field("adam beta1", value -> new OptimizerSpec.Adam(1, value, 0, 0)),
            field("adam beta2", value -> new OptimizerSpec.Adam(1, 0, value, 0)),
            field("adamw beta1", value -> new OptimizerSpec.AdamW(1, value, 0, 0, 0)),
            field("adamw beta2", value -> new OptimizerSpec.AdamW(1, 0, value, 0, 0)),
            field("row-wise adamw beta1", value -> new OptimizerSpec.RowWiseAdamW(1, value, 0, 0, 0)),
            field("row-wise adamw beta2", value -> new OptimizerSpec.RowWiseAdamW(1, 0, value, 0, 0)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("decays")
    void decayIsZeroOrAboveAndBelowOne(String field, DoubleFunction<OptimizerSpec> spec) {
        assertNotNull(spec.apply(0), field);
        assertNotNull(spec.apply(BELOW_ONE), field);
        assertRefused(field, () -> spec.apply(1));
        assertRefused(field, () -> spec.apply(-Double.MIN_VALUE));
        assertRefused(field, () -> spec.apply(Double.NaN));
    }

    @Test
    void rateOfPlainDescentMayBeNegativeAndMustBeFinite() {
        assertEquals(-1, new OptimizerSpec.Sgd(-1, 0).learningRate());
        assertRefused("sgd learningRate", () -> new OptimizerSpec.Sgd(Double.NEGATIVE_INFINITY, 0));
    }

    private static Arguments field(String name, DoubleFunction<OptimizerSpec> spec) {
        return Arguments.of(name, spec);
    }

    private static TableSpec table(String name, int dimension, long expectedRows) {
        return new TableSpec(name, dimension, DType.FLOAT32, new InitializerSpec.Zeros(),
            new OptimizerSpec.Sgd(1, 0), 0, expectedRows);
    }

    private static void assertRefused(String field, Executable making) {
        String message = assertThrows(IllegalArgumentException.class, making).getMessage();
        assertTrue(message.contains(field), message);
    }
}

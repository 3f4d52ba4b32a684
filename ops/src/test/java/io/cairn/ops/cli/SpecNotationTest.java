package io.cairn.ops.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecNotationTest {

    @Test
    void whatIsLeftOutHasItsDefault() {
        assertEquals(new OptimizerSpec.AdamW(0.01, 0.9, 0.98, 1e-8, 0),
            SpecNotation.OPTIMIZERS.parse("adamw:learningRate=0.01,beta2=0.98"));
        assertEquals(new InitializerSpec.Normal(0, 0.02), SpecNotation.INITIALIZERS.parse("normal"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "adagrad", "row-wise-adagrad", "adam", "adamw", "row-wise-adamw", "ftrl"})
    void whatIsWrittenReadsBackTheSame(String kind) {
        OptimizerSpec spec = SpecNotation.OPTIMIZERS.parse(kind);

        assertEquals(spec, SpecNotation.OPTIMIZERS.parse(SpecNotation.OPTIMIZERS.format(spec)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        adamax                  | must be one of sgd, adagrad
        sgd:rate=1              | with the names learningRate, momentum
        sgd:learningRate        | is written sgd:name=value
        sgd:learningRate=fast   | learningRate must be a number, got 'fast'
        sgd:momentum=2          | sgd momentum must be in [0, 1), got 2.0
        """)
    void errorSaysWhatIsAllowed(String text, String reason) {
        IllegalArgumentException error =
            assertThrows(IllegalArgumentException.class, () -> SpecNotation.OPTIMIZERS.parse(text));

        assertTrue(error.getMessage().contains(reason), error.getMessage());
    }
}

package io.cairn.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AliasNameTest {

    private static final String LONGEST = "n".repeat(64) + "@" + "l".repeat(64);

    @ParameterizedTest
    @ValueSource(strings = {"items@live", "Items_7.b-c@B", "i@2024-11-27", "i@.", "longest"})
    void nameAndLabelAreAnAliasAndNeverATable(String text) {
        String alias = text.equals("longest") ? LONGEST : text;

        assertEquals(alias, new AliasName(alias).toString());
        assertTrue(alias.length() <= AliasName.LENGTH_MAX, alias);
        assertThrows(IllegalArgumentException.class, () -> new TableSpec(alias, 1, DType.FLOAT32,
            new InitializerSpec.Zeros(), new OptimizerSpec.Sgd(1, 0), 1, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"items", "@live", "items@", "items@live@b", "7items@live", "items@li ve", "items@live:1",
        "items@live?f16", "items@live/b", "items@\u00e9", "longer"})
    void whatIsNoAliasIsRefusedWithTheRule(String text) {
        String wrong = text.equals("longer") ? LONGEST + "l" : text;

        String message = assertThrows(IllegalArgumentException.class, () -> new AliasName(wrong)).getMessage();
        assertTrue(message.contains("as in items@live") && message.contains("got '" + wrong + "'"), message);
    }
}

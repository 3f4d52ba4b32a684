package io.cairn.server.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What log messages do to the directory's aliases, whichever door they have passed. */
class TableRegistryTest {

    private static final String LIVE = "items@live";

    private final TableRegistry tables = new TableRegistry();

    @Test
    void anAliasStandsForTheTableThatItWasSetToLast() {
        tables.create(table("items_v6"));
        tables.create(table("items_v7"));
        tables.setAlias(LIVE, "items_v6");
        tables.setAlias(LIVE, "items_v7");
        assertEquals(Map.of(LIVE, 2), tables.aliases());
        tables.setAlias(LIVE, "items_v6");
        assertEquals(Map.of(LIVE, 1), tables.aliases());
        tables.removeAlias(LIVE);
        tables.removeAlias(LIVE);
        assertEquals(Map.of(), tables.aliases());
    }

    @Test
    void anAliasOfATableThatIsGoneByThenChangesNothing() {
        tables.create(table("items_v6"));
        tables.setAlias(LIVE, "items_v6");
        tables.setAlias(LIVE, "items_v7");
        tables.setAlias("items@next", LIVE);
        assertEquals(Map.of(LIVE, 1), tables.aliases());
    }

    @Test
    void aTableThatAnAliasStandsForStays() {
        tables.create(table("items_v6"));
        tables.setAlias(LIVE, "items_v6");
        tables.drop("items_v6", 1);
        assertTrue(tables.has("items_v6", 1));
        assertEquals(Optional.of(LIVE), tables.aliasOf(1));
        tables.removeAlias(LIVE);
        tables.drop("items_v6", 1);
        assertEquals(List.of(), List.copyOf(tables.tables()));
    }

    @Test
    void aSwitchIsNothingThatShardsMustFollow() {
        tables.create(table("items_v6"));
        long version = tables.version();
        tables.setAlias(LIVE, "items_v6");
        tables.removeAlias(LIVE);
        assertEquals(version, tables.version());
    }

    private static TableSpec table(String name) {
        return new TableSpec(name, 4, DType.FLOAT32, new InitializerSpec.Zeros(), new OptimizerSpec.Sgd(1, 0), 7, 1000);
    }
}

package io.cairn.trainer.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CatalogueTest {

    @Test
    void indexesAscendWithIdsWhateverTheirOrderWas() {
        Catalogue catalogue = Catalogue.of(30, 10, 20);

        assertEquals(3, catalogue.size());
        assertEquals(10, catalogue.id(0));
        assertEquals(2, catalogue.indexOf(30));
    }

    @Test
    void anUnknownIdHasNoIndex() {
        Catalogue catalogue = Catalogue.upTo(5);

        assertTrue(catalogue.indexOf(6) < 0);
        assertTrue(catalogue.indexOf(0) < 0);
        assertTrue(catalogue.indexOf((1L << 32) + 1) < 0, "only the low half of this id is in the catalogue");
    }

    @Test
    void repeatedMissingAndPaddingIdsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Catalogue.of(1, 2, 1));
        assertThrows(IllegalArgumentException.class, () -> Catalogue.of());
        assertThrows(IllegalArgumentException.class, () -> Catalogue.of(0, 1));
    }
}

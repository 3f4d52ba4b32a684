package io.cairn;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may import whom among settings, tables, slots and the wire. */
final class HouseRulesTest {

    private static final JavaClasses SETTINGS = new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.cairn");

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("io.cairn.(**)").should().beFreeOfCycles().check(SETTINGS);
    }

    @Test
    void settingsTablesAndSlotsDoNotKnowTheWire() {
        noClasses().that().resideInAnyPackage("io.cairn.config..", "io.cairn.table..", "io.cairn.slot..")
            .should().dependOnClassesThat().resideInAPackage("io.cairn.wire..").check(SETTINGS);
    }

    @Test
    void onlyTheWireSeesItsCodecs() {
        noClasses().that().resideOutsideOfPackage("io.cairn.wire..")
            .should().dependOnClassesThat().resideInAPackage("io.cairn.wire.codecs..").check(SETTINGS);
    }
}

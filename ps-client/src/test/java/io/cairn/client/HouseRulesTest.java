package io.cairn.client;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may import whom inside the client. */
final class HouseRulesTest {

    private static final String ROOT = "io.cairn.client";
    private static final JavaClasses CLIENT = new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages(ROOT);

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLIENT);
    }

    @Test
    void rootIsTheTopAndNothingBelowLooksUpToIt() {
        noClasses().that().resideOutsideOfPackage(ROOT)
            .should().dependOnClassesThat(
                describe("reside in the root", type -> type.getPackageName().equals(ROOT)))
            .check(CLIENT);
    }
}

package io.cairn.trainer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may import whom inside the trainer. */
class HouseRulesTest {

    private static final JavaClasses TRAINER = new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.cairn.trainer");

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("io.cairn.trainer.(**)").should().beFreeOfCycles().check(TRAINER);
    }

    @Test
    void trainerKnowsNeitherServerNorOperations() {
        noClasses().should().dependOnClassesThat().resideInAnyPackage("io.cairn.server..", "io.cairn.ops..")
            .check(TRAINER);
    }

    @Test
    void sequencesAndEmbeddingTablesKnowNoTensorEngine() {
        noClasses().that().resideInAnyPackage("io.cairn.trainer.data..", "io.cairn.trainer.embedding..")
            .should().dependOnClassesThat().resideInAPackage("ai.djl..").check(TRAINER);
    }

    @Test
    void modelsKnowNeitherTablesNorTheLoop() {
        noClasses().that().resideInAnyPackage("io.cairn.trainer.model..", "io.cairn.trainer.loss..")
            .should().dependOnClassesThat()
            .resideInAnyPackage("io.cairn.trainer.embedding..", "io.cairn.trainer.loop..", "io.cairn.client..")
            .check(TRAINER);
    }
}

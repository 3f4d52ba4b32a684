package io.cairn.ops;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The shape of the whole house, seen from the top module, which has every other one on its class path. */
class HouseRulesTest {

    private static final String GENERATED = "io.cairn.rpc..";
    private static final String SETTINGS = "io.cairn.(config|table|slot|wire)..";
    private static final String[] NOT_BELOW_CLIENT = {"io.cairn.server..", "io.cairn.trainer..", "io.cairn.ops.."};

    private static JavaClasses house;

    @BeforeAll
    static void readClasses() {
        house = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.cairn");
    }

    @Test
    void serverAndTrainerDoNotKnowEachOther() {
        noClasses().that().resideInAPackage("io.cairn.server..")
            .should().dependOnClassesThat().resideInAPackage("io.cairn.trainer..").check(house);
        noClasses().that().resideInAPackage("io.cairn.trainer..")
            .should().dependOnClassesThat().resideInAPackage("io.cairn.server..").check(house);
    }

    @Test
    void nothingLooksUpward() {
        noClasses().that().resideInAPackage(SETTINGS)
            .should().dependOnClassesThat().resideInAnyPackage("io.cairn.client..").check(house);
        noClasses().that().resideInAPackage(SETTINGS).or().resideInAPackage("io.cairn.client..")
            .should().dependOnClassesThat().resideInAnyPackage(NOT_BELOW_CLIENT).check(house);
        noClasses().that().resideOutsideOfPackage("io.cairn.ops..")
            .should().dependOnClassesThat().resideInAPackage("io.cairn.ops..").check(house);
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("io.cairn.(**)").should().beFreeOfCycles().check(house);
    }

    @Test
    void namesSayWhatAThingIs() {
        for (String banned : new String[] {"Util", "Utils", "Helper", "Manager", "Impl", "Base", "Data", "Info"}) {
            classes().that().resideOutsideOfPackage(GENERATED)
                .should().haveSimpleNameNotEndingWith(banned).check(house);
        }
    }

    @Test
    void onlyTheCommandEndsTheProcess() {
        noClasses().that().doNotHaveFullyQualifiedName("io.cairn.ops.cli.CairnCommand")
            .should().callMethod(System.class, "exit", int.class).check(house);
    }
}

package io.cairn.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may import whom inside the server. */
class HouseRulesTest {

    private static final String ROOT = "io.cairn.server";
    /** Tells Aeron which snapshots count, and has logs purged behind them. */
    private static final String SNAPSHOT = "io.cairn.server.snapshot..";
    /** Has Aeron know what came from another member. */
    private static final String RECOVERY = ROOT + ".recovery..";
    private static final String NODE = ROOT + ".node..";
    private static final String STORE = ROOT + ".store..";
    private static final String OPTIMIZER = ROOT + ".optimizer..";
    private static final String SHARD = ROOT + ".shard..";
    private static final String DIRECTORY = ROOT + ".directory..";
    private static final String LOG = ROOT + ".log..";
    private static final String GATEWAY = ROOT + ".gateway..";
    private static final String HTTP = ROOT + ".http..";
    private static final String METRICS = ROOT + ".metrics..";

    private static final JavaClasses SERVER = new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages(ROOT);

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(SERVER);
    }

    @Test
    void onlyTheStoreSeesChronicle() {
        noClasses().that().resideOutsideOfPackage(STORE)
            .should().dependOnClassesThat().resideInAPackage("net.openhft..").check(SERVER);
    }

    @Test
    void theStoreKnowsNeitherMessagingNorTheRestOfTheServer() {
        noClasses().that().resideInAPackage(STORE)
            .should().dependOnClassesThat().resideInAnyPackage("io.aeron..", "io.cairn.client..").check(SERVER);
        noClasses().that().resideInAPackage(STORE)
            .should().dependOnClassesThat(resideInAPackage(ROOT + "..").and(resideOutsideOfPackage(STORE)))
            .check(SERVER);
    }

    @Test
    void optimizersKnowTablesOnly() {
        classes().that().resideInAPackage(OPTIMIZER)
            .should().onlyDependOnClassesThat().resideInAnyPackage(OPTIMIZER, "io.cairn.table..", "java..")
            .check(SERVER);
    }

    @Test
    void theDoorOfRequestsKnowsNeitherRowsNorTables() {
        noClasses().that().resideInAPackage(ROOT + ".endpoint..")
            .should().dependOnClassesThat().resideInAnyPackage(STORE, OPTIMIZER, LOG, "io.cairn.table..")
            .check(SERVER);
    }

    @Test
    void shardsAndTheDirectoryDoNotKnowEachOther() {
        noClasses().that().resideInAPackage(SHARD)
            .should().dependOnClassesThat().resideInAPackage(DIRECTORY).check(SERVER);
        noClasses().that().resideInAPackage(DIRECTORY)
            .should().dependOnClassesThat().resideInAnyPackage(SHARD, STORE, OPTIMIZER).check(SERVER);
    }

    @Test
    void stateMachinesSeeTheLogAndNotTheConsensusBehindIt() {
        noClasses().that().resideOutsideOfPackages(LOG, NODE, SNAPSHOT, RECOVERY)
            .should().dependOnClassesThat().resideInAPackage("io.aeron.cluster..").check(SERVER);
    }

    @Test
    void onlyMetricsAndGatewaysSpeakHttp() {
        noClasses().that().resideOutsideOfPackages(METRICS, GATEWAY, HTTP)
            .should().dependOnClassesThat()
            .resideInAnyPackage("com.linecorp..", "io.netty..", "io.micrometer..").check(SERVER);
    }

    @Test
    void onlyItsOwnDoorSpeaksGrpc() {
        noClasses().that().resideOutsideOfPackage(ROOT + ".gateway.grpc..")
            .should().dependOnClassesThat()
            .resideInAnyPackage("io.grpc..", "com.google.protobuf..", "io.cairn.rpc..").check(SERVER);
    }

    @Test
    void gatewaysReachRowsThroughTheClientOnly() {
        noClasses().that().resideInAPackage(GATEWAY)
            .should().dependOnClassesThat(resideInAPackage(ROOT + "..").and(resideOutsideOfPackages(GATEWAY, HTTP)))
            .check(SERVER);
        noClasses().that().resideOutsideOfPackages(GATEWAY, NODE)
            .should().dependOnClassesThat().resideInAPackage(GATEWAY).check(SERVER);
    }

    @Test
    void onlyTheNodeWiresAndNothingLooksUpToIt() {
        noClasses().that().resideOutsideOfPackage(NODE)
            .should().dependOnClassesThat().resideInAnyPackage(NODE, "io.aeron.driver..", "io.aeron.archive")
            .check(SERVER);
        noClasses().that().resideOutsideOfPackages(NODE, SNAPSHOT, RECOVERY)
            .should().dependOnClassesThat().resideInAPackage("io.aeron.archive..").check(SERVER);
        noClasses().that().resideOutsideOfPackages(NODE, METRICS)
            .should().dependOnClassesThat().resideInAPackage(METRICS).check(SERVER);
    }
}

package io.cairn.system;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cairn.ops.progress.ProgressDisplay;
import io.cairn.ops.verify.FaultReport;
import io.cairn.ops.verify.FaultSettings;
import io.cairn.ops.verify.FaultSuite;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Half a minute of {@code cairn verify faults}. */
@Tag("slow")
@Timeout(400)
class FaultSuiteTest {

    @Test
    void acknowledgedPushesCountOnceWhateverDies() {
        FaultSettings settings = new FaultSettings(2, 3, 30, 7);

        FaultReport report = FaultSuite.run(settings, ProgressDisplay.on(System.err, false));

        assertTrue(report.kept(), report::toString);
        assertTrue(report.pushes() > 0, report::toString);
    }
}

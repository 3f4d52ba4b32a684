package io.cairn.ops.cli;

import io.cairn.ops.bench.CandidateBench;
import io.cairn.ops.bench.CandidateReport;
import io.cairn.ops.run.OrderlyEnd;
import io.cairn.trainer.model.hstu.BiasTerms;
import io.cairn.trainer.model.hstu.HstuSettings;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures M-FALCON. */
@Command(name = "candidates", description = {
    "Measure how fast HSTU encodes candidates behind the history of a user, on one thread: each in a pass of its own; "
        + "all in one batch; in microbatches; and with the history kept over requests.",
    "Weights and rows are random, and no cluster is needed."})
final class CandidatesCommand implements Runnable {

    @Option(names = "--history", paramLabel = "N", defaultValue = "200",
        description = "Events of the history, at least 2. Default: ${DEFAULT-VALUE}.")
    private int events;

    @Option(names = "--dim", paramLabel = "N", defaultValue = "64",
        description = "Width of rows and model. Default: ${DEFAULT-VALUE}.")
    private int width;

    @Option(names = "--layers", paramLabel = "N", defaultValue = "4",
        description = "Layers of the model. Default: ${DEFAULT-VALUE}.")
    private int layers;

    @Option(names = "--heads", paramLabel = "N", defaultValue = "2",
        description = "Attention heads; they share the width. Default: ${DEFAULT-VALUE}.")
    private int heads;

    @Option(names = "--candidates", paramLabel = "N", split = ",", defaultValue = "32,128,512,1024,2048,4096",
        description = "Candidates of a request, one or more numbers. Default: ${DEFAULT-VALUE}.")
    private List<Integer> candidates;

    @Option(names = "--microbatch", paramLabel = "N", defaultValue = "256",
        description = "Candidates of one pass. Default: ${DEFAULT-VALUE}.")
    private int microbatch;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "2",
        description = "Length of each measurement, and of warming up. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Mixin
    private OutputOptions output;

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        require(events >= 2, "--history must be at least 2, got " + events);
        require(microbatch >= 1 && seconds >= 1 && candidates.stream().allMatch(count -> count >= 1),
            "--candidates, --microbatch and --seconds must be at least 1");
        require(heads >= 1 && width % heads == 0, "--dim must be a multiple of --heads");
        HstuSettings model = new HstuSettings(width, layers, heads, width / heads, width / heads, events + 1,
            BiasTerms.POSITION_AND_TIME, HstuSettings.Weighting.SILU, 0, 0);
        CandidateBench bench = new CandidateBench(
            model, events, candidates, microbatch, seconds, output.progress());
        CandidateReport report = OrderlyEnd.interrupting(() -> bench.run(BenchCommand.Options.machine()));
        output.print(report, () -> BenchText.of(report));
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(command.commandLine(), otherwise);
        }
    }
}

package io.cairn.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cairn.client.ClientContext;
import io.cairn.client.Transport;
import io.cairn.client.checkpoint.CheckpointRows;
import io.cairn.ops.run.TemporaryCluster;
import io.cairn.server.node.CairnNode;
import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import io.cairn.trainer.data.BatchSource;
import io.cairn.trainer.data.Catalogue;
import io.cairn.trainer.data.SequenceBatch;
import io.cairn.trainer.embedding.ClusterEmbeddings;
import io.cairn.trainer.embedding.EmbeddingTable;
import io.cairn.trainer.embedding.RowBatch;
import io.cairn.trainer.loop.SequenceModel;
import io.cairn.trainer.loop.StepReport;
import io.cairn.trainer.loop.TrainingListener;
import io.cairn.trainer.loop.TrainingLoop;
import io.cairn.trainer.loop.TrainingSettings;
import io.cairn.trainer.loss.Negatives;
import io.cairn.trainer.model.hstu.BiasTerms;
import io.cairn.trainer.model.ItemEncoder;
import io.cairn.trainer.model.hstu.HstuSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Training steps of the authors' code, done by the training loop with its rows in a node and the node's AdamW. */
@Timeout(120)
class GoldenTrainingTest {

    /** Weights hardly move in three steps, so the difference itself is limited, not its share of the weight. */
    private static final double AFTER_TRAINING = 2e-6;
    private static final double LOSS = 1e-5;

    private final JsonNode golden = read();
    private final int items = config("items").asInt();
    private final int width = config("d").asInt();
    private final OptimizerSpec.AdamW adamW = new OptimizerSpec.AdamW(config("lr").asDouble(),
        config("beta1").asDouble(), config("beta2").asDouble(), config("adam_eps").asDouble(),
        config("weight_decay").asDouble());

    @Test
    void rowsInTheClusterMoveAsInTheAuthorsCode() {
        List<Double> losses = new ArrayList<>();
        GoldenRows rows;
        try (TemporaryCluster cluster = new TemporaryCluster("golden", 2);
            CairnNode node = CairnNode.launch(cluster.config(), TemporaryCluster.NODE)) {
            node.awaitReady(Duration.ofMinutes(1));
            rows = new GoldenRows(new ClusterEmbeddings(
                new ClientContext().cluster(cluster.config()).transport(Transport.IPC), tableSpec()));
            train(rows, losses);
        }
        double[] expectedLosses = values(golden.at("/outputs/loss_before_step"));
        assertEquals(expectedLosses.length, losses.size());
        for (int step = 0; step < expectedLosses.length; step++) {
            assertEquals(expectedLosses[step], losses.get(step), LOSS * expectedLosses[step], "loss of step " + step);
        }
        double[] expectedRows = values(golden.get("outputs").get("after.item_emb"));
        for (int i = 0; i < expectedRows.length; i++) {
            assertEquals(expectedRows[i], rows.last[i], AFTER_TRAINING, "item_emb[" + i + "]");
        }
    }

    private void train(EmbeddingTable rows, List<Double> losses) {
        double[] negativeIds = values(golden.at("/inputs/negative_ids"));
        Negatives negatives = (step, indexes) -> {
            for (int i = 0; i < indexes.length; i++) {
                indexes[i] = (int) negativeIds[(int) step * indexes.length + i] - 1;
            }
        };
        TrainingSettings settings = new TrainingSettings(config("steps").asInt(), config("batch").asInt(),
            Optional.empty(), config("negatives").asInt(), (float) config("temperature").asDouble(), adamW, 1, 1, 1,
            Optional.empty());
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepFinished(StepReport report) {
                losses.add(report.loss());
            }
        };
        try (SequenceModel model = model();
            TrainingLoop loop = new TrainingLoop(settings, model, new OneBatch(), rows, negatives,
                List.of(listener))) {
            loop.run();
        }
    }

    private SequenceModel model() {
        NDManager manager = NDManager.newBaseManager();
        ItemEncoder encoder = new HstuSettings(width, config("blocks").asInt(),
            config("heads").asInt(), config("dqk").asInt(), config("dv").asInt(), config("n").asInt(),
            BiasTerms.POSITION_AND_TIME, HstuSettings.Weighting.SILU, 0, 0).newEncoder();
        encoder.initialize(manager);
        for (Pair<String, Parameter> parameter : encoder.getParameters()) {
            parameter.getValue().getArray().set(FloatBuffer.wrap(
                floats(golden.get("weights").get(goldenName(parameter.getKey())))));
        }
        return SequenceModel.of("golden", manager, encoder, adamW);
    }

    private TableSpec tableSpec() {
        return new TableSpec("items", width, DType.FLOAT32, new InitializerSpec.Zeros(), adamW, 1, items);
    }

    private JsonNode config(String field) {
        return golden.get("config").get(field);
    }

    private static JsonNode read() {
        Path file = Path.of(System.getProperty("cairn.root"),
            "trainer-worker/src/test/resources/golden/train_steps_h1.json");
        try {
            return new JsonMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** DJL joins the names of nested blocks with underscores and counts them: 01stack_01layers.0_uvqk. */
    private static String goldenName(String djlName) {
        String weight = djlName.replaceFirst(".*_?(pos_emb|uvqk|o_weight|o_bias|pos_w|ts_w)$", "$1");
        String layer = djlName.replaceFirst(".*(layers\\.\\d+).*", "$1");
        return layer.startsWith("layers.") ? layer + "." + weight : weight;
    }

    /** The values of a tensor, row-major. */
    private static double[] values(JsonNode tensor) {
        List<Double> values = new ArrayList<>();
        flatten(tensor, values);
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void flatten(JsonNode node, List<Double> values) {
        if (node.isArray()) {
            node.forEach(child -> flatten(child, values));
        } else {
            values.add(node.asDouble());
        }
    }

    private static float[] floats(JsonNode tensor) {
        double[] values = values(tensor);
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static long[] longs(JsonNode tensor) {
        return Arrays.stream(values(tensor)).mapToLong(value -> (long) value).toArray();
    }

    /** The golden batch, once in each epoch; nothing is held out. */
    private final class OneBatch implements BatchSource {

        private final SequenceBatch batch = new SequenceBatch(config("n").asInt(),
            longs(golden.at("/inputs/item_ids")), longs(golden.at("/inputs/timestamps")),
            LongStream.of(longs(golden.at("/inputs/lengths"))).mapToInt(Math::toIntExact).toArray());

        @Override
        public Catalogue catalogue() {
            return Catalogue.upTo(items);
        }

        @Override
        public int maxLength() {
            return batch.width() - SequenceBatch.EXTRA_SLOTS;
        }

        @Override
        public boolean timed() {
            return true;
        }

        @Override
        public int trainingSequences() {
            return batch.size();
        }

        @Override
        public int evaluationSequences() {
            return 0;
        }

        @Override
        public Iterator<SequenceBatch> training(int epoch, int batchSize) {
            return List.of(batch).iterator();
        }

        @Override
        public Iterator<SequenceBatch> evaluation(int batchSize) {
            return List.<SequenceBatch>of().iterator();
        }

        @Override
        public int[] trainingCounts() {
            return new int[items];
        }
    }

    /**
     * Golden rows over a table of zeros: with no weight decay a trained row is its start plus what the table moved it.
     * The golden steps move all rows with dense AdamW, so a row that a step leaves out is pushed with a zero gradient.
     */
    private final class GoldenRows implements EmbeddingTable {

        private final EmbeddingTable table;
        private final float[] start = floats(golden.at("/weights/item_emb"));
        private final RowBatch all = new RowBatch(width);
        private float[] last = new float[0];

        GoldenRows(EmbeddingTable table) {
            this.table = table;
            all.reset(LongStream.rangeClosed(0, items).toArray(), items + 1);
        }

        @Override
        public int dimension() {
            return width;
        }

        @Override
        public void pull(RowBatch batch) {
            table.pull(batch);
            FloatBuffer rows = batch.rows().asFloatBuffer();
            for (int i = 0; i < batch.size(); i++) {
                int key = (int) batch.keys()[i];
                for (int j = 0; j < width; j++) {
                    rows.put(i * width + j, rows.get(i * width + j) + start[key * width + j]);
                }
            }
        }

        @Override
        public void push(RowBatch batch) {
            FloatBuffer from = batch.gradients().asFloatBuffer();
            FloatBuffer to = all.gradients().asFloatBuffer();
            to.put(0, new float[all.size() * width]);
            for (int i = 0; i < batch.size(); i++) {
                to.put((int) batch.keys()[i] * width, from, i * width, width);
            }
            table.push(all);
        }

        @Override
        public void flush() {
            table.flush();
        }

        @Override
        public CheckpointRows save(Path directory) throws IOException {
            return table.save(directory);
        }

        @Override
        public void restore(Path directory) throws IOException {
            table.restore(directory);
        }

        /** Reads all rows before they are out of reach. */
        @Override
        public void close() {
            pull(all);
            last = new float[all.size() * width];
            all.rows().asFloatBuffer().get(last);
            table.close();
        }
    }
}

package io.cairn.trainer.golden;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Finds a block's parameters by the names that golden files use. */
public final class GoldenWeights {

    private static final Pattern NAME = Pattern.compile(
        ".*_?(pos_emb|uvqk|o_weight|o_bias|pos_w|ts_w|(in_proj|out_proj|ffn1|ffn2)_(weight|bias))$");

    private GoldenWeights() {
    }

    /** Parameters of a block by golden name, such as {@code layers.0.uvqk}. */
    public static Map<String, Parameter> of(Block block) {
        Map<String, Parameter> byName = new LinkedHashMap<>();
        for (Pair<String, Parameter> entry : block.getParameters()) {
            byName.put(goldenName(entry.getKey()), entry.getValue());
        }
        return byName;
    }

    /** Overwrites all weights of a block with those of a section of a case. */
    public static void load(GoldenCase golden, String section, Block block) {
        of(block).forEach((name, parameter) -> set(parameter.getArray(), golden.floats(section, name)));
    }

    private static void set(NDArray array, float[] values) {
        array.set(FloatBuffer.wrap(values));
    }

    /** DJL joins the names of nested blocks with underscores and counts them: 01stack_01layers.0_uvqk. */
    private static String goldenName(String djlName) {
        String weight = NAME.matcher(djlName).replaceFirst("$1");
        String layer = djlName.replaceFirst(".*(layers\\.\\d+).*", "$1");
        return layer.startsWith("layers.") ? layer + "." + weight : weight;
    }
}

package io.cairn.trainer.golden;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** One file of golden vectors: inputs, weights, outputs and gradients in double precision. */
public final class GoldenCase {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final JsonNode root;

    private GoldenCase(String name, JsonNode root) {
        this.name = name;
        this.root = root;
    }

    /** Reads a case from the test resources. */
    public static GoldenCase read(String name) {
        try (InputStream file = GoldenCase.class.getResourceAsStream("/golden/" + name + ".json")) {
            return new GoldenCase(name, JSON.readTree(file));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public String name() {
        return name;
    }

    public int config(String field) {
        return root.get("config").get(field).asInt();
    }

    public double number(String field) {
        return root.get("config").get(field).asDouble();
    }

    public String text(String field) {
        return root.get("config").get(field).asText();
    }

    public List<String> names(String section) {
        List<String> names = new ArrayList<>();
        root.get(section).fieldNames().forEachRemaining(names::add);
        return names;
    }

    public boolean has(String section, String field) {
        return root.get(section).has(field);
    }

    /** The values of a tensor, row-major. */
    public double[] values(String section, String field) {
        List<Double> flat = new ArrayList<>();
        flatten(field.isEmpty() ? root.get(section) : root.get(section).get(field), flat);
        return flat.stream().mapToDouble(Double::doubleValue).toArray();
    }

    public long[] longs(String section, String field) {
        double[] values = values(section, field);
        long[] longs = new long[values.length];
        for (int i = 0; i < longs.length; i++) {
            longs[i] = (long) values[i];
        }
        return longs;
    }

    public float[] floats(String section, String field) {
        double[] values = values(section, field);
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    public Shape shape(String section, String field) {
        List<Long> sides = new ArrayList<>();
        JsonNode node = field.isEmpty() ? root.get(section) : root.get(section).get(field);
        while (node.isArray()) {
            sides.add((long) node.size());
            node = node.get(0);
        }
        return new Shape(sides);
    }

    public NDArray array(NDManager manager, String section, String field) {
        return manager.create(floats(section, field), shape(section, field));
    }

    public NDArray index(NDManager manager, String section, String field) {
        return manager.create(longs(section, field), shape(section, field));
    }

    /** Lengths as the case has them. */
    public int[] lengths() {
        long[] longs = longs("inputs", "lengths");
        int[] lengths = new int[longs.length];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = (int) longs[i];
        }
        return lengths;
    }

    /** Rows of a padded B x N x width tensor without the padding. */
    public float[] jagged(String section, String field, int width) {
        return Jagged.unpad(floats(section, field), lengths(), config("n"), width);
    }

    private static void flatten(JsonNode node, List<Double> into) {
        if (node.isArray()) {
            for (JsonNode child : node) {
                flatten(child, into);
            }
        } else {
            into.add(node.asDouble());
        }
    }
}

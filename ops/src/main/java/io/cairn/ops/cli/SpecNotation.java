package io.cairn.ops.cli;

import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How optimizers and initializers are written on the command line: {@code kind} or {@code kind:name=value,name=value},
 * for example {@code adamw:learningRate=0.001,beta2=0.98}. What is left out has its default.
 *
 * @param <T> the family of specs; each is a record of numbers.
 */
final class SpecNotation<T> implements ITypeConverter<T> {

    /** Optimizers with the defaults of the command line. */
    static final SpecNotation<OptimizerSpec> OPTIMIZERS = new SpecNotation<OptimizerSpec>("optimizer")
        .with("sgd", new OptimizerSpec.Sgd(0.01, 0))
        .with("adagrad", new OptimizerSpec.Adagrad(0.01, 0, 1e-10))
        .with("row-wise-adagrad", new OptimizerSpec.RowWiseAdagrad(0.01, 0, 1e-10))
        .with("adam", new OptimizerSpec.Adam(0.001, 0.9, 0.999, 1e-8))
        .with("adamw", new OptimizerSpec.AdamW(0.001, 0.9, 0.999, 1e-8, 0))
        .with("row-wise-adamw", new OptimizerSpec.RowWiseAdamW(0.001, 0.9, 0.999, 1e-8, 0))
        .with("ftrl", new OptimizerSpec.Ftrl(0.05, 1, 0, 0));

    /** Initializers with the defaults of the command line. */
    static final SpecNotation<InitializerSpec> INITIALIZERS = new SpecNotation<InitializerSpec>("initializer")
        .with("zeros", new InitializerSpec.Zeros())
        .with("uniform", new InitializerSpec.Uniform(-0.05, 0.05))
        .with("normal", new InitializerSpec.Normal(0, 0.02))
        .with("truncated-normal", new InitializerSpec.TruncatedNormal(0, 0.02));

    private final String family;
    private final Map<String, T> defaults = new LinkedHashMap<>();

    private SpecNotation(String family) {
        this.family = family;
    }

    private SpecNotation<T> with(String kind, T spec) {
        defaults.put(kind, spec);
        return this;
    }

    /**
     * Reads a spec.
     *
     * @throws IllegalArgumentException if the text is not of this notation or a value is out of range; the message
     *                                  says what is allowed.
     */
    T parse(String text) {
        String[] kindAndValues = text.split(":", 2);
        T model = defaults.get(kindAndValues[0]);
        if (model == null) {
            throw new IllegalArgumentException(family + " must be one of " + String.join(", ", defaults.keySet())
                + ", got '" + kindAndValues[0] + "'");
        }
        Map<String, Double> values = values(model);
        if (kindAndValues.length == 2) {
            for (String assignment : kindAndValues[1].split(",", -1)) {
                assign(values, assignment, kindAndValues[0]);
            }
        }
        return create(model, values);
    }

    @Override
    public T convert(String text) {
        try {
            return parse(text);
        } catch (IllegalArgumentException e) {
            throw (TypeConversionException) new TypeConversionException(e.getMessage()).initCause(e);
        }
    }

    /** Writes a spec with all its values. */
    String format(T spec) {
        String kind = defaults.entrySet().stream()
            .filter(entry -> entry.getValue().getClass() == spec.getClass())
            .map(Map.Entry::getKey)
            .findFirst().orElseThrow();
        String values = values(spec).entrySet().stream()
            .map(Object::toString)
            .collect(Collectors.joining(","));
        return values.isEmpty() ? kind : kind + ":" + values;
    }

    private static void assign(Map<String, Double> values, String assignment, String kind) {
        String[] nameAndValue = assignment.split("=", 2);
        if (nameAndValue.length != 2 || !values.containsKey(nameAndValue[0])) {
            throw new IllegalArgumentException(kind + " is written " + kind + ":name=value,… with the names "
                + String.join(", ", values.keySet()) + "; got '" + assignment + "'");
        }
        try {
            values.put(nameAndValue[0], Double.valueOf(nameAndValue[1]));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(nameAndValue[0] + " must be a number, got '" + nameAndValue[1] + "'", e);
        }
    }

    private static Map<String, Double> values(Object spec) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (RecordComponent component : spec.getClass().getRecordComponents()) {
            try {
                values.put(component.getName(), (Double) component.getAccessor().invoke(spec));
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new LinkageError("accessors of a public record are public and only return a field", e);
            }
        }
        return values;
    }

    @SuppressWarnings("unchecked") // the constructor of the model's class makes another one of it
    private T create(T model, Map<String, Double> values) {
        Class<?>[] types = Arrays.stream(model.getClass().getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
        List<Double> arguments = List.copyOf(values.values());
        try {
            return (T) model.getClass().getConstructor(types).newInstance(arguments.toArray());
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(e.getCause().getMessage(), e);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the canonical constructor of a public record is public", e);
        }
    }
}

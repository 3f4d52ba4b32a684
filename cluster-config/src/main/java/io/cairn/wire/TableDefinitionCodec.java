package io.cairn.wire;

import io.cairn.table.DType;
import io.cairn.table.InitializerSpec;
import io.cairn.table.OptimizerSpec;
import io.cairn.table.TableSpec;
import io.cairn.wire.codecs.InitializerKind;
import io.cairn.wire.codecs.MessageHeaderDecoder;
import io.cairn.wire.codecs.MessageHeaderEncoder;
import io.cairn.wire.codecs.OptimizerKind;
import io.cairn.wire.codecs.TableDefinitionDecoder;
import io.cairn.wire.codecs.TableDefinitionEncoder;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** Table specs as TableDefinition messages and back. Not for hot paths: each call allocates. */
public final class TableDefinitionCodec {

    private TableDefinitionCodec() {
    }

    /**
     * Encodes a spec.
     *
     * @param tableId the table's id, 0 while it has none.
     * @param spec    the table.
     * @return a whole message, header included.
     */
    public static byte[] encode(int tableId, TableSpec spec) {
        ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        TableDefinitionEncoder encoder = new TableDefinitionEncoder()
            .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .tableId(tableId)
            .seed(spec.seed())
            .expectedRows(spec.expectedRows())
            .dimension(spec.dimension())
            .dtype(spec.dtype().code());
        encodeInitializer(encoder, spec.initializer());
        encodeOptimizer(encoder, spec.optimizer());
        encoder.name(spec.name());
        byte[] bytes = new byte[MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength()];
        buffer.getBytes(0, bytes);
        return bytes;
    }

    /**
     * Decodes a message written by {@link #encode}.
     *
     * @param buffer holds the message.
     * @param offset where its header begins.
     * @param length its bytes, all of them.
     * @return the spec with its id.
     * @throws IllegalArgumentException  if it is another message, of a version or kind unknown here, of another length
     *                                   than the one given, or a spec that breaks a rule of {@link TableSpec}.
     * @throws IndexOutOfBoundsException if it reaches past the end of the buffer.
     */
    public static TableDefinition decode(DirectBuffer buffer, int offset, int length) {
        if (length < MessageHeaderDecoder.ENCODED_LENGTH + TableDefinitionDecoder.BLOCK_LENGTH) {
            throw new IllegalArgumentException("table definition of " + length + " bytes is too short");
        }
        MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(buffer, offset);
        if (!WireVersion.understands(header)) {
            throw new IllegalArgumentException(WireVersion.refusal(header));
        }
        if (header.templateId() != TableDefinitionDecoder.TEMPLATE_ID) {
            throw new IllegalArgumentException("message " + header.templateId() + " is no table definition");
        }
        if (header.blockLength() < TableDefinitionDecoder.BLOCK_LENGTH) {
            throw new IllegalArgumentException("table definition with a fixed block of " + header.blockLength()
                + " bytes is too short");
        }
        TableDefinitionDecoder decoder = new TableDefinitionDecoder().wrapAndApplyHeader(buffer, offset, header);
        DType dtype = DType.ofCode(decoder.dtype());
        InitializerSpec initializer = decodeInitializer(decoder);
        OptimizerSpec optimizer = decodeOptimizer(decoder);
        int tableId = decoder.tableId();
        int dimension = decoder.dimension();
        long seed = decoder.seed();
        long expectedRows = decoder.expectedRows();
        int end = decoder.limit() + TableDefinitionDecoder.nameHeaderLength() + decoder.nameLength();
        if (end != offset + length) {
            throw new IllegalArgumentException(
                "table definition of " + length + " bytes says it has " + (end - offset));
        }
        return new TableDefinition(
            tableId,
            new TableSpec(decoder.name(), dimension, dtype, initializer, optimizer, seed, expectedRows));
    }

    private static void encodeInitializer(TableDefinitionEncoder encoder, InitializerSpec initializer) {
        if (initializer instanceof InitializerSpec.Zeros) {
            initializer(encoder, InitializerKind.ZEROS, 0, 0);
        } else if (initializer instanceof InitializerSpec.Uniform law) {
            initializer(encoder, InitializerKind.UNIFORM, law.low(), law.high());
        } else if (initializer instanceof InitializerSpec.Normal law) {
            initializer(encoder, InitializerKind.NORMAL, law.mean(), law.stddev());
        } else if (initializer instanceof InitializerSpec.TruncatedNormal law) {
            initializer(encoder, InitializerKind.TRUNCATED_NORMAL, law.mean(), law.stddev());
        }
    }

    private static void initializer(TableDefinitionEncoder encoder, InitializerKind kind, double first, double second) {
        encoder.initializer(kind).initializerFirst(first).initializerSecond(second);
    }

    private static InitializerSpec decodeInitializer(TableDefinitionDecoder decoder) {
        double first = decoder.initializerFirst();
        double second = decoder.initializerSecond();
        return switch (decoder.initializer()) {
            case ZEROS -> new InitializerSpec.Zeros();
            case UNIFORM -> new InitializerSpec.Uniform(first, second);
            case NORMAL -> new InitializerSpec.Normal(first, second);
            case TRUNCATED_NORMAL -> new InitializerSpec.TruncatedNormal(first, second);
            case NULL_VAL -> throw new IllegalArgumentException("table definition without an initializer");
        };
    }

    private static void encodeOptimizer(TableDefinitionEncoder encoder, OptimizerSpec optimizer) {
        encoder.learningRate(0).momentum(0).initialAccumulator(0).beta1(0).beta2(0).epsilon(0).weightDecay(0)
            .lambda1(0).lambda2(0);
        if (optimizer instanceof OptimizerSpec.Sgd sgd) {
            encoder.optimizer(OptimizerKind.SGD).learningRate(sgd.learningRate()).momentum(sgd.momentum());
        } else if (optimizer instanceof OptimizerSpec.Adagrad adagrad) {
            encoder.optimizer(OptimizerKind.ADAGRAD).learningRate(adagrad.learningRate())
                .initialAccumulator(adagrad.initialAccumulator()).epsilon(adagrad.epsilon());
        } else if (optimizer instanceof OptimizerSpec.RowWiseAdagrad adagrad) {
            encoder.optimizer(OptimizerKind.ROW_WISE_ADAGRAD).learningRate(adagrad.learningRate())
                .initialAccumulator(adagrad.initialAccumulator()).epsilon(adagrad.epsilon());
        } else if (optimizer instanceof OptimizerSpec.Adam adam) {
            encoder.optimizer(OptimizerKind.ADAM).learningRate(adam.learningRate()).beta1(adam.beta1())
                .beta2(adam.beta2()).epsilon(adam.epsilon());
        } else if (optimizer instanceof OptimizerSpec.AdamW adamw) {
            encoder.optimizer(OptimizerKind.ADAMW).learningRate(adamw.learningRate()).beta1(adamw.beta1())
                .beta2(adamw.beta2()).epsilon(adamw.epsilon()).weightDecay(adamw.weightDecay());
        } else if (optimizer instanceof OptimizerSpec.RowWiseAdamW adamw) {
            encoder.optimizer(OptimizerKind.ROW_WISE_ADAMW).learningRate(adamw.learningRate()).beta1(adamw.beta1())
                .beta2(adamw.beta2()).epsilon(adamw.epsilon()).weightDecay(adamw.weightDecay());
        } else if (optimizer instanceof OptimizerSpec.Ftrl ftrl) {
            encoder.optimizer(OptimizerKind.FTRL).learningRate(ftrl.alpha()).beta1(ftrl.beta())
                .lambda1(ftrl.lambda1()).lambda2(ftrl.lambda2());
        }
    }

    private static OptimizerSpec decodeOptimizer(TableDefinitionDecoder decoder) {
        double rate = decoder.learningRate();
        double beta1 = decoder.beta1();
        double beta2 = decoder.beta2();
        double epsilon = decoder.epsilon();
        double accumulator = decoder.initialAccumulator();
        double decay = decoder.weightDecay();
        return switch (decoder.optimizer()) {
            case SGD -> new OptimizerSpec.Sgd(rate, decoder.momentum());
            case ADAGRAD -> new OptimizerSpec.Adagrad(rate, accumulator, epsilon);
            case ROW_WISE_ADAGRAD -> new OptimizerSpec.RowWiseAdagrad(rate, accumulator, epsilon);
            case ADAM -> new OptimizerSpec.Adam(rate, beta1, beta2, epsilon);
            case ADAMW -> new OptimizerSpec.AdamW(rate, beta1, beta2, epsilon, decay);
            case ROW_WISE_ADAMW -> new OptimizerSpec.RowWiseAdamW(rate, beta1, beta2, epsilon, decay);
            case FTRL -> new OptimizerSpec.Ftrl(rate, beta1, decoder.lambda1(), decoder.lambda2());
            case NULL_VAL -> throw new IllegalArgumentException("table definition without an optimizer");
        };
    }
}

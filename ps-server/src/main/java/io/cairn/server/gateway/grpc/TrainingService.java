package io.cairn.server.gateway.grpc;

import com.google.protobuf.UnsafeByteOperations;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.cairn.rpc.v1.Encoding;
import io.cairn.rpc.v1.FlushRequest;
import io.cairn.rpc.v1.OpenTrainerRequest;
import io.cairn.rpc.v1.PullRequest;
import io.cairn.rpc.v1.PushRequest;
import io.cairn.rpc.v1.Rows;
import io.cairn.rpc.v1.TrainerState;
import io.cairn.rpc.v1.TrainingGrpc;
import io.cairn.server.gateway.lookup.LookupError;
import io.cairn.server.gateway.lookup.LookupFailedException;
import io.cairn.server.gateway.lookup.LookupFailure;
import io.cairn.server.gateway.train.PulledRows;
import io.cairn.server.gateway.train.TrainerLoop;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Calls of trainers. They come, and are answered, on the thread of their connection. */
final class TrainingService extends TrainingGrpc.TrainingImplBase {

    private final TrainerLoop trainers;
    private final int keysMax;

    TrainingService(TrainerLoop trainers, int keysMax) {
        this.trainers = trainers;
        this.keysMax = keysMax;
    }

    @Override
    public void openTrainer(OpenTrainerRequest request, StreamObserver<TrainerState> caller) {
        answer(trainers.open(request.getTrainerId(), leftNs()), TrainingService::state, caller);
    }

    @Override
    public void pull(PullRequest request, StreamObserver<Rows> caller) {
        if (isWithinLimit(request.getKeysCount(), caller)) {
            long[] keys = new long[request.getKeysCount()];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = request.getKeys(i);
            }
            answer(trainers.pull(request.getTrainerId(), request.getTable(), keys, leftNs()),
                TrainingService::rows, caller);
        }
    }

    @Override
    public void push(PushRequest request, StreamObserver<TrainerState> caller) {
        if (isWithinLimit(request.getKeysCount(), caller)) {
            PushedRows rows = new PushedRows(request);
            rows.fault().ifPresentOrElse(caller::onError, () -> answer(
                trainers.push(request.getTrainerId(), request.getSequence(), request.getTable(), rows.keys(),
                    rows.gradients(), leftNs()), TrainingService::state, caller));
        }
    }

    @Override
    public void flush(FlushRequest request, StreamObserver<TrainerState> caller) {
        answer(trainers.flush(request.getTrainerId(), leftNs()), TrainingService::state, caller);
    }

    private boolean isWithinLimit(int keys, StreamObserver<?> caller) {
        if (keys > keysMax) {
            caller.onError(CallFailures.of(new LookupFailedException(LookupFailure.of(LookupError.TOO_MANY_KEYS,
                keys + " keys in one request, serving.keysMax is " + keysMax))));
        }
        return keys <= keysMax;
    }

    private static long leftNs() {
        return new CallTime(ServiceRequestContext.current()).leftNs();
    }

    private static TrainerState state(io.cairn.server.gateway.train.TrainerState state) {
        return TrainerState.newBuilder().setTrainerId(state.id()).setAppliedSequence(state.appliedSequence()).build();
    }

    private static Rows rows(PulledRows pulled) {
        return Rows.newBuilder()
            .setRowCount(pulled.count())
            .setDimension(pulled.table().dimension())
            .setRowBytes(pulled.table().rowBytes())
            .setEncoding(Encoding.ENCODING_FLOAT32)
            .setPresence(RowsMessage.allPresent(pulled.count()))
            .setRows(UnsafeByteOperations.unsafeWrap(pulled.bytes()))
            .setPosition(pulled.position())
            .setAgeMs(pulled.ageMs())
            .setTable(pulled.table().name())
            .build();
    }

    private static <T, R> void answer(
        CompletionStage<T> result, Function<T, R> message, StreamObserver<R> caller) {
        Answer.to(caller, result, message, ServiceRequestContext.current());
    }
}

package io.cairn.server.gateway.grpc;

import io.cairn.rpc.v1.KeyList;
import io.cairn.rpc.v1.LookupRequest;
import io.cairn.server.gateway.lookup.CopiedRows;
import io.cairn.server.gateway.lookup.Lookup;
import io.cairn.server.gateway.lookup.LookupOptions;
import io.cairn.server.gateway.lookup.Lookups;
import io.cairn.server.gateway.lookup.MissingKeys;
import io.cairn.server.gateway.lookup.Pooling;
import io.cairn.server.gateway.lookup.Protocol;
import io.cairn.server.gateway.lookup.RowEncoding;
import io.cairn.server.gateway.lookup.RowsListener;
import java.util.concurrent.CompletionStage;

/** A request's keys, or lists of them, that are looked up part by part or all at once. */
final class LookupParts {

    private final LookupRequest request;
    private final LookupOptions options;

    /**
     * The parts of a request.
     *
     * @throws io.grpc.StatusRuntimeException if the request makes no sense.
     */
    LookupParts(LookupRequest request) {
        this.request = request;
        options = new LookupOptions(missing(request), encoding(request), pooling(request), oldestAge(request));
        boolean pooled = options.pooling() != Pooling.NONE;
        if (pooled ? request.getKeysCount() > 0 : request.getListsCount() > 0) {
            throw CallFailures.malformed("lists have a pooling of sum or mean, keys have none");
        }
    }

    private static MissingKeys missing(LookupRequest request) {
        return switch (request.getMissing()) {
            case MISSING_KEYS_ABSENT -> MissingKeys.ABSENT;
            case MISSING_KEYS_ZEROS -> MissingKeys.ZEROS;
            case MISSING_KEYS_INITIAL -> MissingKeys.INITIAL;
            case UNRECOGNIZED -> throw unknown("missing", request.getMissingValue());
        };
    }

    private static RowEncoding encoding(LookupRequest request) {
        return switch (request.getEncoding()) {
            case ENCODING_FLOAT32 -> RowEncoding.FLOAT32;
            case ENCODING_FLOAT16 -> RowEncoding.FLOAT16;
            case ENCODING_BFLOAT16 -> RowEncoding.BFLOAT16;
            case ENCODING_INT8 -> RowEncoding.INT8;
            case UNRECOGNIZED -> throw unknown("encoding", request.getEncodingValue());
        };
    }

    private static Pooling pooling(LookupRequest request) {
        return switch (request.getPooling()) {
            case POOLING_NONE -> Pooling.NONE;
            case POOLING_SUM -> Pooling.SUM;
            case POOLING_MEAN -> Pooling.MEAN;
            case UNRECOGNIZED -> throw unknown("pooling", request.getPoolingValue());
        };
    }

    private static RuntimeException unknown(String field, int value) {
        return CallFailures.malformed(field + " " + value + " is none of cairn.v1");
    }

    /** Unsigned: what is beyond the largest long is any age. */
    private static long oldestAge(LookupRequest request) {
        boolean bounded = request.hasOldestAgeMs() && request.getOldestAgeMs() >= 0;
        return bounded ? request.getOldestAgeMs() : LookupOptions.ANY_AGE;
    }

    private boolean isPooled() {
        return options.pooling() != Pooling.NONE;
    }

    /** Rows of the answer: one for each key or list. */
    int count() {
        return isPooled() ? request.getListsCount() : request.getKeysCount();
    }

    /** How many rows from the first on make a part: one at least, and no more than bounds of rows and keys allow. */
    int partEnd(int first, int rowsMax, int keysMax) {
        int end = Math.min(count(), first + Math.min(rowsMax, keysMax));
        if (!isPooled()) {
            return end;
        }
        int keys = 0;
        for (int list = first; list < end; list++) {
            keys += request.getLists(list).getKeysCount();
            if (keys > keysMax) {
                return Math.max(list, first + 1);
            }
        }
        return end;
    }

    /** Looks rows from the first up to the last but one up; completes on the gateway's thread. */
    CompletionStage<CopiedRows> lookup(int first, int end, CallTime time, Lookups lookups) {
        RowsListener rows = new RowsListener();
        Lookup lookup = new Lookup(Protocol.GRPC, rows);
        lookup.begin(request.getTable(), options);
        lookup.timeout(time.leftNs());
        for (int row = first; row < end; row++) {
            if (isPooled()) {
                addList(request.getLists(row), lookup);
            } else {
                lookup.add(request.getKeys(row));
            }
        }
        lookups.submit(lookup);
        return rows.result();
    }

    private static void addList(KeyList list, Lookup lookup) {
        for (int i = 0; i < list.getKeysCount(); i++) {
            lookup.add(list.getKeys(i));
        }
        lookup.endList();
    }
}

package io.cairn.server.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.cairn.server.gateway.lookup.LookupFailedException;
import io.cairn.server.gateway.lookup.LookupFailure;
import java.util.concurrent.CompletionException;

/**
 * An error as a problem document (RFC 9457): {@code type} is {@code urn:cairn:NAME}, {@code code} the name itself,
 * {@code retryable} says whether the same request may succeed a little later.
 *
 * @param type      names the kind of problem.
 * @param title     the kind in words.
 * @param status    of HTTP.
 * @param detail    what happened, in one line.
 * @param code      the error's name.
 * @param retryable whether to try again.
 */
record Problem(String type, String title, int status, String detail, String code, boolean retryable) {

    private static final MediaType DOCUMENT = MediaType.parse("application/problem+json");
    private static final JsonMapper JSON = new JsonMapper();
    private static final String RETRY_SECONDS = "1";

    private Problem(HttpStatus status, String code, String detail, boolean retryable) {
        this("urn:cairn:" + code, status.reasonPhrase(), status.code(), detail, code, retryable);
    }

    /** A request that cannot be read. */
    static Problem malformed(String detail) {
        return new Problem(HttpStatus.BAD_REQUEST, "MALFORMED", detail, false);
    }

    /** A key without a row. */
    static Problem absent(String table, String key) {
        return new Problem(HttpStatus.NOT_FOUND, "NO_ROW", "table '" + table + "' has no row of key " + key, false);
    }

    /** What HTTP alone is to blame for: no such page, method or size. */
    static Problem of(HttpStatus status, String detail) {
        return new Problem(status, "HTTP_" + status.code(), detail, status.isServerError());
    }

    /** What a future failed with. */
    static Problem of(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause()
            : thrown;
        if (!(cause instanceof LookupFailedException failed)) {
            return of(HttpStatus.INTERNAL_SERVER_ERROR, String.valueOf(cause.getMessage()));
        }
        LookupFailure failure = failed.failure();
        HttpStatus status = switch (failure.error()) {
            case UNKNOWN_TABLE -> HttpStatus.NOT_FOUND;
            case TOO_MANY_KEYS -> HttpStatus.REQUEST_ENTITY_TOO_LARGE;
            case BUSY -> HttpStatus.TOO_MANY_REQUESTS;
            case DEADLINE_EXCEEDED -> HttpStatus.GATEWAY_TIMEOUT;
            case TOO_OLD, UNAVAILABLE, STOPPING -> HttpStatus.SERVICE_UNAVAILABLE;
            case REFUSED -> failure.retryable() ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.BAD_REQUEST;
        };
        return new Problem(status, failure.name(), failure.message(), failure.retryable());
    }

    /** The document; with a time after which to try again where that may help. */
    HttpResponse response() {
        ResponseHeadersBuilder headers = ResponseHeaders.builder(status).contentType(DOCUMENT);
        if (status == HttpStatus.TOO_MANY_REQUESTS.code() || status == HttpStatus.SERVICE_UNAVAILABLE.code()) {
            headers.set(HttpHeaderNames.RETRY_AFTER, RETRY_SECONDS);
        }
        return HttpResponse.of(headers.build(), HttpData.wrap(bytes()));
    }

    private byte[] bytes() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

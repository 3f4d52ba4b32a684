package io.cairn.server.gateway.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.annotation.Default;
import com.linecorp.armeria.server.annotation.Description;
import com.linecorp.armeria.server.annotation.Get;
import com.linecorp.armeria.server.annotation.Param;
import com.linecorp.armeria.server.annotation.Post;
import io.cairn.server.gateway.lookup.CopiedRows;
import io.cairn.server.gateway.lookup.Lookup;
import io.cairn.server.gateway.lookup.LookupOptions;
import io.cairn.server.gateway.lookup.Lookups;
import io.cairn.server.gateway.lookup.MissingKeys;
import io.cairn.server.gateway.lookup.Protocol;
import io.cairn.server.gateway.lookup.RowsListener;
import java.util.Locale;
import java.util.function.Function;

/** Rows, by their keys. Public for Armeria, which calls public methods of public classes only. */
@Description("Looks rows of embedding tables up.")
public final class LookupPages {

    private final Lookups lookups;

    LookupPages(Lookups lookups) {
        this.lookups = lookups;
    }

    /**
     * Rows of many keys. A body that is no lookup is answered before anything is looked up.
     *
     * @param context of the request.
     * @param table   name of the table, or an alias.
     * @param request with a {@code Lookup} of the contract.
     * @return the rows, or a problem document.
     */
    @Post("regex:^/v1/tables/(?<table>[^/:]+):lookup$")
    @Description("Rows of keys, as JSON or, by Accept: " + RowsBody.MEDIA_TYPE + ", as a binary body.")
    public HttpResponse lookup(
        ServiceRequestContext context, @Param("table") String table, AggregatedHttpRequest request) {
        boolean binary = request.headers().get(HttpHeaderNames.ACCEPT, "").contains(RowsBody.MEDIA_TYPE);
        RowsListener rows = new RowsListener();
        Lookup lookup = new Lookup(Protocol.HTTP, rows);
        try {
            new LookupRequest(table, binary).read(request.content().array(), lookup);
        } catch (MalformedException e) {
            return Problem.malformed(e.getMessage()).response();
        }
        return answer(context, lookup, rows, binary ? RowsBody::of : RowsJson::all);
    }

    /**
     * The row of one key.
     *
     * @param context of the request.
     * @param table   name of the table, or an alias.
     * @param key     a whole number of 64 bits.
     * @param missing what a key without a row gives.
     * @return the row, or a problem document.
     */
    @Get("/v1/tables/{table}/rows/{key}")
    @Description("The row of a key, as JSON; 404 if there is none, unless missing is zeros or initial.")
    public HttpResponse row(
        ServiceRequestContext context, @Param("table") String table, @Param("key") String key,
        @Param("missing") @Default("absent") String missing) {
        RowsListener rows = new RowsListener();
        Lookup lookup = new Lookup(Protocol.HTTP, rows);
        try {
            lookup.begin(table, LookupOptions.DEFAULT.with(MissingKeys.valueOf(missing.toUpperCase(Locale.ROOT))));
            lookup.add(Long.parseLong(key));
        } catch (NumberFormatException e) {
            return Problem.malformed("key '" + key + "' is no whole number of 64 bits").response();
        } catch (IllegalArgumentException e) {
            return Problem.malformed("missing must be absent, zeros or initial, got '" + missing + "'").response();
        }
        return answer(context, lookup, rows, found -> found.isPresent(0) ? RowsJson.one(found, lookup.key(0))
            : Problem.absent(found.table().name(), key).response());
    }

    /** Looks up; the answer is written on the thread of the connection. */
    private HttpResponse answer(
        ServiceRequestContext context, Lookup lookup, RowsListener rows, Function<CopiedRows, HttpResponse> writer) {
        lookups.submit(lookup);
        return HttpResponse.of(rows.result().handleAsync(
            (found, failure) -> failure != null ? Problem.of(failure).response() : writer.apply(found),
            context.eventLoop()));
    }
}

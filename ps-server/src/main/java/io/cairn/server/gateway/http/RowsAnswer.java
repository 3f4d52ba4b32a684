package io.cairn.server.gateway.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import io.cairn.server.gateway.lookup.CopiedRows;

/** An answer with rows, whose head says which table they came from: it may have been asked for by an alias. */
final class RowsAnswer {

    private static final String TABLE_HEADER = "cairn-table";

    private RowsAnswer() {
    }

    static HttpResponse of(CopiedRows rows, MediaType type, byte[] body) {
        ResponseHeaders head = ResponseHeaders.builder(HttpStatus.OK)
            .contentType(type).set(TABLE_HEADER, rows.table().name()).build();
        return HttpResponse.of(head, HttpData.wrap(body));
    }
}

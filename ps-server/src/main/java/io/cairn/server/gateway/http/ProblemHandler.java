package io.cairn.server.gateway.http;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;

/** Makes problem documents of what goes wrong before or behind the pages. */
final class ProblemHandler implements ServerErrorHandler {

    @Override
    public HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
        if (cause instanceof ContentTooLargeException tooLarge) {
            return Problem.of(HttpStatus.REQUEST_ENTITY_TOO_LARGE, "the body has more than "
                + tooLarge.maxContentLength() + " bytes (serving.bodyBytesMax)").response();
        }
        if (cause instanceof RequestTimeoutException) {
            return Problem.of(HttpStatus.REQUEST_TIMEOUT, "the request did not come in time").response();
        }
        if (cause instanceof HttpStatusException status) {
            return Problem.of(status.httpStatus(), status.httpStatus().reasonPhrase()).response();
        }
        if (cause instanceof IllegalArgumentException wrong) {
            return Problem.malformed(String.valueOf(wrong.getMessage())).response();
        }
        // Answered by Armeria's own handler, which logs it; renderStatus gives the answer its form.
        return null;
    }

    @Override
    public AggregatedHttpResponse renderStatus(
        ServiceRequestContext context, ServiceConfig config, RequestHeaders headers, HttpStatus status,
        String description, Throwable cause) {
        return Problem.of(status, description == null ? status.reasonPhrase() : description).response().aggregate()
            .join();
    }
}

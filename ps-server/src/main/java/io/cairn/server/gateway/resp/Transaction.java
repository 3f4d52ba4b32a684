package io.cairn.server.gateway.resp;

import java.util.ArrayList;
import java.util.List;

/** Requests between MULTI and EXEC. */
final class Transaction {

    private final int requestsMax;
    private final List<RespRequest> requests = new ArrayList<>();
    private boolean open;
    private boolean failed;

    Transaction(int requestsMax) {
        this.requestsMax = requestsMax;
    }

    boolean isOpen() {
        return open;
    }

    void begin() {
        open = true;
        failed = false;
        requests.clear();
    }

    /** Keeps a request; false if there are too many. */
    boolean add(RespRequest request) {
        if (requests.size() == requestsMax) {
            failed = true;
            return false;
        }
        requests.add(request);
        return true;
    }

    /** A request was refused: nothing of it will be done. */
    void fail() {
        failed = true;
    }

    boolean isFailed() {
        return failed;
    }

    /** Ends it, and hands out what it had. */
    List<RespRequest> end() {
        List<RespRequest> had = List.copyOf(requests);
        requests.clear();
        open = false;
        return had;
    }
}

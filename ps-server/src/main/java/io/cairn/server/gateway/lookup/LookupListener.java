package io.cairn.server.gateway.lookup;

/**
 * Who waits for a lookup. Called once for each, on the thread of the gateway that did it; of one that was refused as
 * {@link LookupError#BUSY} on the thread that submitted it. Submits no other lookup from within the call.
 */
public interface LookupListener {

    /**
     * The rows are there.
     *
     * @param reply the rows; valid during the call only.
     */
    void onRows(LookupReply reply);

    /**
     * There will be no rows.
     *
     * @param failure why.
     */
    void onFailure(LookupFailure failure);
}

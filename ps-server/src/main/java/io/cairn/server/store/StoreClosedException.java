package io.cairn.server.store;

/** A closed store was asked for rows. Its memory is gone: carrying on would read what is not there. */
public final class StoreClosedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    StoreClosedException(String table) {
        super("the row store of table '" + table + "' is closed");
    }
}

package io.cairn.server.gateway.lookup;

import io.cairn.client.EmbeddingClient;
import io.cairn.client.view.ClusterView;
import io.cairn.client.view.Table;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What names of requests stand for, names of tables and aliases; the one place that says so. It is as old as the
 * directory's last answer, and taken in as a whole, so all aliases switch together.
 */
public final class TableNames {

    /** How long a name that is not known is taken to stand for nothing, and an alias for the table that it did. */
    private static final long CHANGING_NS = TimeUnit.MILLISECONDS.toNanos(100);
    /** How old the directory's answer gets where there are no aliases, and nobody asks for unknown names. */
    private static final long KNOWN_NS = TimeUnit.SECONDS.toNanos(1);

    private static final long NO_VIEW = -1;

    private final Map<String, Table> tables = new HashMap<>();
    private long viewEpoch = NO_VIEW;
    private long viewNs;
    private boolean hasAliases;

    /** Names that are not known yet. */
    public TableNames() {
        // it learns them from the first view
    }

    /** Knows nothing any more: the next client counts its views anew. */
    void forget() {
        viewEpoch = NO_VIEW;
        tables.clear();
    }

    /**
     * The table that a name stands for.
     *
     * @param name of a table, or an alias.
     * @return null if there is none as far as is known.
     */
    public Table find(String name) {
        return tables.get(name);
    }

    /** Whether a name that is not known may be new. */
    boolean mayBeNew(long nowNs) {
        return nowNs - viewNs > CHANGING_NS;
    }

    /**
     * Takes in what the directory has answered. Asks again when that is old.
     *
     * @param client    whose view it is.
     * @param isAwaited whether somebody waits for a name that is not known.
     * @param nowNs     monotonic time in nanoseconds.
     * @return whether the directory has answered since the last call.
     */
    public boolean refresh(EmbeddingClient client, boolean isAwaited, long nowNs) {
        if (client.viewEpoch() != viewEpoch) {
            viewEpoch = client.viewEpoch();
            viewNs = nowNs;
            tables.clear();
            ClusterView view = client.knownView();
            view.tables().forEach(table -> tables.put(table.name(), table));
            view.aliases().forEach(alias -> tables.put(alias.name(), alias.table()));
            hasAliases = !view.aliases().isEmpty();
            return true;
        }
        if (nowNs - viewNs > (isAwaited || hasAliases ? CHANGING_NS : KNOWN_NS)) {
            client.askView();
        }
        return false;
    }
}

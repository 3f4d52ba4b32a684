package io.cairn.server.gateway.lookup;

import io.cairn.client.EmbeddingClient;
import io.cairn.client.view.ShardView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Asks the shards what they have, once for all who want to know meanwhile. */
final class RowCounts {

    private final long timeoutNs;
    private final List<Consumer<Optional<List<ShardView>>>> waiting = new ArrayList<>();
    private final List<Consumer<Optional<List<ShardView>>>> next = new ArrayList<>();
    private long deadlineNs;

    RowCounts(long timeoutNs) {
        this.timeoutNs = timeoutNs;
    }

    /** Someone wants to know; hears an empty answer if the shards do not tell in time. */
    void add(Consumer<Optional<List<ShardView>>> listener) {
        next.add(listener);
    }

    boolean isBusy() {
        return !waiting.isEmpty() || !next.isEmpty();
    }

    int poll(EmbeddingClient client, long nowNs) {
        if (waiting.isEmpty()) {
            if (next.isEmpty()) {
                return 0;
            }
            waiting.addAll(next);
            next.clear();
            deadlineNs = nowNs + timeoutNs;
            client.askShardViews();
            return 1;
        }
        Optional<List<ShardView>> views = client.answeredShardViews();
        if (views.isEmpty() && nowNs - deadlineNs < 0) {
            return 0;
        }
        tell(views);
        return 1;
    }

    void fail() {
        waiting.addAll(next);
        next.clear();
        tell(Optional.empty());
    }

    private void tell(Optional<List<ShardView>> views) {
        List<Consumer<Optional<List<ShardView>>>> told = List.copyOf(waiting);
        waiting.clear();
        told.forEach(listener -> listener.accept(views));
    }
}

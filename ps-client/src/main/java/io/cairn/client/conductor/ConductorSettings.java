package io.cairn.client.conductor;

import io.cairn.client.replica.Patience;
import io.cairn.client.session.SessionTarget;
import io.cairn.client.session.SessionTargets;
import io.cairn.config.ShardConfig;
import java.util.List;

/**
 * What a conductor needs to know.
 *
 * @param targets            as whom to talk, and on which way.
 * @param directoryEndpoints {@code host:port} of the requests of the directory's replicas, at least one.
 * @param inFlightMax        pulls in flight, and pushes not acknowledged, per shard; 1 or above.
 * @param patience           how long a replica may keep silent before another is asked.
 */
public record ConductorSettings(
    SessionTargets targets, List<String> directoryEndpoints, int inFlightMax, Patience patience) {

    /** Keeps a copy. */
    public ConductorSettings {
        directoryEndpoints = List.copyOf(directoryEndpoints);
    }

    List<SessionTarget> directory() {
        return directoryEndpoints.stream()
            .map(endpoint -> targets.replica(ShardConfig.DIRECTORY_ID, endpoint))
            .toList();
    }
}

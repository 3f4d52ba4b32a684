package io.cairn.client.conductor;

import io.cairn.client.session.SessionTarget;

/**
 * What a conductor needs to know.
 *
 * @param directory   where the directory answers, and as whom to ask; shards are asked the same way.
 * @param inFlightMax pulls in flight, and pushes not acknowledged, per shard; 1 or above.
 */
public record ConductorSettings(SessionTarget directory, int inFlightMax) {
}

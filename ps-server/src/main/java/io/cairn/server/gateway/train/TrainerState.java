package io.cairn.server.gateway.train;

/**
 * How a trainer stands.
 *
 * @param id              as which it pushes.
 * @param appliedSequence number up to which all of its pushes are applied by every shard, 0 if there are none.
 */
public record TrainerState(long id, long appliedSequence) {
}

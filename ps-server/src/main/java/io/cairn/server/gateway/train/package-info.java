/**
 * Training through a gateway, for trainers that do not speak Cairn's own protocol. Each has a client of the cluster
 * with an id of its own, whose pushes it numbers; one thread, {@link io.cairn.server.gateway.train.TrainerLoop}, owns
 * them all. The gateway keeps nothing that a trainer cannot do without: it opens itself anew at another one.
 */
package io.cairn.server.gateway.train;

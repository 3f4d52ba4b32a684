/**
 * One process of the cluster, wired together: media driver, archive, and for each replica hosted here a consensus
 * module and an owner thread. The only package that knows all others of the server.
 */
package io.cairn.server.node;

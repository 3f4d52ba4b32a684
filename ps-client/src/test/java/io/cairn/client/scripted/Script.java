package io.cairn.client.scripted;

/** What a shard does other than a healthy one. Runs on the cluster's thread. */
@FunctionalInterface
public interface Script {

    /**
     * A request has come.
     *
     * @param shard   to answer with.
     * @param request what was asked.
     * @return false to let the shard answer as a healthy one does.
     */
    boolean onRequest(ScriptedShard shard, Request request);
}

package io.cairn.server.log;

import io.aeron.AeronCounters;
import io.aeron.cluster.ElectionState;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusterCounters;
import org.agrona.concurrent.status.CountersReader;

/**
 * What this node's consensus module says of elections, in counters that outlive them. The log tells a replica of a new
 * leader only; that it lost the old one is seen here.
 */
final class ElectionCounters {

    private final CountersReader counters;
    private final int stateId;
    private final int termId;

    ElectionCounters(Cluster cluster) {
        counters = cluster.aeron().countersReader();
        int clusterId = cluster.context().clusterId();
        stateId = find(AeronCounters.CLUSTER_ELECTION_STATE_TYPE_ID, clusterId);
        termId = find(AeronCounters.CLUSTER_LEADERSHIP_TERM_ID_TYPE_ID, clusterId);
    }

    private int find(int typeId, int clusterId) {
        int counterId = ClusterCounters.find(counters, typeId, clusterId);
        if (counterId == CountersReader.NULL_COUNTER_ID) {
            throw new IllegalStateException("no counter of type " + typeId + " of the consensus module " + clusterId);
        }
        return counterId;
    }

    /** Whether an election has ended and none has begun since. */
    boolean over() {
        return counters.getCounterValue(stateId) == ElectionState.CLOSED.code();
    }

    /** The term that the consensus module is in. */
    long leadershipTermId() {
        return counters.getCounterValue(termId);
    }
}

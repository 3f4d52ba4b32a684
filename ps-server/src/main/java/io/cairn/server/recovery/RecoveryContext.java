package io.cairn.server.recovery;

import io.aeron.Aeron;
import io.aeron.archive.client.AeronArchive;
import io.cairn.access.Credentials;
import io.cairn.config.ClusterConfig;
import io.cairn.config.ShardConfig;
import io.cairn.server.snapshot.SnapshotFolder;
import java.io.File;
import java.util.Optional;

/**
 * What a group's replica is recovered with.
 *
 * @param cluster            the whole configuration.
 * @param group              the group.
 * @param nodeName           the node that lost its disk.
 * @param credentials        as whom it asks the others, empty where nobody has to prove it.
 * @param aeron              a client whose conductor is invoked here.
 * @param archive            how to reach the node's own archive with that client.
 * @param replicationChannel where that archive receives what it copies.
 * @param clusterFolder      where Aeron Cluster keeps what it knows of the group; not there yet.
 * @param snapshots          where the group's snapshots are to be, below that.
 */
public record RecoveryContext(
    ClusterConfig cluster,
    ShardConfig group,
    String nodeName,
    Optional<Credentials> credentials,
    Aeron aeron,
    AeronArchive.Context archive,
    String replicationChannel,
    File clusterFolder,
    SnapshotFolder snapshots) {
}

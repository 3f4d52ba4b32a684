package io.cairn.ops.verify;

import io.cairn.config.Timeouts;
import io.cairn.ops.run.RunException;
import io.cairn.ops.verify.FaultPlan.Fault;
import java.util.List;
import java.util.stream.IntStream;

/** Does to the nodes of a cluster what a fault says, up to the moment when all processes run again. */
final class FaultInjector {

    private static final int LOST_OF_THOUSAND = 50;

    private final ReplicatedProcesses nodes;
    private final SnapshotDamage damage;
    private final int electionMs;

    FaultInjector(ReplicatedProcesses nodes) {
        this.nodes = nodes;
        damage = new SnapshotDamage(nodes);
        Timeouts timeouts = nodes.config().timeouts();
        electionMs = timeouts.leaderHeartbeatMs() + 2 * timeouts.electionMs();
    }

    /** The nodes that a fault befalls now. */
    List<Integer> victims(Fault fault) {
        int members = nodes.config().nodes().size();
        return switch (fault.kind().victims()) {
            case ALL -> IntStream.range(0, members).boxed().toList();
            case LEADER -> List.of(leader(fault));
            case FOLLOWER -> List.of((leader(fault) + 1 + fault.draw() % (members - 1)) % members);
        };
    }

    private int leader(Fault fault) {
        String group = nodes.config().shards().get(fault.shard()).name();
        return nodes.status().leader(group)
            .orElseThrow(() -> new RunException("no leader of " + group + " before " + fault.kind().label()));
    }

    /** Returns when the processes run again; their doors may still be closed. */
    void inflict(Fault fault, List<Integer> victims) {
        Runnable deed = switch (fault.kind()) {
            case KILL_LEADER, KILL_FOLLOWER, KILL_ALL -> () -> kill(fault, victims);
            case RESTART_LEADER -> () -> restart(victims);
            case FREEZE_LEADER, FREEZE_FOLLOWER -> () -> freeze(fault, victims);
            case CUT_LEADER, CUT_FOLLOWER -> () -> losePackets(fault, victims, PacketLoss.ALL);
            case LOSE_PACKETS -> () -> losePackets(fault, victims, LOST_OF_THOUSAND);
            case FLIP_SNAPSHOT -> () -> victims.forEach(node -> damage.flip(fault.shard(), node, fault.draw()));
            case TRUNCATE_SNAPSHOT -> () -> victims.forEach(node -> damage.truncate(fault.shard(), node));
            case FILL_DISK -> () -> fillDisk(fault, victims);
        };
        deed.run();
    }

    private void kill(Fault fault, List<Integer> victims) {
        victims.forEach(nodes::kill);
        pause(fault);
        victims.forEach(nodes::start);
    }

    private void restart(List<Integer> victims) {
        victims.forEach(nodes::stop);
        victims.forEach(nodes::start);
    }

    private void freeze(Fault fault, List<Integer> victims) {
        victims.forEach(nodes::freeze);
        try {
            pause(fault);
        } finally {
            victims.forEach(nodes::thaw);
        }
    }

    private void losePackets(Fault fault, List<Integer> victims, int ofThousand) {
        victims.forEach(node -> nodes.losePackets(node, ofThousand));
        pause(fault);
        victims.forEach(node -> nodes.losePackets(node, 0));
    }

    /** The nodes must notice, so that pushes are refused for the whole of the pause. */
    private void fillDisk(Fault fault, List<Integer> victims) {
        victims.forEach(nodes::fillDisk);
        try {
            victims.forEach(nodes::awaitDiskFull);
            pause(fault);
        } finally {
            victims.forEach(nodes::emptyDisk);
        }
    }

    private void pause(Fault fault) {
        Pause.ms(electionMs + fault.extraMs());
    }
}

package io.cairn.client.scripted;

import io.cairn.wire.codecs.PushDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the replicas of a scripted shard agree on: who leads in which term, and the pushes that count. */
final class ScriptedGroup {

    /** A term and its leader, -1 for none. */
    record Lead(long termId, int leader) {
    }

    private final List<Request> applied = new CopyOnWriteArrayList<>();
    private volatile Lead lead = new Lead(0, 0);
    private volatile long lastSequence;
    private volatile boolean recording = true;

    Lead lead() {
        return lead;
    }

    void elect(int leader) {
        lead = new Lead(lead.termId() + 1, leader);
    }

    long lastSequence() {
        return lastSequence;
    }

    void lastSequence(long sequence) {
        lastSequence = sequence;
    }

    void recording(boolean records) {
        recording = records;
    }

    List<Request> applied() {
        return new ArrayList<>(applied);
    }

    /** Applies the next push, passes over one applied before; false if one is missing before it. */
    boolean apply(Request request) {
        PushDecoder push = request.push();
        if (push.sequence() == lastSequence + 1) {
            if (recording) {
                applied.add(request);
            }
            lastSequence = push.sequence();
        }
        return push.sequence() <= lastSequence;
    }
}

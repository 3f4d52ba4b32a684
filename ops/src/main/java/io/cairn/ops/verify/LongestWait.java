package io.cairn.ops.verify;

/** The longest wait for something that comes again and again, one still going on included. For any thread. */
final class LongestWait {

    private long sinceNs;
    private boolean waiting;
    private long longestNs;

    /** A wait begins. */
    synchronized void begin() {
        sinceNs = System.nanoTime();
        waiting = true;
    }

    /** It is over. */
    synchronized void end() {
        longestNs = Math.max(longestNs, soFarNs());
        waiting = false;
    }

    /** The longest since this was last asked, in milliseconds. */
    synchronized long takeMs() {
        long longest = Math.max(longestNs, soFarNs());
        longestNs = 0;
        return longest / 1_000_000;
    }

    private long soFarNs() {
        return waiting ? System.nanoTime() - sinceNs : 0;
    }
}

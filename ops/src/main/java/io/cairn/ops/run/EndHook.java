package io.cairn.ops.run;

/** What is to be done when this process is told to end, until it is forgotten. */
final class EndHook {

    private final Thread thread;

    private EndHook(Thread thread) {
        this.thread = thread;
    }

    /**
     * Remembers an action.
     *
     * @param threadName name of the thread that will run it.
     * @param action     what is to be done.
     * @throws RunException if this process is ending already.
     */
    static EndHook add(String threadName, Runnable action) {
        Thread thread = new Thread(action, threadName);
        try {
            Runtime.getRuntime().addShutdownHook(thread);
        } catch (IllegalStateException e) {
            throw new RunException("this process is ending", e);
        }
        return new EndHook(thread);
    }

    /** Forgets the action. */
    void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException e) {
            // The process is ending, and the action with it.
        }
    }
}

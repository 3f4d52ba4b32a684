package io.cairn.server.snapshot;

/** Hears what became of a state that was to be written. Called by the owner thread. */
public interface StateListener {

    /**
     * The file is complete.
     *
     * @param state what was written.
     */
    void onWritten(WrittenState state);

    /**
     * There is no file, or what was to follow it failed.
     *
     * @param reason what went wrong.
     */
    void onFailed(String reason);
}

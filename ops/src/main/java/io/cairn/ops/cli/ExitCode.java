package io.cairn.ops.cli;

/** What the {@code cairn} command ends with. */
public final class ExitCode {

    /** Done. */
    public static final int OK = 0;
    /** It was tried and failed: a bad file, a broken disk, a defect. */
    public static final int FAILED = 1;
    /** The command line or the configuration is wrong; nothing was tried. */
    public static final int USAGE = 2;
    /** The cluster refused the request, for example a table of that name with another shape. */
    public static final int REFUSED = 3;
    /** The cluster did not answer. */
    public static final int UNREACHABLE = 4;
    /** A program that the command needs is not installed. */
    public static final int MISSING_TOOL = 69;
    /** Ctrl-C or a kill ended it; what was asked to be saved is saved. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {
    }
}

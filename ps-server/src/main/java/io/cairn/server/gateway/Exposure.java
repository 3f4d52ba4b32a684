package io.cairn.server.gateway;

/** Who may be able to reach a gateway that neither encrypts nor asks who they are. */
public enum Exposure {
    /** Processes of the same machine. */
    LOOPBACK,
    /** Whoever reaches the port; to be chosen in a network where all are trusted. */
    INSECURE
}

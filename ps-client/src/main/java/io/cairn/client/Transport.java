package io.cairn.client;

/** How a client reaches its cluster. */
public enum Transport {
    /** Over the network, or loopback. */
    UDP,
    /** Through the shared memory of the media driver of a node on the same machine. */
    IPC
}

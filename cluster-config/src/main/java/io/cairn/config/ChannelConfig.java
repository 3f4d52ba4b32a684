package io.cairn.config;

/**
 * Parameters of the Aeron channels between clients and replicas, and between replicas.
 *
 * @param termBytes         length of one term of a UDP stream, a power of two from 1 MiB to 1 GiB. Three terms are
 *                          mapped per stream and direction; the longest message is an eighth of one.
 * @param ipcTermBytes      the same for streams inside one machine.
 * @param mtuBytes          largest datagram payload, a multiple of 32 from 1408 to 65,504. Above what the network
 *                          carries in one packet, one lost packet costs the datagram.
 * @param windowBytes       receiver window of a UDP stream: at most half a term, and at most the socket buffers.
 * @param socketBufferBytes SO_RCVBUF and SO_SNDBUF; the kernel must allow it.
 */
public record ChannelConfig(int termBytes, int ipcTermBytes, int mtuBytes, int windowBytes, int socketBufferBytes) {

    private static final int TERM_BYTES_MIN = 1024 * 1024;
    private static final int TERM_BYTES_MAX = 1024 * 1024 * 1024;
    private static final int MTU_BYTES_MIN = 1408;
    private static final int MTU_BYTES_MAX = 65_504;
    private static final int FRAME_ALIGNMENT = 32;

    /** Checks each value and how they fit each other. */
    public ChannelConfig {
        requireTerm("channels.termBytes", termBytes);
        requireTerm("channels.ipcTermBytes", ipcTermBytes);
        if (mtuBytes < MTU_BYTES_MIN || mtuBytes > MTU_BYTES_MAX || mtuBytes % FRAME_ALIGNMENT != 0) {
            throw new IllegalArgumentException("channels.mtuBytes must be a multiple of 32 from " + MTU_BYTES_MIN
                + " to " + MTU_BYTES_MAX + ", got " + mtuBytes);
        }
        if (windowBytes < mtuBytes || windowBytes > termBytes / 2) {
            throw new IllegalArgumentException("channels.windowBytes must be from the mtu (" + mtuBytes
                + ") to half a term (" + termBytes / 2 + "), got " + windowBytes);
        }
        if (socketBufferBytes < windowBytes) {
            throw new IllegalArgumentException("channels.socketBufferBytes must be at least the window (" + windowBytes
                + "), got " + socketBufferBytes);
        }
    }

    /**
     * Defaults for all processes on one machine: datagrams as large as loopback takes.
     *
     * @return 16 MiB terms, 65,504 bytes mtu, 2 MiB window.
     */
    public static ChannelConfig oneMachine() {
        return new ChannelConfig(16 << 20, 16 << 20, 65_504, 2 << 20, 2 << 20);
    }

    /**
     * Defaults for several machines on an Ethernet without jumbo frames.
     *
     * @return 16 MiB terms, 1,408 bytes mtu, 2 MiB window.
     */
    public static ChannelConfig lan() {
        return new ChannelConfig(16 << 20, 16 << 20, 1408, 2 << 20, 2 << 20);
    }

    private static void requireTerm(String name, int bytes) {
        if (bytes < TERM_BYTES_MIN || bytes > TERM_BYTES_MAX || Integer.bitCount(bytes) != 1) {
            throw new IllegalArgumentException(name + " must be a power of two from " + TERM_BYTES_MIN + " to "
                + TERM_BYTES_MAX + ", got " + bytes);
        }
    }
}

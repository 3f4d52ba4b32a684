package io.cairn.ops.run;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;

/** Finds neighbouring UDP ports on loopback that nobody uses, for clusters that live as long as a test or benchmark. */
public final class PortBlock {

    private static final int FIRST = 22_000;
    private static final int LAST = 31_000;

    private PortBlock() {
    }

    /**
     * The first port of a free block. Another process may take a port of it before its user does; with blocks chosen
     * by process id that is unlikely.
     *
     * @param size how many ports from it on must be free.
     * @return the first port.
     * @throws RunException if there is no such block.
     */
    public static int free(int size) {
        int blocks = (LAST - FIRST) / size;
        int start = (int) (ProcessHandle.current().pid() % blocks);
        for (int i = 0; i < blocks; i++) {
            int first = FIRST + (start + i) % blocks * size;
            if (isFree(first, size)) {
                return first;
            }
        }
        throw new RunException("no " + size + " neighbouring UDP ports from " + FIRST + " to " + LAST + " are free");
    }

    private static boolean isFree(int first, int size) {
        for (int port = first; port < first + size; port++) {
            try (DatagramSocket socket = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
                socket.setReuseAddress(false);
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }
}

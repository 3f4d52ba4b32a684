package io.cairn.ops.verify;

import io.aeron.driver.ext.LossGenerator;
import java.net.InetSocketAddress;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How many of a node's packets the network loses: a file that the suite writes, and the node's driver, which has one
 * thread, reads for each packet.
 */
final class PacketLoss implements LossGenerator, AutoCloseable {

    /** All packets, and the unit of losses: a thousandth. */
    static final int ALL = 1000;

    private static final int SEED_OFFSET = Integer.BYTES;
    private static final int FILE_BYTES = SEED_OFFSET + Integer.BYTES;

    private final MappedByteBuffer file;
    private final UnsafeBuffer lost;
    private final SplittableRandom random;

    private PacketLoss(MappedByteBuffer file) {
        this.file = file;
        lost = new UnsafeBuffer(file);
        random = new SplittableRandom(lost.getInt(SEED_OFFSET));
    }

    /** Makes the file; nothing is lost yet. The seed decides which packets will be. */
    static PacketLoss create(Path path, int seed) {
        MappedByteBuffer file = IoUtil.mapNewFile(path.toFile(), FILE_BYTES);
        new UnsafeBuffer(file).putInt(SEED_OFFSET, seed);
        return new PacketLoss(file);
    }

    /** Does what a file says. */
    static PacketLoss open(Path path) {
        return new PacketLoss(IoUtil.mapExistingFile(path.toFile(), "packet loss"));
    }

    /** From now on so many of a thousand packets are lost, 0 to {@link #ALL}. */
    void lose(int ofThousand) {
        lost.putIntVolatile(0, ofThousand);
    }

    @Override
    public boolean shouldDropFrame(InetSocketAddress address, UnsafeBuffer packet, int length) {
        int ofThousand = lost.getIntVolatile(0);
        return ofThousand > 0 && random.nextInt(ALL) < ofThousand;
    }

    @Override
    public void close() {
        IoUtil.unmap(file);
    }
}

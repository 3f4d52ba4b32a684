package io.cairn.ops.verify;

import io.aeron.driver.Configuration;
import io.aeron.driver.DataPacketDispatcher;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ReceiveChannelEndpointSupplier;
import io.aeron.driver.SendChannelEndpointSupplier;
import io.aeron.driver.ext.DebugReceiveChannelEndpoint;
import io.aeron.driver.ext.DebugSendChannelEndpoint;
import io.aeron.driver.media.ReceiveChannelEndpoint;
import io.aeron.driver.media.SendChannelEndpoint;
import io.aeron.driver.media.UdpChannel;
import java.nio.file.Path;
import java.util.List;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * UDP endpoints of a node's driver that lose packets both ways as a file says. The driver makes an object of this class
 * when it is started with the {@link #jvmOptions}.
 */
public final class LossyEndpoints implements SendChannelEndpointSupplier, ReceiveChannelEndpointSupplier {

    private static final String FILE_PROPERTY = "cairn.verify.packetLoss";

    private final PacketLoss loss = PacketLoss.open(Path.of(System.getProperty(FILE_PROPERTY)));

    /** Finds the file by the system property {@code cairn.verify.packetLoss}. */
    public LossyEndpoints() {
        // Called by the driver.
    }

    /** Options of a node's JVM whose driver is to lose packets. */
    static List<String> jvmOptions(Path file) {
        String name = LossyEndpoints.class.getName();
        return List.of("-D" + FILE_PROPERTY + "=" + file,
            "-D" + Configuration.SEND_CHANNEL_ENDPOINT_SUPPLIER_PROP_NAME + "=" + name,
            "-D" + Configuration.RECEIVE_CHANNEL_ENDPOINT_SUPPLIER_PROP_NAME + "=" + name);
    }

    @Override
    public SendChannelEndpoint newInstance(UdpChannel channel, AtomicCounter status, MediaDriver.Context context) {
        return new DebugSendChannelEndpoint(channel, status, context, loss, loss);
    }

    @Override
    public ReceiveChannelEndpoint newInstance(
        UdpChannel channel, DataPacketDispatcher dispatcher, AtomicCounter status, MediaDriver.Context context) {
        return new DebugReceiveChannelEndpoint(channel, dispatcher, status, context, loss, loss);
    }
}

package io.cairn.config;

import java.util.Arrays;
import java.util.Locale;

/** Where a cluster runs: chooses the defaults of what {@code cluster.yaml} leaves out. */
public enum Profile {
    /** All processes on one machine: 64 slots, channels for loopback. */
    LAPTOP(64),
    /** Several machines on one network: 4,096 slots, channels for Ethernet. */
    LAN(4096);

    private final int slotCount;

    Profile(int slotCount) {
        this.slotCount = slotCount;
    }

    /**
     * The name used in {@code cluster.yaml}.
     *
     * @return {@code laptop} or {@code lan}.
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The profile a name stands for.
     *
     * @param label as written in {@code cluster.yaml}.
     * @return the profile.
     * @throws IllegalArgumentException if there is none of that name.
     */
    public static Profile of(String label) {
        return Arrays.stream(values())
            .filter(profile -> profile.label().equals(label))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("profile must be one of "
                + Arrays.stream(values()).map(Profile::label).toList() + ", got '" + label + "'"));
    }

    /**
     * Slots of a new cluster.
     *
     * @return a power of two.
     */
    public int slotCount() {
        return slotCount;
    }

    /**
     * Aeron channel parameters.
     *
     * @return the defaults of section {@code channels}.
     */
    public ChannelConfig channels() {
        return this == LAN ? ChannelConfig.lan() : ChannelConfig.oneMachine();
    }

    /**
     * How long replicas wait for each other.
     *
     * @return the defaults of section {@code timeouts}.
     */
    public Timeouts timeouts() {
        return this == LAN ? Timeouts.lan() : Timeouts.oneMachine();
    }
}

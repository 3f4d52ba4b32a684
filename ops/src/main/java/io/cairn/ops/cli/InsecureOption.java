package io.cairn.ops.cli;

import io.cairn.server.gateway.Exposure;
import picocli.CommandLine.Option;

/** Lets a gateway listen where others than this machine reach it. */
final class InsecureOption {

    @Option(names = "--insecure", description = "Let the gateway listen where other machines reach it. It asks nobody "
        + "who they are and encrypts nothing: for networks where all are trusted.")
    private boolean insecure;

    Exposure exposure() {
        return insecure ? Exposure.INSECURE : Exposure.LOOPBACK;
    }
}

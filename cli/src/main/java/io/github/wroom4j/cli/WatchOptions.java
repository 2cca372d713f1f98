package io.github.wroom4j.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.Option;

/** Where the live page listens. */
final class WatchOptions {
    @Option(
            names = "--watch-bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Let others see the page, on an address of this computer's; 0.0.0.0 is all of them. Who has"
                    + " the link sees, and on a mock changes, everything; it goes over the network in clear."
                    + " Default: this computer alone.")
    private String bind;

    /** The address to listen on. */
    InetAddress bind() {
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw new UsageException("--watch-bind: " + bind + " is not an address of this computer", e);
        }
    }
}

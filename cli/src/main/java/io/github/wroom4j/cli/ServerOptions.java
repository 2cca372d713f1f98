package io.github.wroom4j.cli;

import io.github.wroom4j.tls.Peer;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which server, through which module, and how long: what {@code doctor} and {@code certinfo} have in common. */
final class ServerOptions {
    @Mixin
    CommonOptions common;

    @Mixin
    BoardOption board;

    @Mixin
    WifiOptions wifi;

    @Mixin
    private JsonOption json;

    @Parameters(index = "0", paramLabel = "HOST[:PORT]", description = "The server; port 443 if none is given.")
    private String server;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = Durations.class,
            description = "How long all of it may take (default ${DEFAULT-VALUE}).")
    Duration timeout;

    /** The server. */
    Peer peer() {
        return ServerArgument.of(server);
    }

    boolean asJson() {
        return json.json;
    }
}

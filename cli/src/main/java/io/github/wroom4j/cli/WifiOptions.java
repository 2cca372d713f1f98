package io.github.wroom4j.cli;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.SketchOptions;
import io.github.wroom4j.hal.Deadline;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;

/** Which access point a command joins before it works. */
final class WifiOptions {
    private final NetworkOptions network = new NetworkOptions();

    /** Joins, unless the module has an address already and no network was named. */
    void join(Terminal terminal, Esp8266 esp, BoardOption board) {
        boolean named = network.ssid().isPresent()
                || !terminal.variable("WROOM4J_SSID", "").isEmpty();
        if (!named
                && esp.module()
                        .station()
                        .address(Deadline.in(esp.clock(), Duration.ofSeconds(5)))
                        .isPresent()) {
            return;
        }
        var air = SketchOptions.Network.of(board.text(terminal));
        String name = network.ssid(terminal, air.ssid());
        String secret = network.password(terminal, air.password());
        terminal.progress("joining " + name + " …");
        try {
            esp.module().join(name, secret);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage(), e);
        }
    }

    /** Adds what may be said. */
    void addTo(CommandSpec spec) {
        network.addTo(
                spec, "Access point. Default: the one that the module is in, else WROOM4J_SSID, else the mock's.");
    }
}

package io.github.wroom4j.cli;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.SketchOptions;
import io.github.wroom4j.hal.Deadline;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;

/** Which access point a command joins before it works. */
final class WifiOptions {
    private String ssid;

    private String password;

    /** Joins, unless the module has an address already and no network was named. */
    void join(Terminal terminal, Esp8266 esp, BoardOption board) {
        boolean named = ssid != null || !terminal.variable("WROOM4J_SSID", "").isEmpty();
        if (!named
                && esp.module()
                        .station()
                        .address(Deadline.in(esp.clock(), Duration.ofSeconds(5)))
                        .isPresent()) {
            return;
        }
        var air = SketchOptions.Network.of(board.text(terminal));
        String name = ssid != null ? SecretText.of(ssid, terminal) : terminal.variable("WROOM4J_SSID", air.ssid());
        String secret = password != null
                ? SecretText.of(password, terminal)
                : terminal.variable("WROOM4J_PASSWORD", air.password());
        terminal.progress("joining " + name + " …");
        try {
            esp.module().join(name, secret);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage(), e);
        }
    }

    /** Adds what may be said. */
    void addTo(CommandSpec spec) {
        spec.add(Model.option(this, "ssid", String.class, "--ssid")
                .paramLabel("NAME")
                .description(
                        "Access point. Default: the one that the module is in, else WROOM4J_SSID, else the mock's.")
                .build());
        spec.add(Model.option(this, "password", String.class, "--password")
                .paramLabel("SECRET")
                .description(
                        "Its password; env:NAME or file:PATH keep it off the process list. Default: WROOM4J_PASSWORD.")
                .build());
    }
}

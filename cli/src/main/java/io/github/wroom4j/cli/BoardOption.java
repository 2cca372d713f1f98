package io.github.wroom4j.cli;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.arduino.HardwareSerial;
import io.github.wroom4j.hal.BoardAddress;
import java.io.OutputStream;
import picocli.CommandLine.Model.CommandSpec;

/** Which board a command works with. */
final class BoardOption {
    private String given;

    /** The address named, else the environment's, else a mock. */
    BoardAddress address(Terminal terminal) {
        return BoardAddress.parse(text(terminal));
    }

    /** Whether the command line names one. */
    boolean named() {
        return given != null;
    }

    /** As it was written. */
    String text(Terminal terminal) {
        return given != null ? given : terminal.variable("WROOM4J_BOARD", "mock:");
    }

    /** Opens it and talks to the module; the caller closes it. */
    Esp8266 open(Terminal terminal) {
        return open(terminal, terminal.out());
    }

    /** Opens it for a sketch whose {@code Serial} writes to that stream. */
    Esp8266 open(Terminal terminal, OutputStream serial) {
        String address = text(terminal);
        terminal.progress("opening " + BoardAddress.parse(address) + " …");
        return Esp8266.open(address, new HardwareSerial(terminal.in(), serial));
    }

    /** Adds what may be said. */
    void addTo(CommandSpec spec) {
        spec.add(Model.option(this, "given", String.class, "-b", "--board")
                .paramLabel("ADDRESS")
                .description("The board: mock:, serial:/dev/ttyUSB0, pi:/dev/serial0?reset=17, rfc2217://host:port …"
                        + " Default: the variable WROOM4J_BOARD, else mock:.")
                .build());
    }
}

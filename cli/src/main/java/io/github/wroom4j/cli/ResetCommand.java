package io.github.wroom4j.cli;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.words.Json;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code wroom4j reset}: by the reset line where there is one, else by a command. */
final class ResetCommand implements Callable<Integer> {
    private final Terminal terminal;

    private final CommonOptions common = new CommonOptions();
    private final BoardOption board = new BoardOption();
    private final JsonOption json = new JsonOption();

    private boolean bootloader;

    private Duration timeout;

    ResetCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        String address = board.address(terminal).toString();
        if (bootloader) {
            try (Board opened = Boards.open(address)) {
                opened.resetToBootloader();
                print(opened.address(), "bootloader", null);
            }
            return ExitCodes.DONE;
        }
        boolean line;
        try (Board opened = Boards.open(address)) {
            line = opened.canReset();
            if (line) {
                opened.reset();
            }
        }
        try (Esp8266 esp = board.open(terminal)) {
            if (!line) {
                esp.module().restart(Deadline.in(esp.clock(), timeout));
            }
            print(
                    esp.board().map(Board::address).orElse(address),
                    line ? "line" : "command",
                    esp.module().version().firstLine());
        }
        return ExitCodes.DONE;
    }

    private void print(String address, String by, String firmware) {
        if (json.json) {
            terminal.out().println(Json.text(Json.object("board", address, "by", by, "firmware", firmware)));
        } else if (firmware == null) {
            terminal.out().println(address + " waits in its bootloader");
        } else {
            terminal.out().println(address + " was reset by " + by + ": " + ShownBytes.text(firmware));
        }
    }

    /** What may be said to it. */
    CommandSpec spec() {
        CommandSpec spec = Model.command(this, "reset");
        spec.usageMessage()
                .description("Restarts the module: by the board's reset line where it has one, else by AT+RST.");
        spec.usageMessage()
                .footer(
                        "",
                        "JSON: {\"board\", \"by\" (\"line\", \"command\" or \"bootloader\"), \"firmware\"}; firmware is null in the"
                                + " bootloader.",
                        "",
                        "Examples:",
                        "  wroom4j reset --board serial:/dev/ttyUSB0?reset=rts",
                        "  wroom4j reset --bootloader --board pi:/dev/serial0?reset=17");
        common.addTo(spec);
        board.addTo(spec);
        json.addTo(spec);
        spec.add(Model.option(this, "bootloader", boolean.class, "--bootloader")
                .description("Into the ROM's serial loader, for flashing: needs lines to EN and GPIO0.")
                .build());
        spec.add(Model.time(this, "timeout", "--timeout")
                .defaultValue("15s")
                .description("How long the module may take (default ${DEFAULT-VALUE}).")
                .build());
        return spec;
    }
}

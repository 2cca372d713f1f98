package io.github.wroom4j.cli;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.words.Json;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code wroom4j reset}: by the reset line where there is one, else by a command. */
@Command(
        name = "reset",
        description = "Restarts the module: by the board's reset line where it has one, else by AT+RST.",
        footer = {
            "",
            "JSON: {\"board\", \"by\" (\"line\", \"command\" or \"bootloader\"), \"firmware\"}; firmware is null in the"
                    + " bootloader.",
            "",
            "Examples:",
            "  wroom4j reset --board serial:/dev/ttyUSB0?reset=rts",
            "  wroom4j reset --bootloader --board pi:/dev/serial0?reset=17"
        })
final class ResetCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private CommonOptions common;

    @Mixin
    private BoardOption board;

    @Mixin
    private JsonOption json;

    @Option(
            names = "--bootloader",
            description = "Into the ROM's serial loader, for flashing: needs lines to EN and GPIO0.")
    private boolean bootloader;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "15s",
            converter = Durations.class,
            description = "How long the module may take (default ${DEFAULT-VALUE}).")
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
}

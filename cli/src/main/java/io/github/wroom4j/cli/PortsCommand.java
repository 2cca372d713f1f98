package io.github.wroom4j.cli;

import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.words.Json;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code wroom4j ports}: what is plugged in. */
@Command(
        name = "ports",
        description = "Lists the boards that are plugged in, as addresses for --board.",
        footer = {
            "",
            "JSON: a list of {\"address\", \"scheme\", \"target\"}.",
            "",
            "A pseudo-terminal is never listed; name its path, as in serial:/dev/pts/3."
        })
final class PortsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private CommonOptions common;

    @Mixin
    private JsonOption json;

    PortsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<BoardAddress> found = Boards.discover();
        if (json.json) {
            terminal.out()
                    .println(Json.text(found.stream()
                            .map(address -> Json.object(
                                    "address", address.toString(),
                                    "scheme", address.scheme(),
                                    "target", address.target()))
                            .toList()));
        } else if (found.isEmpty()) {
            terminal.err().println("no board is plugged in; mock: is always there");
        } else {
            found.forEach(address -> terminal.out().println(address));
        }
        return ExitCodes.DONE;
    }
}

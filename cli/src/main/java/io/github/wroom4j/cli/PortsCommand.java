package io.github.wroom4j.cli;

import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.words.Json;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code wroom4j ports}: what is plugged in. */
final class PortsCommand implements Callable<Integer> {
    private final Terminal terminal;

    private final CommonOptions common = new CommonOptions();
    private final JsonOption json = new JsonOption();

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

    /** What may be said to it. */
    CommandSpec spec() {
        CommandSpec spec = Model.command(this, "ports");
        spec.usageMessage().description("Lists the boards that are plugged in, as addresses for --board.");
        spec.usageMessage()
                .footer(
                        "",
                        "JSON: a list of {\"address\", \"scheme\", \"target\"}.",
                        "",
                        "A pseudo-terminal is never listed; name its path, as in serial:/dev/pts/3.");
        common.addTo(spec);
        json.addTo(spec);
        return spec;
    }
}

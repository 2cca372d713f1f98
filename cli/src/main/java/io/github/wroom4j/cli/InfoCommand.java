package io.github.wroom4j.cli;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.at.Capabilities;
import io.github.wroom4j.at.Firmware;
import io.github.wroom4j.hal.Board;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code wroom4j info}: what answers at a board. */
@Command(
        name = "info",
        description = "Tells which firmware answers, how it is driven, what it can do, and the next step.",
        footer = {
            "",
            "JSON: {\"board\", \"baud\", \"firmware\" (its lines), \"family\", \"dialect\", \"exact\", \"links\","
                    + " \"sslLinks\", \"sendLimit\", \"features\", \"problem\", \"next\"}; problem is null where there"
                    + " is none."
        })
final class InfoCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private CommonOptions common;

    @Mixin
    private BoardOption board;

    @Mixin
    private JsonOption json;

    InfoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (Esp8266 esp = board.open(terminal)) {
            tell(esp);
        }
        return ExitCodes.DONE;
    }

    private void tell(Esp8266 esp) {
        Firmware firmware = esp.module().version();
        Capabilities can = esp.module().capabilities();
        String address = esp.board().map(Board::address).orElse(board.text(terminal));
        Integer baud = esp.board().map(b -> b.uart().config().baud()).orElse(null);
        List<String> features = can.features().stream().map(Enum::name).sorted().toList();
        Optional<String> problem = firmware.exact()
                ? Optional.empty()
                : Optional.of("no table knows this firmware: it is driven as " + firmware.dialect()
                        + ", the nearest; CONTRIBUTING.md tells how to add a dialect");
        if (json.json) {
            terminal.out()
                    .println(Json.text(Json.object(
                            "board", address,
                            "baud", baud,
                            "firmware", firmware.lines(),
                            "family", firmware.family(),
                            "dialect", firmware.dialect(),
                            "exact", firmware.exact(),
                            "links", can.links(),
                            "sslLinks", can.sslLinks(),
                            "sendLimit", can.sendLimit(),
                            "features", features,
                            "problem", problem,
                            "next", next(can))));
            return;
        }
        var out = terminal.out();
        out.println("board     " + address + (baud == null ? "" : " at " + baud + " baud"));
        firmware.lines().forEach(line -> out.println("firmware  " + Printable.text(line)));
        out.println("dialect   " + firmware.dialect() + (firmware.exact() ? "" : " (nearest)"));
        out.println("links     " + can.links() + ", " + can.sslLinks() + " of them with TLS in the module; at most "
                + can.sendLimit() + " bytes a send");
        out.println("features  " + String.join(" ", features));
        problem.ifPresent(words -> out.println("problem   " + words));
        out.println("next      " + next(can));
    }

    private static String next(Capabilities can) {
        String why = can.has(Capabilities.Feature.SSL)
                ? "this firmware has TLS of its own too"
                : "this firmware has no TLS of its own";
        return "TLS runs on the JVM (" + why + "): wroom4j doctor HOST shows how a server gets on with both";
    }
}

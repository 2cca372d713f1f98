package io.github.wroom4j.cli;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.words.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code wroom4j at}: raw commands. */
final class AtCommands implements Callable<Integer> {
    private final Terminal terminal;

    private final CommonOptions common = new CommonOptions();
    private final BoardOption board = new BoardOption();
    private final JsonOption json = new JsonOption();

    private Duration timeout;

    private List<String> commands;

    AtCommands(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var results = new ArrayList<Object>();
        try (Esp8266 esp = board.open(terminal)) {
            for (String command : commands) {
                try {
                    List<String> lines = esp.module().raw(command, Deadline.in(esp.clock(), timeout));
                    results.add(Json.object(
                            "command",
                            command,
                            "ok",
                            true,
                            "lines",
                            lines.stream().map(ShownBytes::decoded).toList()));
                    if (!json.json) {
                        lines.forEach(line -> terminal.out().println(ShownBytes.text(line)));
                        terminal.out().println("OK");
                    }
                } catch (IllegalArgumentException e) {
                    throw new UsageException(e.getMessage(), e);
                } catch (AtException e) {
                    results.add(
                            Json.object("command", command, "ok", false, "lines", List.of(), "error", e.getMessage()));
                    if (json.json) {
                        terminal.out().println(Json.text(results));
                    }
                    throw e;
                }
            }
        }
        if (json.json) {
            terminal.out().println(Json.text(results));
        }
        return ExitCodes.DONE;
    }

    /** What may be said to it. */
    CommandSpec spec() {
        CommandSpec spec = Model.command(this, "at");
        spec.usageMessage().description("Sends AT commands one after the other and prints what they answer.");
        spec.usageMessage()
                .footer(
                        "",
                        "JSON: a list of {\"command\", \"ok\", \"lines\"}, and \"error\" where ok is false.",
                        "",
                        "Examples:",
                        "  wroom4j at AT+GMR",
                        "  wroom4j at 'AT+CWMODE=1' 'AT+CWLAP' --board serial:/dev/ttyUSB0",
                        "",
                        "The first command that fails ends it with exit code 1.");
        common.addTo(spec);
        board.addTo(spec);
        json.addTo(spec);
        spec.add(Model.time(this, "timeout", "--timeout")
                .defaultValue("10s")
                .description("How long each may take (default ${DEFAULT-VALUE}).")
                .build());
        spec.add(Model.parameter(this, "commands", List.class, null)
                .auxiliaryTypes(String.class)
                .arity("1..*")
                .paramLabel("COMMAND")
                .description("A command without its line end, as in AT+GMR.")
                .build());
        return spec;
    }
}

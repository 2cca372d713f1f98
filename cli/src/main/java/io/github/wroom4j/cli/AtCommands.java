package io.github.wroom4j.cli;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.words.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wroom4j at}: raw commands. */
@Command(
        name = "at",
        description = "Sends AT commands one after the other and prints what they answer.",
        footer = {
            "",
            "JSON: a list of {\"command\", \"ok\", \"lines\"}, and \"error\" where ok is false.",
            "",
            "Examples:",
            "  wroom4j at AT+GMR",
            "  wroom4j at 'AT+CWMODE=1' 'AT+CWLAP' --board serial:/dev/ttyUSB0",
            "",
            "The first command that fails ends it with exit code 1."
        })
final class AtCommands implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private CommonOptions common;

    @Mixin
    private BoardOption board;

    @Mixin
    private JsonOption json;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = Durations.class,
            description = "How long each may take (default ${DEFAULT-VALUE}).")
    private Duration timeout;

    @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "A command without its line end, as in AT+GMR.")
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
}

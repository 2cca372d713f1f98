package io.github.wroom4j.cli;

import io.github.wroom4j.words.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** {@code wroom4j sketches}: what can be run by name. */
final class SketchesCommand implements Callable<Integer> {
    private final Terminal terminal;

    private final CommonOptions common = new CommonOptions();
    private final JsonOption json = new JsonOption();

    SketchesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<SketchCatalog.Entry> sketches = SketchCatalog.bundled();
        if (json.json) {
            terminal.out()
                    .println(Json.text(
                            sketches.stream().map(SketchesCommand::json).toList()));
            return ExitCodes.DONE;
        }
        int widest =
                sketches.stream().mapToInt(each -> each.name().length()).max().orElse(0);
        for (SketchCatalog.Entry each : sketches) {
            String own = each.options().stream()
                    .filter(option -> !SketchCatalog.SHARED.contains(option))
                    .sorted()
                    .map(option -> " --" + option)
                    .collect(Collectors.joining());
            terminal.out().println(padded(each.name(), widest) + each.does());
            if (!own.isEmpty()) {
                terminal.out()
                        .println(padded("", widest).stripTrailing()
                                + own.indent(widest + 1).stripTrailing());
            }
            if (each.options().isEmpty()) {
                terminal.out().println(padded("", widest) + "(takes no options)");
            }
        }
        terminal.out().println();
        terminal.out()
                .println("The others take as well: "
                        + SketchCatalog.SHARED.stream()
                                .sorted()
                                .map(option -> "--" + option)
                                .collect(Collectors.joining(" ")));
        terminal.out().println("What they mean: " + terminal.command() + " run NAME --help");
        return ExitCodes.DONE;
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width + 2 - text.length());
    }

    private static Map<String, Object> json(SketchCatalog.Entry sketch) {
        return Json.object(
                "name",
                sketch.name(),
                "does",
                sketch.does(),
                "options",
                sketch.options().stream()
                        .sorted()
                        .map(option -> Json.object("name", option, "what", SketchOptionWords.of(sketch, option)))
                        .toList());
    }

    /** What may be said to it. */
    CommandSpec spec() {
        CommandSpec spec = Model.command(this, "sketches");
        spec.usageMessage().description("Lists the bundled sketches, each with the options that it takes.");
        spec.usageMessage()
                .footer(
                        "",
                        "JSON: a list of {\"name\", \"does\", \"options\"}, the options as {\"name\", \"what\"}.",
                        "",
                        "Examples:",
                        "  wroom4j sketches",
                        "  wroom4j run Blink --help");
        common.addTo(spec);
        json.addTo(spec);
        return spec;
    }
}

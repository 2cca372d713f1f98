package io.github.wroom4j.cli;

import io.github.wroom4j.bench.recording.MockDiff;
import io.github.wroom4j.hal.wirelog.WireLogFile;
import io.github.wroom4j.words.Json;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code wroom4j diff}: where a recording of a module and the mock differ. */
final class DiffCommand implements Callable<Integer> {
    private final Terminal terminal;

    private final CommonOptions common = new CommonOptions();
    private final JsonOption json = new JsonOption();

    private Path log;

    private String profile;

    DiffCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        MockDiff.Report report;
        try {
            report = MockDiff.of(WireLogFile.read(log), Optional.ofNullable(profile));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage(), e);
        }
        if (json.json) {
            terminal.out()
                    .println(Json.text(Json.object(
                            "mock", report.mock(),
                            "compared", report.compared(),
                            "skipped", report.skipped(),
                            "differences",
                                    report.differences().stream()
                                            .map(each -> Json.object(
                                                    "exchange", each.number(),
                                                    "command", each.command(),
                                                    "kind", each.kind(),
                                                    "recorded", each.recorded(),
                                                    "mock", each.mock()))
                                            .toList())));
        } else {
            print(report);
        }
        return report.differences().isEmpty() ? ExitCodes.DONE : ExitCodes.FAILED;
    }

    private void print(MockDiff.Report report) {
        var out = terminal.out();
        for (MockDiff.Difference each : report.differences()) {
            out.println(each.number() + " " + ShownBytes.text(each.command()) + " (" + each.kind() + ")");
            out.println("    recorded  " + visible(each.recorded()));
            out.println("    " + report.mock() + "  " + visible(each.mock()));
        }
        report.skipped().forEach(each -> out.println("not compared: " + ShownBytes.text(each)));
        out.println(report.compared() + " exchanges compared with " + report.mock() + ": "
                + (report.differences().isEmpty()
                        ? "no difference"
                        : report.differences().size() + " differ"));
    }

    private static String visible(String text) {
        String shown = text.length() > 400 ? text.substring(0, 400) + " …" : text;
        return "\"" + ShownBytes.text(shown.replace("\r", "\\r").replace("\n", "\\n")) + "\"";
    }

    /** What may be said to it. */
    CommandSpec spec() {
        CommandSpec spec = Model.command(this, "diff");
        spec.usageMessage()
                .description("Gives a recording's commands to the mock and lists where the mock answers otherwise.");
        spec.usageMessage()
                .footer(
                        "",
                        "LOG is a wire log: of monitor --record, or recording.wirelog of a failed test. The recorded peers answer"
                                + " the mock on loopback. UDP and SSL links are not played, and what a module says as it starts is not compared.",
                        "",
                        "Exit code 1 if anything differs.",
                        "",
                        "JSON: {\"mock\", \"compared\", \"skipped\", \"differences\"}, each difference {\"exchange\", \"command\","
                                + " \"kind\", \"recorded\", \"mock\"}; kind is words, order or framing.",
                        "",
                        "Examples:",
                        "  wroom4j diff recording.wirelog",
                        "  wroom4j diff gmr.wirelog --profile at-1.7");
        common.addTo(spec);
        json.addTo(spec);
        spec.add(Model.parameter(this, "log", Path.class, "0")
                .paramLabel("LOG")
                .description("The recording.")
                .build());
        spec.add(Model.option(this, "profile", String.class, "--profile")
                .paramLabel("P")
                .description("The mock's profile. Default: the one nearest to the firmware that the recording names.")
                .build());
        return spec;
    }
}

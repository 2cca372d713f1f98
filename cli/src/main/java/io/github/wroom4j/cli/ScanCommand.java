package io.github.wroom4j.cli;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.at.AccessPoint;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.words.Json;
import io.github.wroom4j.words.Printable;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code wroom4j scan}: access points in range. */
final class ScanCommand implements Callable<Integer> {
    private static final List<String> SECURITY =
            List.of("open", "WEP", "WPA", "WPA2", "WPA/WPA2", "WPA2 enterprise", "WPA3", "WPA2/WPA3");

    private final Terminal terminal;

    private final CommonOptions common = new CommonOptions();
    private final BoardOption board = new BoardOption();
    private final JsonOption json = new JsonOption();

    private Duration timeout;

    ScanCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (Esp8266 esp = board.open(terminal)) {
            terminal.progress("listening on every channel …");
            List<AccessPoint> found = esp.module().scan(Deadline.in(esp.clock(), timeout)).stream()
                    .sorted(Comparator.comparingInt(AccessPoint::rssi).reversed())
                    .toList();
            if (json.json) {
                terminal.out()
                        .println(Json.text(found.stream().map(ScanCommand::json).toList()));
            } else if (found.isEmpty()) {
                terminal.err().println("no access point in range");
            } else {
                terminal.out().printf("%4s  %2s  %-17s  %-15s  %s%n", "dBm", "ch", "BSSID", "security", "SSID");
                found.forEach(this::row);
            }
        }
        return ExitCodes.DONE;
    }

    private void row(AccessPoint point) {
        terminal.out()
                .printf(
                        "%4d  %2d  %-17s  %-15s  %s%n",
                        point.rssi(),
                        point.channel(),
                        point.bssid(),
                        security(point),
                        point.ssid().length == 0 ? "(hidden)" : Printable.of(point.name()));
    }

    private static Object json(AccessPoint point) {
        return Json.object(
                "ssid", point.name(),
                "bssid", point.bssid(),
                "channel", point.channel(),
                "rssi", point.rssi(),
                "security", security(point));
    }

    private static String security(AccessPoint point) {
        int code = point.security();
        return code >= 0 && code < SECURITY.size() ? SECURITY.get(code) : "unknown (" + code + ")";
    }

    /** What may be said to it. */
    CommandSpec spec() {
        CommandSpec spec = Model.command(this, "scan");
        spec.usageMessage().description("Lists the access points that the module hears, the strongest first.");
        spec.usageMessage()
                .footer("", "JSON: a list of {\"ssid\", \"bssid\", \"channel\", \"rssi\" (dBm), \"security\"}.");
        common.addTo(spec);
        board.addTo(spec);
        json.addTo(spec);
        spec.add(Model.time(this, "timeout", "--timeout")
                .defaultValue("15s")
                .description("How long the module may take (default ${DEFAULT-VALUE}).")
                .build());
        return spec;
    }
}

package io.github.wroom4j.cli;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.arduino.HardwareSerial;
import io.github.wroom4j.at.Capabilities;
import io.github.wroom4j.at.Firmware;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.words.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** {@code wroom4j info}: what answers at a board. */
final class InfoCommand implements Callable<Integer> {
    private final Terminal terminal;

    private final CommonOptions common = new CommonOptions();
    private final BoardOption board = new BoardOption();
    private final JsonOption json = new JsonOption();

    private Duration listen;

    InfoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        BoardAddress address = board.address(terminal);
        terminal.progress("opening " + address + " …");
        Board opened = Boards.open(address);
        int asked = opened.uart().config().baud();
        LineExamination.Result line;
        try {
            line = new LineExamination(opened, listen, terminal::progress).run();
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
        if (line.finding() != LineFinding.ANSWERS) {
            opened.close();
            print(address, line);
            throw new JobFailed("no AT firmware answers on " + address + ": "
                    + line.finding().words());
        }
        try (Esp8266 esp = Esp8266.open(opened, new HardwareSerial(terminal.in(), terminal.out()))) {
            print(esp, address, asked);
        }
        return ExitCodes.DONE;
    }

    /** Where no firmware answers. */
    private void print(BoardAddress address, LineExamination.Result line) {
        var finding = line.finding();
        if (json.json) {
            terminal.out()
                    .println(Json.text(Json.object(
                            "board", address.toString(),
                            "line", finding.name(),
                            "baud", line.baud(),
                            "heard", ShownBytes.text(line.heard()),
                            "problem", finding.words(),
                            "next", finding.steps(),
                            "advised", advised(address))));
            return;
        }
        var out = terminal.out();
        out.println("board     " + address + " at " + line.baud() + " baud");
        if (!line.heard().isBlank()) {
            out.println("heard     " + ShownBytes.text(line.heard()));
        }
        out.println("problem   " + finding.words());
        finding.steps().forEach(step -> out.println("next      " + step));
        tellAdvised(address);
    }

    private void tellAdvised(BoardAddress address) {
        terminal.out().println("firmware  advised: " + AdvisedFirmware.NAME);
        terminal.out().println("flash     " + AdvisedFirmware.flashLine(address));
        terminal.out().println("pins      " + AdvisedFirmware.PINS);
    }

    private static Object advised(BoardAddress address) {
        return Json.object(
                "firmware", AdvisedFirmware.NAME,
                "flash", AdvisedFirmware.flashLine(address),
                "pins", AdvisedFirmware.PINS);
    }

    private void print(Esp8266 esp, BoardAddress named, int asked) {
        Firmware firmware = esp.module().version();
        Capabilities can = esp.module().capabilities();
        String address = named.toString();
        Integer baud = esp.board().map(b -> b.uart().config().baud()).orElse(null);
        List<String> features = can.features().stream().map(Enum::name).sorted().toList();
        Optional<String> problem = problem(firmware, asked, baud);
        boolean better = AdvisedFirmware.isBetterThan(firmware);
        if (json.json) {
            terminal.out()
                    .println(Json.text(Json.object(
                            "board", address,
                            "line", LineFinding.ANSWERS.name(),
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
                            "next", List.of(next(can)),
                            "advised", better ? advised(named) : null)));
            return;
        }
        var out = terminal.out();
        out.println("board     " + address + (baud == null ? "" : " at " + baud + " baud"));
        firmware.lines().forEach(line -> out.println("firmware  " + ShownBytes.text(line)));
        out.println("dialect   " + firmware.dialect() + (firmware.exact() ? "" : " (nearest)"));
        out.println("links     " + can.links() + ", " + can.sslLinks() + " of them with TLS in the module; at most "
                + can.sendLimit() + " bytes a send");
        out.println("features  " + String.join(" ", features));
        problem.ifPresent(words -> out.println("problem   " + words));
        out.println("next      " + next(can));
        if (better) {
            tellAdvised(named);
        }
    }

    private static Optional<String> problem(Firmware firmware, int asked, Integer baud) {
        if (baud != null && baud != asked) {
            return Optional.of("the module listens at " + baud + " baud, not at " + asked + ": add baud=" + baud
                    + " to the address");
        }
        return firmware.exact()
                ? Optional.empty()
                : Optional.of("no table knows this firmware: it is driven as " + firmware.dialect()
                        + ", the nearest; CONTRIBUTING.md says how to add a dialect");
    }

    private static String next(Capabilities can) {
        String why = can.has(Capabilities.Feature.SSL)
                ? "this firmware has TLS of its own too"
                : "this firmware has no TLS of its own";
        return "TLS runs on the JVM (" + why + "): wroom4j doctor HOST shows how a server gets on with both";
    }

    /** What may be said to it. */
    CommandSpec spec() {
        CommandSpec spec = Model.command(this, "info");
        spec.usageMessage()
                .description(
                        "Shows which firmware answers, how it is driven, what it can do, and the next step; where none"
                                + " answers, what is wrong with the wires.");
        spec.usageMessage()
                .footer(
                        "",
                        "It tries the usual speeds. Where nothing answers, a board with a reset line is reset.",
                        "",
                        "JSON: {\"board\", \"line\" (ANSWERS, ECHO_ONLY, SILENCE, GARBAGE, ONE_WAY, FLOW_STALLED, BOOTLOADER,"
                                + " WRONG_STRAPS, RESTARTS, ROM_ONLY), \"baud\", \"problem\" (null where there is none), \"next\" (a"
                                + " list), \"advised\" ({\"firmware\", \"flash\", \"pins\"}, null where the module has it)}; with a"
                                + " firmware also \"firmware\" (its lines), \"family\", \"dialect\", \"exact\", \"links\","
                                + " \"sslLinks\", \"sendLimit\", \"features\"; without one \"heard\".",
                        "",
                        "Examples:",
                        "  wroom4j info --board serial:/dev/ttyUSB0",
                        "  wroom4j info --board serial:/dev/ttyUSB0 --listen 10s");
        common.addTo(spec);
        board.addTo(spec);
        json.addTo(spec);
        spec.add(Model.time(this, "listen", "--listen")
                .defaultValue("0s")
                .description(
                        "Where nothing answers: listen so long for the module's boot, and reset it meanwhile by hand.")
                .build());
        return spec;
    }
}

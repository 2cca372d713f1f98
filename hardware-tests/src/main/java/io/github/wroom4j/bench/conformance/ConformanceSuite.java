package io.github.wroom4j.bench.conformance;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.arduino.HardwareSerial;
import io.github.wroom4j.at.Capabilities;
import io.github.wroom4j.at.Firmware;
import io.github.wroom4j.at.Timeouts;
import io.github.wroom4j.at.dialect.Dialects;
import io.github.wroom4j.at.driver.AtDriver;
import io.github.wroom4j.at.driver.DriverOptions;
import io.github.wroom4j.bench.BenchDescription;
import io.github.wroom4j.bench.passport.Passport;
import io.github.wroom4j.bench.passport.Passport.Difference;
import io.github.wroom4j.bench.passport.Passport.Fact;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Examines one module and writes its passport. Takes a few seconds on a mock, minutes on a module at 115200 baud; every
 * step has a deadline, grown by the bench's multiplier, and a step that fails does not keep the others from running.
 *
 * <p>Traffic goes between the module and servers that this run starts on {@link BenchDescription#serverAddress()}. The
 * module's speed is put back; it is reset at the beginning and left joined. Nothing is written into its flash that the
 * firmware's own join does not write.
 */
public final class ConformanceSuite {
    private ConformanceSuite() {}

    /**
     * Examines the module of a bench, which no one else may use meanwhile.
     *
     * @param progress called with the name of each step as it begins
     * @throws BoardException if the bench's board cannot be opened
     */
    public static Passport run(BenchDescription bench, ConformancePlan plan, Consumer<String> progress)
            throws InterruptedException {
        Passport found = examine(bench, Boards.open(bench.address()), Optional.empty(), plan, progress);
        return plan.compare() ? compared(found, plan, progress) : found;
    }

    /** The same on a board that is open already, with another way to the module's server than its address. */
    static Passport examine(
            BenchDescription bench,
            Board board,
            Optional<LinkProbes.Dial> way,
            ConformancePlan plan,
            Consumer<String> progress)
            throws InterruptedException {
        var findings = new Findings(progress);
        Instant at = Clock.system().now();
        Optional<Firmware> firmware = Optional.empty();
        try (var held = new HeldBoard(board)) {
            Board first = held.view();
            var bare = new BareLine(first.uart(), bench.timeoutMultiplier());
            new LineProbes(first, bare, findings).run();
            new FlowProbe(bench, first, bare, findings).run();
            first.close();

            var named = new ArrayList<Firmware>();
            var can = new ArrayList<Capabilities>();
            var station = new ArrayList<InetAddress>();
            boolean joined = driven(bench, held, plan, findings, named, can, station);
            firmware = named.stream().findFirst();
            if (joined) {
                Board last = held.view();
                var line = new BareLine(last.uart(), bench.timeoutMultiplier());
                LinkProbes.Dial toStation = port -> {
                    // Only a mock, be it behind a serial port of its own, finds this machine on loopback.
                    if (InetAddress.getByName(bench.serverAddress()).isLoopbackAddress()) {
                        throw new IOException("a mock's address leads nowhere outside its process");
                    }
                    return dial(station, port);
                };
                new LinkProbes(line, findings, bench, can.get(0), way.orElse(toStation)).run();
                last.close();
            }
        }
        String dialect =
                firmware.map(f -> f.dialect() + (f.exact() ? "" : " (nearest)")).orElse("");
        return new Passport(
                bench.id(),
                BoardAddress.parse(bench.address()).toString(),
                at,
                plan.seed(),
                firmware.map(Firmware::lines).orElse(List.of()),
                dialect,
                findings.checks(),
                findings.facts(),
                findings.faults(),
                Optional.empty(),
                List.of());
    }

    /** Opens the driver, joins, and runs the checks through it; whether the module has joined. */
    private static boolean driven(
            BenchDescription bench,
            HeldBoard held,
            ConformancePlan plan,
            Findings findings,
            List<Firmware> named,
            List<Capabilities> can,
            List<InetAddress> station)
            throws InterruptedException {
        Board board = held.view();
        var driver = new ArrayList<AtDriver>();
        try {
            findings.check("driver", () -> {
                driver.add(AtDriver.open(board, DriverOptions.DEFAULT.withTimeouts(bench.scaled(Timeouts.DEFAULT))));
                Firmware version = driver.get(0).version();
                named.add(version);
                can.add(driver.get(0).capabilities());
                findings.fact(
                        "features",
                        driver.get(0).capabilities().features().stream()
                                .map(Enum::name)
                                .sorted()
                                .toList()
                                .toString(),
                        "");
                return "driven as " + version.dialect();
            });
            if (driver.isEmpty()) {
                return false;
            }
            boolean joined = findings.check("join", () -> join(bench, driver.get(0), findings));
            if (joined) {
                driver.get(0)
                        .station()
                        .address(Deadline.in(bench.scaled(Timeouts.DEFAULT.command())))
                        .ifPresent(config -> station.add(config.ip()));
            }
            if (joined && plan.throughDriver()) {
                var esp = Esp8266.of(driver.get(0), board, HardwareSerial.console());
                new ModuleChecks(bench, esp, board, findings, plan).run();
            }
            return joined;
        } finally {
            driver.forEach(AtDriver::close);
            board.close();
        }
    }

    private static Socket dial(List<InetAddress> station, int port) throws IOException {
        if (station.isEmpty()) {
            throw new IOException("it has no address");
        }
        var socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(station.get(0), port), 3_000);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static String join(BenchDescription bench, AtDriver driver, Findings findings) {
        var login = bench.login()
                .orElseThrow(() -> new Findings.Skipped(
                        "no access point is named: ssid and password in the bench file, or --ssid and --password"));
        long began = System.nanoTime();
        try {
            driver.join(login.ssid(), login.password());
        } catch (RuntimeException e) {
            boolean inRange = driver.scan(Deadline.in(bench.scaled(Duration.ofSeconds(15)))).stream()
                    .anyMatch(point -> point.name().equals(login.ssid()));
            if (!inRange) {
                findings.fault("ap-loss", "\"" + login.ssid() + "\" is not in range");
            }
            throw e;
        }
        long millis = (System.nanoTime() - began) / 1_000_000;
        findings.measured("join", millis, "ms", "");
        return "joined \"" + login.ssid() + "\" in " + millis + " ms";
    }

    private static Passport compared(Passport found, ConformancePlan plan, Consumer<String> progress)
            throws InterruptedException {
        Optional<String> mock = found.fact("gmr").flatMap(ConformanceSuite::mockFor);
        if (mock.isEmpty()) {
            return found;
        }
        Passport model;
        try {
            model = examine(
                    BenchDescription.of(mock.get()),
                    Boards.open(mock.get()),
                    Optional.empty(),
                    plan.alone(),
                    step -> progress.accept("mock: " + step));
        } catch (BoardException e) {
            return found; // there is no mock on the class path, or none of that name
        }
        var differences = new ArrayList<Difference>();
        for (Fact fact : found.facts()) {
            // What was measured on one side only, for want of a network or of a line, does not count as a difference
            // between the two.
            model.fact(fact.name())
                    .filter(other -> !fact.varies() && !fact.value().equals(other))
                    .ifPresent(other -> differences.add(new Difference(fact.name(), fact.value(), other)));
        }
        found.faults().stream()
                .filter(fault -> !model.hasFault(fault.name()))
                .forEach(fault -> differences.add(new Difference("fault " + fault.name(), fault.evidence(), "none")));
        return new Passport(
                found.bench(),
                found.address(),
                found.at(),
                found.seed(),
                found.firmware(),
                found.dialect(),
                found.checks(),
                found.facts(),
                found.faults(),
                mock,
                differences);
    }

    /** From the lines of {@code AT+GMR}, which are known even where the driver failed. */
    private static Optional<String> mockFor(String gmr) {
        List<String> lines = List.of(gmr.split("; "));
        return Optional.of(MockProfile.of(Dialects.detect(lines).firmware()));
    }
}

package io.github.wroom4j.cli;

import io.github.wroom4j.bench.Backend;
import io.github.wroom4j.bench.BenchCheck;
import io.github.wroom4j.bench.BenchDescription;
import io.github.wroom4j.bench.BenchFileException;
import io.github.wroom4j.bench.BenchState;
import io.github.wroom4j.bench.Farm;
import io.github.wroom4j.bench.conformance.ConformancePlan;
import io.github.wroom4j.bench.conformance.ConformanceSuite;
import io.github.wroom4j.bench.passport.Passport;
import io.github.wroom4j.bench.passport.PassportPages;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.mock.lwip.Served;
import io.github.wroom4j.words.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** {@code wroom4j bench}: are the benches of a file fit for tests, and what can their modules do? */
final class BenchCommand implements Callable<Integer>, PortAnnouncer {
    private static final String PURPOSE = "wroom4j bench";

    private final Terminal terminal;

    private final CommonOptions common = new CommonOptions();
    private final JsonOption json = new JsonOption();

    private String file;

    private List<String> only = new ArrayList<>();

    private Path passports;

    private final NetworkOptions network = new NetworkOptions();

    private String here;

    private boolean quick;

    private long seed;

    private Duration wait;

    BenchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void opened(Served served) {
        // The suite's own servers are visited by the suite alone.
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<BenchDescription> benches = benches();
        return passports == null ? check(benches) : examine(benches);
    }

    private List<BenchDescription> benches() {
        List<BenchDescription> all;
        try {
            all = Backend.of(file).benches();
        } catch (BenchFileException e) {
            throw new UsageException(e.getMessage(), e);
        }
        for (String id : only) {
            if (all.stream().noneMatch(bench -> bench.id().equals(id))) {
                throw new UsageException("no bench \"" + id + "\" in " + file + "; it has "
                        + all.stream().map(BenchDescription::id).collect(Collectors.joining(", ")));
            }
        }
        return all.stream()
                .filter(bench -> only.isEmpty() || only.contains(bench.id()))
                .map(this::placed)
                .toList();
    }

    /** A bench in the network that the command line or the environment names. */
    private BenchDescription placed(BenchDescription bench) {
        if (network.password().isPresent() && network.ssid().isEmpty()) {
            throw new UsageException("--password belongs to --ssid NAME");
        }
        BenchDescription there = here == null ? bench : bench.servedAt(here);
        String name = network.ssid(terminal, "");
        // What is typed goes before what the file says, and that before the environment.
        if (name.isEmpty() || network.ssid().isEmpty() && bench.login().isPresent()) {
            return there;
        }
        String secret = network.password(terminal, "");
        return there.joining(new BenchDescription.AccessPointLogin(name, secret));
    }

    private int check(List<BenchDescription> benches) {
        var results = new ArrayList<BenchCheck.Result>();
        for (BenchDescription bench : benches) {
            terminal.progress("checking " + bench.id() + " …");
            results.add(BenchCheck.of(bench, PURPOSE));
        }
        if (json.json) {
            terminal.out()
                    .println(Json.text(results.stream().map(BenchCommand::json).toList()));
        } else {
            table(results);
        }
        long failed = results.stream().filter(result -> !result.healthy()).count();
        if (failed > 0) {
            throw new JobFailed(failed + " of " + results.size() + " benches failed: "
                    + results.stream()
                            .filter(result -> !result.healthy())
                            .map(BenchCheck.Result::id)
                            .collect(Collectors.joining(", ")));
        }
        return ExitCodes.DONE;
    }

    private static Map<String, Object> json(BenchCheck.Result result) {
        return Json.object(
                "id", result.id(),
                "address", result.address(),
                "firmware", result.firmware(),
                "reached", result.reached(),
                "milliseconds",
                        result.took().values().stream()
                                .mapToLong(Duration::toMillis)
                                .sum(),
                "problem", result.problem());
    }

    private void table(List<BenchCheck.Result> results) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("BENCH", "BOOTED", "JOINED", "TLS", "FIRMWARE"));
        for (BenchCheck.Result result : results) {
            rows.add(List.of(
                    result.id(),
                    cell(result, BenchState.BOOTED),
                    cell(result, BenchState.JOINED),
                    cell(result, BenchState.TLS_READY),
                    ShownBytes.text(result.firmware().orElse("-"))));
        }
        int[] widths = new int[5];
        rows.forEach(row -> {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(String.format(Locale.ROOT, "%-" + widths[i] + "s  ", row.get(i)));
            }
            terminal.out().println(line.toString().stripTrailing());
        }
        results.forEach(result ->
                result.problem().ifPresent(why -> terminal.out().println(result.id() + ": " + ShownBytes.text(why))));
    }

    private static String cell(BenchCheck.Result result, BenchState state) {
        Duration took = result.took().get(state);
        return took == null ? "no" : took.toMillis() + " ms";
    }

    private int examine(List<BenchDescription> benches) throws IOException, InterruptedException {
        ConformancePlan plan = (quick ? ConformancePlan.QUICK : ConformancePlan.FULL).withSeed(seed);
        var found = new ArrayList<Passport>();
        for (BenchDescription bench : benches) {
            try (var lease = lease(bench)) {
                Passport passport = ConformanceSuite.run(
                        lease.bench(), plan, step -> terminal.progress(bench.id() + ": " + step + " …"));
                found.add(passport);
                List<Path> files = PassportPages.write(passport, passports);
                if (!json.json) {
                    print(passport, files);
                }
            }
        }
        if (json.json) {
            terminal.out()
                    .println(Json.text(found.stream().map(PassportPages::asMap).toList()));
        }
        List<String> failed =
                found.stream().filter(p -> !p.passed()).map(Passport::bench).toList();
        if (!failed.isEmpty()) {
            throw new JobFailed("conformance failed on " + String.join(", ", failed));
        }
        return ExitCodes.DONE;
    }

    private Farm.Lease lease(BenchDescription bench) {
        try {
            return new Farm(List.of(bench)).take(Set.of(), PURPOSE, Deadline.in(wait), terminal::progress);
        } catch (Farm.NoBenchException e) {
            throw new JobFailed(e.getMessage(), e);
        }
    }

    private void print(Passport passport, List<Path> files) {
        var out = terminal.out();
        for (Passport.Check check : passport.checks()) {
            out.printf(
                    Locale.ROOT,
                    "%-8s%-32s%s%n",
                    check.outcome().name().toLowerCase(Locale.ROOT),
                    check.name(),
                    ShownBytes.text(check.detail()));
        }
        passport.faults()
                .forEach(fault -> out.println("fault " + fault.name() + ": " + ShownBytes.text(fault.evidence())));
        passport.differences()
                .forEach(each -> out.println("differs from "
                        + passport.mock().orElse("the mock") + " in " + each.name() + ": "
                        + ShownBytes.text(each.module())
                        + ", not " + ShownBytes.text(each.mock())));
        out.println("passport of " + passport.bench() + ": "
                + files.stream().map(Path::toString).collect(Collectors.joining(", ")));
    }

    /** What may be said to it. */
    CommandSpec spec() {
        CommandSpec spec = Model.command(this, "bench");
        spec.usageMessage()
                .description(
                        "Checks the benches of a file and prints a table: boots, expected firmware, joins, verified TLS.");
        spec.usageMessage()
                .footer(
                        "",
                        "Exit code 1 if any bench fails. With --conformance each module is examined and gets a passport"
                                + " (Markdown, JSON) and a JUnit XML report in DIR.",
                        "",
                        "JSON: a list of {\"id\", \"address\", \"firmware\", \"reached\", \"milliseconds\", \"problem\"}, or with"
                                + " --conformance the list of passports; problem is null where there is none.",
                        "",
                        "Examples:",
                        "  wroom4j bench benches.yaml",
                        "  wroom4j bench mock:esp-at-2.2 --conformance passports --quick",
                        "  wroom4j bench serial:/dev/ttyUSB0 --conformance passports --ssid Home --password env:WIFI_PASSWORD"
                                + " --server 192.168.1.10");
        common.addTo(spec);
        json.addTo(spec);
        spec.add(Model.parameter(this, "file", String.class, "0")
                .paramLabel("FILE")
                .description("A bench file, or a board address for one module without a file.")
                .build());
        spec.add(Model.option(this, "only", List.class, "--only")
                .auxiliaryTypes(String.class)
                .paramLabel("ID")
                .description("Only this bench of the file; may be repeated.")
                .build());
        spec.add(Model.option(this, "passports", Path.class, "--conformance")
                .paramLabel("DIR")
                .description("Examine each module and write its passport.")
                .build());
        network.addTo(
                spec, "Access point to join. Default: the file's, else WROOM4J_SSID, else the mock's for a mock:.");
        spec.add(Model.option(this, "here", String.class, "--server")
                .paramLabel("ADDRESS")
                .description(
                        "This machine's address as the module reaches it. Default: the file's, else 127.0.0.1, which only"
                                + " a mock reaches.")
                .build());
        spec.add(Model.option(this, "quick", boolean.class, "--quick")
                .description("With --conformance: a thirtieth of the payload.")
                .build());
        spec.add(Model.option(this, "seed", long.class, "--seed")
                .paramLabel("N")
                .defaultValue("1")
                .description("Seed of the payloads.")
                .build());
        spec.add(Model.time(this, "wait", "--wait")
                .defaultValue("10m")
                .description("With --conformance: how long to wait for a bench in use (default ${DEFAULT-VALUE}).")
                .build());
        return spec;
    }
}

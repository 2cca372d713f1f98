package io.github.wroom4j.cli;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.SketchOptions;
import io.github.wroom4j.SketchRunner;
import io.github.wroom4j.at.codec.RecordedSecrets;
import io.github.wroom4j.at.driver.AtDriver;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.wirelog.WireLogFile;
import io.github.wroom4j.mock.lwip.Served;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.tls.trust.PemFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UnmatchedArgsBinding;

/** {@code wroom4j run}: a sketch on a board. */
final class RunCommand implements Callable<Integer>, PortAnnouncer {
    private final Terminal terminal;
    private final JsonLines lines;

    private final CommonOptions common = new CommonOptions();
    private final BoardOption board = new BoardOption();

    private String sketch;

    private String demo;

    private Long loops;

    private Duration time;

    private Duration handshakeTimeout;

    private String url;

    private String ca;

    private boolean insecure;

    private String tls;

    private final NetworkOptions network = new NetworkOptions();

    private List<Path> libraries = List.of();

    private Path record;

    private Integer watch;

    private final WatchOptions where = new WatchOptions();

    private CommandSpec spec;

    private boolean json;

    private List<String> own = new ArrayList<>();

    RunCommand(Terminal terminal) {
        this.terminal = terminal;
        this.lines = new JsonLines(terminal.out());
    }

    @Override
    public void opened(Served served) {
        if (!json) {
            terminal.err().println(served);
            return;
        }
        try {
            lines.port(served);
        } catch (OutputLost lost) {
            // This is the mock's thread: the sketch meets the same when it prints.
            System.getLogger(RunCommand.class.getName())
                    .log(System.Logger.Level.DEBUG, "a port is not announced", lost);
        }
    }

    @Override
    public Integer call() {
        WatchOptions.Port.check(spec.commandLine().getParseResult().originalArgs());
        SketchCatalog.Entry entry = SketchCatalog.find(sketch, libraries);
        Map<String, String> options = options(entry);
        BoardAddress address = board.address(terminal);
        if (loops != null && loops < 0) {
            throw new UsageException("--loops must be 0 or more, not " + loops);
        }
        if (handshakeTimeout != null && handshakeTimeout.isZero()) {
            throw new UsageException("--handshake-timeout must be 1ms or more");
        }
        if (address.scheme().equals("replay")) {
            RecordedDemo.offer(address, entry.options(), options);
        }
        try (var server = demoServer(entry, address, options)) {
            return run(entry, options, server);
        }
    }

    /** What {@code run NAME --help} says of the sketch; false where no sketch is named. */
    boolean helpOfSketch() {
        if (sketch == null) {
            return false;
        }
        SketchCatalog.Entry entry = SketchCatalog.described(sketch);
        var out = terminal.out();
        out.println("Usage: wroom4j run " + sketch + " [OPTIONS]");
        if (entry.bundled()) {
            out.println(entry.name() + ": " + entry.does() + ".");
        }
        out.println();
        out.println(entry.options().isEmpty() ? "The sketch takes no options." : "Options of the sketch:");
        // The sketch's own stand first, then those that all of them share.
        entry.options().stream()
                .sorted(Comparator.<String, Boolean>comparing(SketchCatalog.SHARED::contains)
                        .thenComparing(Comparator.naturalOrder()))
                .map(option -> String.format(
                        Locale.ROOT,
                        "  %-22s %s",
                        SketchOptionWords.written(option),
                        SketchOptionWords.of(entry, option)))
                .forEach(line -> out.println(line.stripTrailing()));
        out.println();
        out.println("Options of the command, as --board, --loops and --for: " + terminal.command() + " run --help");
        return true;
    }

    /** A real module cannot reach this machine's loopback, so only a mock gets the server without being asked. */
    private DemoNetwork demoServer(SketchCatalog.Entry entry, BoardAddress address, Map<String, String> options) {
        boolean mock = address.scheme().equals("mock");
        boolean byName = DemoNetwork.isNamedBy(options);
        if (byName && !mock && demo == null) {
            throw new UsageException("demo: is on this machine's loopback, which only mock: reaches: say"
                    + " --demo=ADDRESS with an address that the module can call");
        }
        boolean wanted = demo != null || byName || url == null && mock;
        return wanted && (byName || entry.options().contains("url"))
                ? DemoNetwork.start(
                        demo == null ? "127.0.0.1" : demo,
                        keyKind(entry),
                        DemoSite.named(url) ? DemoSite.of(url) : DemoSite.USUAL)
                : DemoNetwork.none();
    }

    /** A sketch of the user's own may use the module's TLS without declaring it. */
    private Leaf.KeyKind keyKind(SketchCatalog.Entry entry) {
        return entry.bundled() && !"module".equals(tls) ? Leaf.KeyKind.EC_P256 : Leaf.KeyKind.RSA_2048;
    }

    private int run(SketchCatalog.Entry entry, Map<String, String> options, DemoNetwork server) {
        var said = new LastLine(json ? lines : terminal.out());
        FileToCome.check("--record", record);
        if (watch == null && where.named()) {
            throw new UsageException("--watch-bind is where the page of --watch listens: write --watch as well");
        }
        if (watch == null) {
            return run(entry, options, server, said, () -> board.open(terminal, said));
        }
        try (var page = LivePage.open(entry.name(), where.bind(), watch, terminal)) {
            for (URI link : page.links()) {
                if (json) {
                    lines.value("watch", link);
                } else {
                    terminal.out().println("watch    " + link);
                }
            }
            terminal.progress("opening " + board.address(terminal) + " …");
            String how = "the sketch has failed";
            try {
                int code =
                        run(entry, options, server, said, () -> page.board(board.text(terminal), terminal.in(), said));
                how = "the sketch has ended with code " + code;
                return code;
            } finally {
                page.watch().ended(how);
            }
        }
    }

    private int run(
            SketchCatalog.Entry entry,
            Map<String, String> options,
            DemoNetwork server,
            LastLine said,
            Supplier<Esp8266> opener) {
        String text = board.text(terminal);
        Instant began = Instant.now();
        Map<String, String> addresses = Map.of();
        Esp8266 esp = opener.get();
        var runner = SketchRunner.of(entry.make()).board(esp);
        try {
            begin(
                    esp.board().map(Board::address).orElse(text),
                    esp.module().version().firstLine());
            // Only what was typed: the demo's own servers are on loopback.
            MockReach.hosts(esp, options);
            addresses = server.offer(entry, options);
            runner.options(sketchOptions(options).in(SketchOptions.Network.of(board.text(terminal))));
        } catch (RuntimeException failure) {
            esp.close();
            throw failure;
        }
        if (loops != null) {
            runner.loops(loops);
        }
        if (time != null) {
            runner.runFor(time);
        }
        if (handshakeTimeout != null) {
            runner.handshakeTimeout(handshakeTimeout);
        }
        try {
            int code = runner.run();
            String reason = said.text().replaceFirst("^failed +", "");
            if (code != 0) {
                ended(entry.name(), code, reason);
            } else if (json) {
                lines.value("sketch", entry.name(), "code", code, "problem", null);
            }
            return code;
        } catch (RuntimeException | Error failure) {
            RuntimeException reported = SketchFailure.reported(entry.name(), failure);
            if (json && !(reported instanceof OutputLost)) {
                lines.value(
                        "sketch", entry.name(), "code", ExitCodes.of(reported), "problem", ExitCodes.line(reported));
            }
            throw reported;
        } finally {
            if (record != null && esp.module() instanceof AtDriver driver) {
                var comments = new ArrayList<>(RecordedSecrets.NOTICE);
                comments.addAll(RecordedDemo.comments(addresses));
                WireLogFile.write(record, began, comments, driver.recording());
            }
        }
    }

    private void begin(String address, String firmware) {
        if (json) {
            lines.value("board", address, "firmware", firmware);
        } else {
            terminal.out().println("board    " + address);
            terminal.out().println("firmware " + ShownBytes.text(firmware));
        }
    }

    /** A sketch that gave itself a code: the last line that it printed says why. */
    private void ended(String name, int code, String reason) {
        if (json) {
            lines.value("sketch", name, "code", code, "problem", reason);
        }
        // The library has warned of what the sketch then gave as its reason: once is enough.
        if (LogLines.alreadyWarned(reason)) {
            return;
        }
        // So it is on a terminal, where the sketch's own line stands right above.
        boolean seen = terminal.interactive() && !json || reason.isEmpty();
        terminal.err().println("wroom4j run: " + name + " ended with code " + code + (seen ? "" : ": " + reason));
    }

    private static SketchOptions sketchOptions(Map<String, String> options) {
        try {
            return SketchOptions.of(options);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage(), e);
        }
    }

    private Map<String, String> options(SketchCatalog.Entry entry) {
        var given = new LinkedHashMap<String, String>();
        put(given, "url", url);
        put(given, "ca", ca);
        put(given, "insecure", insecure ? "" : null);
        put(given, "tls", tls);
        put(given, "ssid", network.ssid().orElse(null));
        put(given, "password", network.password().orElse(null));
        try {
            given.putAll(SketchOptions.parse(own.toArray(String[]::new)).given());
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage(), e);
        }
        checkFiles(entry, given);
        for (String name : given.keySet()) {
            if (!entry.options().contains(name)) {
                throw new UsageException(entry.name() + " knows no option --" + name
                        + Nearest.hint(name, entry.options()) + " It knows "
                        + String.join(
                                ", ",
                                entry.options().stream()
                                        .sorted()
                                        .map(known -> "--" + known)
                                        .toList()));
            }
        }
        return given;
    }

    /** What TLS reads is there before a board is opened; a sketch of the user's own may mean something else by a word. */
    private void checkFiles(SketchCatalog.Entry entry, Map<String, String> given) {
        boolean servesTls = entry.bundled() && entry.options().containsAll(List.of("cert", "key"));
        for (String name : servesTls ? List.of("ca", "cert", "key") : List.of("ca")) {
            if (!given.containsKey(name)) {
                continue;
            }
            Path file = Path.of(given.get(name));
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw new UsageException("--" + name + ": no readable file " + file + ": " + terminal.command()
                        + " certs DIR makes one, DIR/" + (name.equals("ca") ? "ca.pem" : name + ".pem"));
            }
            if (servesTls) {
                // A server with a certificate that is none would only refuse its clients one by one.
                readable(name, file);
            }
        }
    }

    private static void readable(String name, Path file) {
        try {
            ClientKeyFiles.read("--" + name, file, name.equals("key") ? PemFiles::privateKey : PemFiles::certificates);
        } catch (IOException e) {
            throw new JobFailed("reading " + file + " failed: " + ExitCodes.line(e), e);
        }
    }

    private static void put(Map<String, String> options, String name, String value) {
        if (value != null) {
            options.put(name, value);
        }
    }

    /** For shell completion. */
    static final class BundledNames extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        BundledNames() {
            super(SketchCatalog.bundled().stream()
                    .map(SketchCatalog.Entry::name)
                    .toList());
        }
    }

    /** What may be said to it. */
    CommandSpec spec() {
        CommandSpec spec = Model.command(this, "run");
        spec.usageMessage().description("Runs a sketch: setup() once, then loop() until it ends.");
        spec.usageMessage()
                .footer(
                        "",
                        "Further options go to the sketch: --text hello. A sketch in a file may ask for any: option(\"text\").",
                        "",
                        "JSON: first {\"board\", \"firmware\"}, before it {\"watch\"} with --watch; then {\"serial\"} for each line of the sketch and {\"port\", \"transport\","
                                + " \"where\"} for each port that a mock opens; last {\"sketch\", \"code\", \"problem\"}.",
                        "",
                        "Examples:",
                        "  wroom4j run HttpsRequest",
                        "  wroom4j run HttpsRequest --url https://localhost:4433/ --ca ca.pem",
                        "  wroom4j run HttpsPost --text hello --bat 3.1",
                        "  wroom4j run HttpsRequest --board serial:/dev/ttyUSB0 --ssid Home --password env:WIFI_PASSWORD",
                        "  wroom4j run Blink.java --board pi:/dev/serial0 --for 10s",
                        "  wroom4j run Blink --watch");
        common.addTo(spec);
        board.addTo(spec);
        spec.add(Model.parameter(this, "sketch", String.class, "0")
                .paramLabel("NAME|FILE.java")
                .completionCandidates(new BundledNames())
                .description("A source file to compile and run, or a bundled sketch: ${COMPLETION-CANDIDATES}.")
                .build());
        spec.add(Model.option(this, "demo", String.class, "--demo")
                .arity("0..1")
                .paramLabel("BIND")
                .fallbackValue("127.0.0.1")
                .description(
                        "Start the demo HTTPS server, on an address that the module reaches (default 127.0.0.1). A mock:"
                                + " board gets it without being asked.")
                .build());
        spec.add(Model.option(this, "loops", Long.class, "--loops")
                .paramLabel("N")
                .description("End after N loops; a delay that ends the last one is not sat out.")
                .build());
        spec.add(Model.time(this, "time", "--for")
                .description("End after 10s, 500ms, 2m …")
                .build());
        spec.add(Model.time(this, "handshakeTimeout", "--handshake-timeout")
                .description(
                        "What a secure connection may take to be made, where the sketch sets no limit. Default: 15s, and"
                                + " more on a slow computer.")
                .build());
        spec.add(Model.option(this, "url", String.class, "--url")
                .paramLabel("URL")
                .description(
                        "What to ask for. Default: the demo server; demo:modern is one that takes ECDHE and GCM only.")
                .build());
        spec.add(Model.option(this, "ca", String.class, "--ca")
                .paramLabel("FILE")
                .description("PEM file with the authority to trust.")
                .build());
        spec.add(Model.option(this, "insecure", boolean.class, "--insecure")
                .description("Trust whoever answers.")
                .build());
        spec.add(Model.option(this, "tls", String.class, "--tls")
                .paramLabel("host|module")
                .description("Where TLS runs: here (default) or in the module.")
                .build());
        network.addTo(spec, "Access point. Default: WROOM4J_SSID, else the mock's.");
        spec.add(Model.option(this, "libraries", List.class, "--lib")
                .auxiliaryTypes(Path.class)
                .paramLabel("FILE.jar")
                .description(
                        "A library for a sketch in a file; more than once for more. Lines //DEPS group:artifact:version"
                                + " in the file name those of the local Maven repository.")
                .build());
        spec.add(Model.option(this, "record", Path.class, "--record")
                .paramLabel("FILE")
                .description("Write the conversation with the module, secrets hidden; replay:FILE answers as it did.")
                .build());
        spec.add(Model.option(this, "watch", Integer.class, "--watch")
                .arity("0..1")
                .paramLabel("PORT")
                .parameterConsumer(new WatchOptions.Port())
                .description(
                        "Serve a live page of the board and print its link: what the sketch prints, pins, links, the"
                                + " conversation. Default port: any that is free.")
                .build());
        where.addTo(spec);
        spec.add(Model.option(this, "json", boolean.class, "--json")
                .description("Print one JSON value a line; its keys stand below.")
                .build());
        spec.addUnmatchedArgsBinding(UnmatchedArgsBinding.forStringCollectionSupplier(Model.value(this, "own")));
        this.spec = spec;
        return spec;
    }
}

package io.github.wroom4j.cli;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.doctor.Diagnosis;
import io.github.wroom4j.doctor.Doctor;
import io.github.wroom4j.doctor.Verdict;
import io.github.wroom4j.doctor.page.HtmlPage;
import io.github.wroom4j.doctor.page.TextPage;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.wirelog.OwnerOnly;
import io.github.wroom4j.tls.Peer;
import io.github.wroom4j.tls.trust.AnchorSource;
import io.github.wroom4j.tls.trust.PemFiles;
import io.github.wroom4j.tls.trust.TrustAnchorKey;
import io.github.wroom4j.tls.trust.TrustPolicy;
import io.github.wroom4j.words.Json;
import io.github.wroom4j.words.Text;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** {@code wroom4j doctor}: why TLS to a server fails or works, through the module. */
final class DoctorCommand implements Callable<Integer> {
    private final Terminal terminal;

    private final ServerOptions server = new ServerOptions();

    private Path ca;

    private Path cert;

    private Path key;

    private Path pcap;

    private Path html;

    private String language;

    private Path keyLog;

    private boolean learn;

    private String bind;

    private boolean tryModule;

    DoctorCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        FileToCome.check("--html", html);
        FileToCome.check("--pcap", pcap);
        FileToCome.check("--keylog", keyLog);
        try (var demo = server.demo(terminal)) {
            return examine(demo);
        }
    }

    private int examine(DemoNetwork demo) throws IOException {
        Peer peer = server.peer(demo);
        var pageLanguage = pageLanguage();
        var trust = trust(demo);
        var own = ClientKeyFiles.read(cert, key);
        Diagnosis diagnosis;
        try (Esp8266 esp = server.open(terminal, peer)) {
            server.wifi.join(terminal, esp, server.board);
            var doctor = Doctor.builder(esp.module())
                    .board(BoardAddress.parse(esp.board().map(Board::address).orElse(server.board.text(terminal))))
                    .keyLog(keyLog != null)
                    .tryModule(tryModule)
                    .progress(terminal::progress);
            if (trust != null) {
                doctor.trust(trust);
            }
            own.ifPresent(doctor::clientKey);
            var deadline = Deadline.in(esp.clock(), server.timeout);
            if (learn) {
                doctor.firmwareHello(doctor.build().learn(ours(esp), deadline));
            }
            diagnosis = doctor.build().examine(peer, deadline);
        }
        terminal.out()
                .print(
                        server.asJson()
                                ? Json.text(json(diagnosis)) + "\n"
                                : TextPage.of(diagnosis, server.common.verbose, terminal.colours()));
        write(diagnosis, pageLanguage);
        if (!diagnosis.works()) {
            terminal.err()
                    .println("wroom4j doctor: no verified TLS to " + peer + ": "
                            + diagnosis.host().finding());
        }
        return diagnosis.works() ? ExitCodes.DONE : ExitCodes.FAILED;
    }

    private void write(Diagnosis diagnosis, Locale pageLanguage) throws IOException {
        if (html != null) {
            Files.writeString(html, HtmlPage.of(diagnosis, pageLanguage));
        }
        if (pcap != null) {
            diagnosis.capture().write(pcap);
        }
        if (keyLog != null) {
            // The engine has warned of it when the keys were asked for.
            String lines = String.join("\n", diagnosis.evidence().keyLog()) + "\n";
            OwnerOnly.write(keyLog, lines.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private Locale pageLanguage() {
        if (language == null) {
            return Locale.getDefault(Locale.Category.DISPLAY);
        }
        return Text.LANGUAGES.stream()
                .filter(l -> l.getLanguage().equals(language))
                .findFirst()
                .orElseThrow(() -> new UsageException("--lang " + language + ": the page is written in "
                        + Text.LANGUAGES.stream().map(Locale::getLanguage).collect(Collectors.joining(" or "))));
    }

    private InetAddress ours(Esp8266 esp) {
        if (bind == null) {
            return OurAddress.seenFrom(esp, server.board.address(terminal));
        }
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw new UsageException("--bind " + bind + " is not an address", e);
        }
    }

    /** Whom to trust; null stands for Java's authorities. */
    private TrustPolicy trust(DemoNetwork demo) throws IOException {
        if (ca == null) {
            return server.isDemo() ? anchors(List.of(demo.authority())) : null;
        }
        return anchors(ClientKeyFiles.read("--ca", ca, PemFiles::certificates));
    }

    private static TrustPolicy anchors(List<X509Certificate> certificates) {
        return new TrustPolicy.Anchors(
                certificates.stream().map(TrustAnchorKey::of).toList(), AnchorSource.NONE, false);
    }

    private static Object json(Diagnosis diagnosis) {
        return Json.object(
                "server",
                diagnosis.peer().toString(),
                "board",
                Json.object(
                        "address",
                        diagnosis.evidence().board(),
                        "firmware",
                        diagnosis.evidence().firmware().firstLine(),
                        "mock",
                        diagnosis.onMock()),
                "works",
                diagnosis.works(),
                "headline",
                diagnosis.headline(),
                "host",
                json(diagnosis.host()),
                "module",
                json(diagnosis.module()),
                "comparison",
                diagnosis.comparison().stream()
                        .map(row -> Json.object(
                                "what", row.what(), "module", row.module(), "server", row.server(), "jvm", row.jvm()))
                        .toList(),
                "advice",
                diagnosis.advice(),
                "certificates",
                CertInfoCommand.json(
                        diagnosis.certificates(), diagnosis.evidence().time()));
    }

    private static Object json(Verdict verdict) {
        return Json.object("finding", verdict.finding(), "sentence", verdict.sentence(), "certain", verdict.certain());
    }

    /** What may be said to it. */
    CommandSpec spec() {
        CommandSpec spec = Model.command(this, "doctor");
        spec.usageMessage().description("Finds out why TLS to a server fails or works, through the module.");
        spec.usageMessage()
                .footer(
                        "",
                        "Exit code 0 only if verified TLS on this machine works through the module.",
                        "",
                        "A mock: board reaches that server over this computer's network, and no other.",
                        "",
                        "JSON: {\"server\", \"board\", \"works\", \"headline\", \"host\", \"module\", \"comparison\", \"advice\","
                                + " \"certificates\"}; board is {\"address\", \"firmware\", \"mock\"}, host and module are {\"finding\", \"sentence\", \"certain\"}, comparison a"
                                + " list of {\"what\", \"module\", \"server\", \"jvm\"}, certificates as certinfo has them.",
                        "",
                        "Examples:",
                        "  wroom4j doctor example.org --board serial:/dev/ttyUSB0 --ssid Home --password file:wifi.txt",
                        "  wroom4j doctor localhost:4433 --ca ca.pem --html why.html --pcap why.pcapng",
                        "  wroom4j doctor https://192.0.2.7:8443/ --ca ca.pem --cert client.pem --key client.key",
                        "  wroom4j doctor demo:modern");
        server.addTo(spec);
        spec.add(Model.option(this, "ca", Path.class, "--ca")
                .paramLabel("FILE")
                .description("PEM file with the authorities to trust, not Java's.")
                .build());
        spec.add(Model.option(this, "cert", Path.class, "--cert")
                .paramLabel("FILE")
                .description(
                        "PEM file with a client certificate, and those above it, to show if the server asks for one.")
                .build());
        spec.add(Model.option(this, "key", Path.class, "--key")
                .paramLabel("FILE")
                .description("PEM file with its private key. Default: the key in the file of --cert.")
                .build());
        spec.add(Model.option(this, "pcap", Path.class, "--pcap")
                .paramLabel("FILE")
                .description("Write every link as a capture for Wireshark.")
                .build());
        spec.add(Model.option(this, "html", Path.class, "--html")
                .paramLabel("FILE")
                .description("Write a page with the handshake drawn.")
                .build());
        spec.add(Model.option(this, "language", String.class, "--lang")
                .paramLabel("CODE")
                .description("Language of that page, en or ja. Default: this machine's, else English.")
                .build());
        spec.add(Model.option(this, "keyLog", Path.class, "--keylog")
                .paramLabel("FILE")
                .description("Write the session keys of the doctor's own handshake, here and into the capture.")
                .build());
        spec.add(Model.option(this, "learn", boolean.class, "--learn")
                .description("First let the module's own TLS call this machine, and judge by the hello that it says.")
                .build());
        spec.add(Model.option(this, "bind", String.class, "--bind")
                .paramLabel("ADDRESS")
                .description(
                        "This machine as the module reaches it, for --learn. Default: the address of this machine in the"
                                + " module's network; loopback for a mock.")
                .build());
        spec.add(Model.option(this, "tryModule", boolean.class, "--try-module")
                .description("Also let the module's own TLS connect to the server, and judge by what happens.")
                .build());
        return spec;
    }
}

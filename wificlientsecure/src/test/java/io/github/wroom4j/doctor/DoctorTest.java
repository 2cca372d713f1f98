package io.github.wroom4j.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.doctor.Probe.Name;
import io.github.wroom4j.doctor.Verdict.Finding;
import io.github.wroom4j.doctor.page.CertificatePage;
import io.github.wroom4j.doctor.page.HandshakeDrawing;
import io.github.wroom4j.doctor.page.HtmlPage;
import io.github.wroom4j.doctor.page.TextPage;
import io.github.wroom4j.esp8266wifi.PublicKey;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.esp8266wifi.X509List;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.testing.Counterparts;
import io.github.wroom4j.hal.testing.Require;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.HostileServer;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import io.github.wroom4j.servers.Misbehaviour;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.SocketModule;
import io.github.wroom4j.tls.Peer;
import io.github.wroom4j.tls.TlsFailure;
import io.github.wroom4j.tls.trust.TrustAnchorKey;
import io.github.wroom4j.tls.trust.TrustPolicy;
import io.github.wroom4j.tlswire.CipherSuite;
import io.github.wroom4j.tlswire.FirmwareHello;
import io.github.wroom4j.tlswire.ProtocolVersion;
import java.awt.Color;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a diagnosis holds and how it is shown. */
@Timeout(120)
class DoctorTest {
    private static DemoAuthority authority;
    private static Identity rsa;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeCertificates() {
        authority = DemoAuthority.create("doctor's root");
        rsa = authority.issue(Leaf.localhost());
    }

    private static TrustPolicy trust() {
        return new TrustPolicy.Anchors(
                List.of(TrustAnchorKey.of(authority.certificate())), subject -> List.of(), false);
    }

    private static Diagnosis examine(String profile, int port, Duration step) {
        try (var sockets = new SocketModule()) {
            return Doctor.builder(FirmwareModule.of(profile, sockets))
                    .trust(trust())
                    .stepBudget(step)
                    .build()
                    .examine(new Peer("localhost", port), Deadline.in(Duration.ofSeconds(60)));
        }
    }

    private static Diagnosis theArticlesCase() {
        try (var server = LegacyTlsServer.onlyEcdhe(rsa).start()) {
            return examine("at-0.40", server.port(), Duration.ofSeconds(20));
        }
    }

    @Test
    void the_articles_case_is_told_in_one_sentence_with_its_alert() {
        var diagnosis = theArticlesCase();

        assertTrue(diagnosis.works());
        assertEquals(Finding.NO_COMMON_SUITE, diagnosis.module().finding());
        assertTrue(diagnosis.module().certain(), "the 56 bytes of 2015 are measured");
        assertEquals(
                "TLS in the module would fail: the server speaks TLS 1.1 but takes none of the module's suites; it"
                        + " would take TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA (alert 40 handshake_failure).",
                diagnosis.module().sentence());
        assertTrue(diagnosis
                .headline()
                .startsWith("TLS on the JVM works through this module: TLS 1.2, certificate verified."));
        assertTrue(
                diagnosis.advice().stream().anyMatch(a -> a.contains("setTlsLocation(TlsLocation.HOST)")),
                diagnosis.advice()::toString);
    }

    @Test
    void an_assumed_hello_makes_the_verdict_only_probable() {
        try (var server = LegacyTlsServer.onlyEcdhe(rsa).start()) {
            var diagnosis = examine("at-0.60", server.port(), Duration.ofSeconds(20));

            assertFalse(diagnosis.module().certain());
            assertTrue(
                    diagnosis.module().sentence().startsWith("TLS in the module would probably fail"),
                    diagnosis.module()::sentence);
        }
    }

    @Test
    void a_learned_hello_takes_the_place_of_the_table() {
        var learned = FirmwareHello.learned(
                "the module on this desk", FirmwareHello.SDK_1_3_0.record("localhost", new SecureRandom()));
        try (var server = LegacyTlsServer.onlyTls12(rsa).start();
                var sockets = new SocketModule()) {
            var diagnosis = Doctor.builder(FirmwareModule.of("esp-at-2.3", sockets))
                    .trust(trust())
                    .firmwareHello(learned)
                    .build()
                    .examine(new Peer("localhost", server.port()), Deadline.in(Duration.ofSeconds(60)));

            assertEquals(Finding.VERSION_REFUSED, diagnosis.module().finding());
            assertTrue(diagnosis.module().certain());
        }
    }

    @Test
    void a_chain_above_the_buffer_comes_with_the_setting_that_helps() {
        var identity = authority.issueChainOf(3500, Leaf.localhost());
        try (var server = LegacyTlsServer.ofManyVersions(identity).start()) {
            var diagnosis = examine("at-0.60", server.port(), Duration.ofSeconds(20));

            assertEquals(Finding.CHAIN_TOO_LARGE, diagnosis.module().finding());
            assertTrue(
                    diagnosis.module().sentence().contains("one message of 3509 bytes"), diagnosis.module()::sentence);
            assertEquals("AT+CIPSSLSIZE=4096", diagnosis.module().advice().get(0));
        }
    }

    @Test
    void a_server_that_drips_does_not_outlive_the_deadline() {
        try (var server = HostileServer.start(rsa, new Misbehaviour.Drip(Duration.ofMillis(50)), 0);
                var sockets = new SocketModule()) {
            long before = System.nanoTime();

            var diagnosis = Doctor.builder(FirmwareModule.of("at-1.7", sockets))
                    .trust(trust())
                    .build()
                    .examine(new Peer("localhost", server.port()), Deadline.in(Duration.ofSeconds(3)));

            assertEquals(Finding.MISBEHAVES, diagnosis.host().finding(), diagnosis.host()::sentence);
            assertTrue(Duration.ofNanos(System.nanoTime() - before).compareTo(Duration.ofSeconds(30)) < 0);
        }
    }

    @Test
    void a_reported_failure_stands_in_the_evidence_and_on_the_page() {
        var reported = new TlsFailure(
                TlsFailure.Stage.OPAQUE,
                "TLS in the module failed; the firmware said ERROR",
                Optional.empty(),
                false,
                List.of(),
                new Peer("localhost", 443),
                "",
                new AtException(AtException.Kind.CONNECT_FAILED, "ERROR", "ERROR"));
        try (var server = LegacyTlsServer.onlyTls12(rsa).start();
                var sockets = new SocketModule()) {
            var diagnosis = Doctor.builder(FirmwareModule.of("at-0.60", sockets))
                    .trust(trust())
                    .build()
                    .explain(reported, new Peer("localhost", server.port()), Deadline.in(Duration.ofSeconds(60)));

            assertEquals(Finding.VERSION_REFUSED, diagnosis.module().finding());
            assertTrue(TextPage.of(diagnosis).contains("the firmware said ERROR"));
        }
    }

    @Test
    void the_text_page_begins_with_the_verdict_and_compares_the_three() {
        var diagnosis = theArticlesCase();

        String page = TextPage.of(diagnosis, true);

        assertTrue(page.startsWith(diagnosis.headline() + "\n"), page);
        assertTrue(page.contains("module offers") && page.contains("server accepts") && page.contains("JVM offers"));
        assertTrue(page.contains("measured: espconn-sdk §8.2"), page);
        assertTrue(page.contains("up to TLS 1.1"), page);
        assertTrue(page.contains("<--  alert 40 handshake_failure (7 bytes)"), page);
        assertTrue(page.contains("-->  ClientHello (56 bytes)"), page);
    }

    @Test
    void the_html_page_stands_alone_and_shows_the_alert_in_red() {
        String page = HtmlPage.of(theArticlesCase());

        assertFalse(page.matches("(?s).*(src|href)=.*"), "it refers to something outside");
        assertFalse(page.contains("<script"), "it needs a script");
        assertTrue(page.contains("<text class=\"trouble\""), "no red");
        assertTrue(page.contains("alert 40 handshake_failure"));
        assertTrue(page.contains("width=device-width"));
    }

    @Test
    void words_that_a_server_chose_cannot_change_a_page() {
        var nasty = DemoAuthority.create("<script>alert(1)</script>\u001b[2J", Leaf.KeyKind.EC_P256);
        var identity = nasty.issue(Leaf.localhost().key(Leaf.KeyKind.EC_P256));
        try (var server = LegacyTlsServer.onlyTls12(identity).start()) {
            var diagnosis = examine("esp-at-2.3", server.port(), Duration.ofSeconds(20));

            assertEquals(Finding.UNKNOWN_CA, diagnosis.host().finding());
            String html = HtmlPage.of(diagnosis);
            assertFalse(html.contains("<script>"), "the name of a certificate became a script");
            assertTrue(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
            assertFalse(TextPage.of(diagnosis, true).contains("\u001b"), "a control character reached the terminal");
        }
    }

    @Test
    void tshark_reads_hello_and_alert_from_the_capture() throws Exception {
        var file = folder.resolve("doctor.pcapng");
        theArticlesCase().capture().write(file);

        var hellos = Counterparts.tshark(
                file,
                "-Y",
                "tls.handshake.type==1 && tcp.stream==0",
                "-T",
                "fields",
                "-e",
                "tls.handshake.version",
                "-e",
                "tls.handshake.ciphersuite");
        var alerts = Counterparts.tshark(
                file, "-Y", "tls.alert_message && tcp.stream==0", "-T", "fields", "-e", "tls.alert_message.desc");

        assertEquals("0x0302\t0x002f,0x0035,0x0005,0x0004", lastLine(hellos));
        assertEquals("40", lastLine(alerts));
    }

    @Test
    void tshark_decrypts_the_handshake_with_the_key_log_and_not_without() throws Exception {
        for (boolean keys : new boolean[] {true, false}) {
            for (boolean tls13 : new boolean[] {true, false}) {
                var builder = tls13
                        ? LegacyTlsServer.builder(rsa)
                                .versions(ProtocolVersion.TLS_1_3)
                                .suites(CipherSuite.of(0x1301))
                        : LegacyTlsServer.onlyTls12(rsa);
                try (var server = builder.start();
                        var sockets = new SocketModule()) {
                    var diagnosis = Doctor.builder(FirmwareModule.of("at-1.7", sockets))
                            .trust(trust())
                            .keyLog(keys)
                            .build()
                            .examine(new Peer("localhost", server.port()), Deadline.in(Duration.ofSeconds(60)));
                    assertTrue(diagnosis.works(), diagnosis.host()::sentence);
                    var file = folder.resolve("keys.pcapng");
                    diagnosis.capture().write(file);

                    // a Finished message is readable only by someone who has the keys
                    var finished = Counterparts.tshark(
                            file, "-d", "tcp.port==" + server.port() + ",tls", "-Y", "tls.handshake.type==20");

                    assertEquals(
                            keys,
                            finished.contains("Finished"),
                            () -> "keys " + keys + ", 1.3 " + tls13 + ": " + finished);
                }
            }
        }
    }

    /** tshark run by root puts a warning before its answer. */
    private static String lastLine(String output) {
        return output.strip().lines().reduce("", (before, line) -> line);
    }

    @Test
    void a_certificate_comes_with_lines_for_a_sketch_and_warns_when_it_is_short_lived() {
        try (var server = LegacyTlsServer.onlyTls12(rsa).start()) {
            var diagnosis = examine("at-1.7", server.port(), Duration.ofSeconds(20));
            var leaf = diagnosis.certificates().get(0);

            assertTrue(leaf.fingerprintLine().matches("client.setFingerprint\\(\"([0-9A-F]{2}:){19}[0-9A-F]{2}\"\\);"));
            assertTrue(
                    leaf.warning(diagnosis.evidence().time(), true).orElse("").startsWith("short-lived"));
            assertEquals("RSA 2048", leaf.key());
            assertEquals(
                    List.of("doctor's root (not sent)"),
                    CertificateInfo.tree(diagnosis.certificates()).subList(0, 1));
        }
    }

    @Test
    void the_lines_of_certinfo_make_clients_that_connect() {
        var identity = authority.intermediate("between").issue(Leaf.localhost());
        try (var server = LegacyTlsServer.onlyTls12(identity).start();
                var sockets = new SocketModule()) {
            var chain = Doctor.builder(FirmwareModule.of("at-1.7", sockets))
                    .build()
                    .certificates(new Peer("localhost", server.port()), Deadline.in(Duration.ofSeconds(60)));
            String page = CertificatePage.of(chain, Instant.now());

            assertEquals(2, chain.size());
            assertTrue(page.contains("client.setFingerprint(\"" + chain.get(0).sha1() + "\");"), page);
            List<Consumer<WiFiClientSecure>> ways = List.of(
                    c -> c.setFingerprint(chain.get(0).sha1()),
                    c -> c.setKnownKey(new PublicKey(chain.get(0).publicKeyPem())),
                    c -> c.setTrustAnchors(new X509List(chain.get(1).pem())));
            for (var way : ways) {
                var client = new WiFiClientSecure(new SketchContext(sockets, null, new Console().serial()));
                way.accept(client);
                assertEquals(
                        1,
                        client.connect("localhost", server.port()),
                        () -> client.getLastError().message());
                client.stop();
            }
        }
    }

    @Test
    void a_browser_shows_the_page_on_a_phone() throws Exception {
        var page = folder.resolve("page.html");
        var picture = folder.resolve("page.png");
        Files.writeString(page, HtmlPage.of(theArticlesCase()));
        var chromium = Require.program("chromium");

        var browser = new ProcessBuilder(
                        chromium.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--window-size=500,1500",
                        "--dump-dom",
                        "--screenshot=" + picture,
                        page.toUri().toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("chromium.log").toFile())
                .start();

        assertTrue(browser.waitFor(90, TimeUnit.SECONDS), "the browser did not end");
        var image = ImageIO.read(picture.toFile());
        assertEquals(500, image.getWidth());
        // something red was drawn: the alert
        boolean red = false;
        for (int y = 0; y < image.getHeight() && !red; y++) {
            for (int x = 0; x < image.getWidth() && !red; x++) {
                var c = new Color(image.getRGB(x, y));
                red = c.getRed() > 170 && c.getGreen() < 80 && c.getBlue() < 80;
            }
        }
        assertTrue(red, "no red alert on the page");
    }

    @Test
    void as_few_hellos_are_said_as_the_case_needs() {
        try (var server = HostileServer.start(rsa, Misbehaviour.plainHttp(), 0)) {
            var diagnosis = examine("at-1.7", server.port(), Duration.ofSeconds(20));

            assertEquals(
                    List.of(Name.FIRMWARE),
                    diagnosis.evidence().probes().stream().map(Probe::name).toList());
        }
        var probes = theArticlesCase().evidence().probes();
        assertTrue(probes.size() <= Name.values().length, probes::toString);
        assertTrue(probes.stream().allMatch(p -> p.recording().isPresent()));
    }

    @Test
    void resumption_is_tried_and_not_guessed() throws Exception {
        var builder = DemoServer.builder(authority).identity(rsa).versions("TLSv1.2");
        try (var server = builder.start()) {
            assertEquals("yes (tried)", resumption(server.port()));
        }
        // nginx gives out session ids and remembers none of them unless it is told to.
        Files.writeString(folder.resolve("cert.pem"), rsa.chainPem());
        Files.writeString(folder.resolve("key.pem"), rsa.keyPem());
        try (var server = Counterparts.nginx(
                folder, "ssl", "ssl_certificate cert.pem; ssl_certificate_key key.pem; ssl_session_tickets off;")) {
            assertTrue(
                    List.of("no", "offered, but not taken up (tried)").contains(resumption(server.port())),
                    () -> resumption(server.port()));
        }
    }

    private static String resumption(int port) {
        return examine("esp-at-2.3", port, Duration.ofSeconds(20)).comparison().stream()
                .filter(row -> row.what().equals("session resumption"))
                .map(Diagnosis.Row::server)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_drawing_names_what_is_in_clear_and_what_is_not() {
        try (var server = LegacyTlsServer.onlyTls12(rsa).start()) {
            var diagnosis = examine("at-1.7", server.port(), Duration.ofSeconds(20));
            var recording =
                    diagnosis.evidence().host().orElseThrow().recording().orElseThrow();

            var lines = String.join(
                    "\n", HandshakeDrawing.of(recording, "JVM", "server").lines());

            for (var word : List.of(
                    "ClientHello",
                    "ServerHello",
                    "Certificate",
                    "ServerKeyExchange",
                    "ClientKeyExchange",
                    "ChangeCipherSpec",
                    "Finished (encrypted)")) {
                assertTrue(lines.contains(word), word + " is missing in\n" + lines);
            }
        }
    }
}

package io.github.wroom4j.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Firmware;
import io.github.wroom4j.doctor.Probe.Name;
import io.github.wroom4j.doctor.Verdict.Finding;
import io.github.wroom4j.doctor.page.TextPage;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.testing.Counterparts;
import io.github.wroom4j.hal.testing.OwnThread;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.HostileServer;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import io.github.wroom4j.servers.Misbehaviour;
import io.github.wroom4j.testing.SocketModule;
import io.github.wroom4j.tls.Peer;
import io.github.wroom4j.tls.TlsFailure;
import io.github.wroom4j.tlswire.CipherSuite;
import io.github.wroom4j.tlswire.FirmwareHello;
import io.github.wroom4j.tlswire.ProtocolVersion;
import io.github.wroom4j.words.Text;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a diagnosis holds and how it is shown. */
@Timeout(120)
class DoctorTest {
    private final Practice practice = Practice.open();
    private final DemoAuthority authority = practice.authority();
    private final Identity rsa = practice.rsa();

    @TempDir
    private Path folder;

    @Test
    void the_articles_case_is_told_in_one_sentence_with_its_alert() {
        var diagnosis = practice.theArticlesCase();

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
        try (var server = LegacyTlsServer.onlyRc4(rsa).start()) {
            var diagnosis = practice.examine("esp-at-2.3", server.port(), Duration.ofSeconds(20));

            assertFalse(diagnosis.module().certain());
            assertTrue(
                    diagnosis.module().sentence().startsWith("TLS in the module would probably fail"),
                    diagnosis.module()::sentence);
        }
    }

    /** 1.7.6 of 1024+1024 has mbedTLS, of 512+512 axTLS, and AT+GMR shows the same of both. */
    @Test
    void where_two_images_have_two_libraries_only_what_holds_for_both_is_certain() {
        try (var both = LegacyTlsServer.ofManyVersions(rsa).start();
                var large = LegacyTlsServer.onlyTls12(rsa).start();
                var neither = LegacyTlsServer.onlyEcdhe(rsa).start()) {
            var step = Duration.ofSeconds(20);
            assertTrue(practice.examine("at-1.7.6", both.port(), step).module().certain());
            for (int port : new int[] {large.port(), neither.port()}) {
                var verdict = practice.examine("at-1.7.6", port, step).module();
                assertFalse(verdict.certain(), verdict::sentence);
            }
            assertTrue(practice.examine("at-1.7", neither.port(), step).module().certain(), "1.7.4 has axTLS in both");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.60.0.0, nonos-axtls",
        "1.6.2.0, nonos-axtls",
        "1.7.0.0, nonos-1.7.0",
        "1.7.1.0, nonos-1.7.0",
        "1.7.2.0, nonos-1.7",
        "1.7.3.0, nonos-1.7",
        "1.7.4.0, nonos-axtls",
        "1.7.5.0, nonos-axtls",
        "1.7.6.0, nonos-1.7"
    })
    void the_row_of_a_firmware_is_that_of_the_library_in_its_large_image(String version, String row) {
        var firmware = new Firmware(Firmware.Family.NONOS, version, "", List.of("AT version:" + version), "", true);

        assertEquals(row, Examination.rowOf(firmware).name());
    }

    /** The buffer that the chain needs lets records in that mute the port of axTLS (at-recorded D7); mbedTLS cuts them. */
    @ParameterizedTest
    @CsvSource({"at-1.7, true", "at-1.7.6, false", "at-0.60, false"})
    void a_larger_buffer_is_advised_with_what_it_costs(String profile, boolean mutes) {
        var longChain = new ExaminedServer.Certificates().of("long");
        try (var server = LegacyTlsServer.ofManyVersions(longChain).start()) {
            var diagnosis = practice.examine(profile, server.port(), Duration.ofSeconds(20));

            assertEquals(Finding.CHAIN_TOO_LARGE, diagnosis.module().finding(), diagnosis.module()::sentence);
            String advice = String.join("\n", diagnosis.advice());
            assertTrue(advice.contains("AT+CIPSSLSIZE=4096"), advice);
            assertEquals(mutes, advice.contains("silences this firmware"), advice);
        }
    }

    @Test
    void a_learned_hello_takes_the_place_of_the_table() {
        var learned = FirmwareHello.learned(
                "the module on this desk", FirmwareHello.SDK_1_3_0.record("localhost", new SecureRandom()));
        try (var server = LegacyTlsServer.onlyTls12(rsa).start();
                var sockets = new SocketModule()) {
            var diagnosis = Doctor.builder(FirmwareModule.of("esp-at-2.3", sockets))
                    .trust(practice.trust())
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
            var diagnosis = practice.examine("at-0.60", server.port(), Duration.ofSeconds(20));

            assertEquals(Finding.CHAIN_TOO_LARGE, diagnosis.module().finding());
            assertTrue(
                    diagnosis.module().sentence().contains("one message of 3509 bytes"), diagnosis.module()::sentence);
            assertEquals("AT+CIPSSLSIZE=4096", diagnosis.module().advice().get(0));
        }
    }

    @Test
    void a_reported_failure_stands_in_the_evidence_and_on_the_page() {
        var reported = new TlsFailure(
                TlsFailure.Stage.OPAQUE,
                Text.verbatim("TLS in the module failed; the firmware said ERROR"),
                Optional.empty(),
                false,
                List.of(),
                new Peer("localhost", 443),
                "",
                new AtException(AtException.Kind.CONNECT_FAILED, "ERROR", "ERROR"));
        try (var server = LegacyTlsServer.onlyTls12(rsa).start();
                var sockets = new SocketModule()) {
            var diagnosis = Doctor.builder(FirmwareModule.of("at-0.60", sockets))
                    .trust(practice.trust())
                    .build()
                    .explain(reported, new Peer("localhost", server.port()), Deadline.in(Duration.ofSeconds(60)));

            assertEquals(Finding.VERSION_REFUSED, diagnosis.module().finding());
            assertTrue(TextPage.of(diagnosis).contains("the firmware said ERROR"));
        }
    }

    @Test
    void tshark_reads_hello_and_alert_from_the_capture() throws Exception {
        var file = folder.resolve("doctor.pcapng");
        practice.theArticlesCase().capture().write(file);

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
                            .trust(practice.trust())
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
    void a_certificate_comes_with_lines_for_a_sketch_and_warns_of_its_short_life_only_where_it_is_pinned() {
        try (var server = LegacyTlsServer.onlyTls12(rsa).start()) {
            var diagnosis = practice.examine("at-1.7", server.port(), Duration.ofSeconds(20));
            var leaf = diagnosis.certificates().get(0);

            assertTrue(leaf.fingerprintLine().matches("client.setFingerprint\\(\"([0-9A-F]{2}:){19}[0-9A-F]{2}\"\\);"));
            assertEquals(Optional.empty(), leaf.warning(diagnosis.evidence().time()), "a short life is no fault");
            assertTrue(leaf.pinWarning(diagnosis.evidence().time())
                    .orElseThrow()
                    .toString()
                    .startsWith("short-lived"));
            assertFalse(TextPage.of(diagnosis).contains("short-lived"), "told where nobody pins");
            assertEquals("RSA 2048", leaf.key());
            assertEquals(
                    List.of("doctor's root (not sent)"),
                    CertificateInfo.tree(diagnosis.certificates()).subList(0, 1));
        }
    }

    @Test
    void as_few_hellos_are_said_as_the_case_needs() {
        try (var server = HostileServer.start(rsa, Misbehaviour.plainHttp(), 0)) {
            var diagnosis = practice.examine("at-1.7", server.port(), Duration.ofSeconds(20));

            assertEquals(
                    List.of(Name.FIRMWARE),
                    diagnosis.evidence().probes().stream().map(Probe::name).toList());
        }
        var probes = practice.theArticlesCase().evidence().probes();
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

    /** The JDK's server does so now and then: it keeps a session after it has sent its Finished, when the client may be back. */
    @Test
    void a_server_that_keeps_its_session_too_late_for_the_first_return_is_tried_again() throws Exception {
        var context = SSLContext.getInstance("TLSv1.2");
        context.init(rsa.keyManagers(), null, null);
        var first = new AtomicBoolean(true);
        var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var serving = OwnThread.run(() -> {
            while (!server.isClosed()) {
                try (var raw = server.accept();
                        var tls = (SSLSocket) context.getSocketFactory().createSocket(raw, null, true)) {
                    tls.setEnabledProtocols(new String[] {"TLSv1.2"});
                    tls.startHandshake();
                    if (first.getAndSet(false)) {
                        tls.getSession().invalidate();
                    }
                    tls.getInputStream().read();
                } catch (IOException hello) {
                    // a hello that was only asked, or the end of the test
                }
            }
        });
        try (server) {
            assertEquals("yes (tried)", resumption(server.getLocalPort()));
        }
        serving.get(10, TimeUnit.SECONDS);
    }

    private String resumption(int port) {
        return practice.examine("esp-at-2.3", port, Duration.ofSeconds(20)).comparison().stream()
                .filter(row -> row.what().equals("session resumption"))
                .map(Diagnosis.Row::server)
                .findFirst()
                .orElseThrow();
    }
}

package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.Leaf;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code wroom4j doctor}, {@code certinfo} and {@code reset} against a server on loopback. */
@Timeout(180)
class DoctorCommandTest {
    private static DemoAuthority authority;

    @TempDir
    Path folder;

    @BeforeAll
    static void authority() {
        authority = DemoAuthority.create("doctor's root", Leaf.KeyKind.EC_P256);
    }

    private static DemoServer server() {
        return DemoServer.builder(authority)
                .identity(authority.issue(Leaf.localhost().key(Leaf.KeyKind.EC_P256)))
                .start();
    }

    @Test
    void a_server_whose_authority_is_given_is_well_and_every_file_is_written() throws Exception {
        Path ca = Files.writeString(folder.resolve("ca.pem"), authority.caPem());
        Path html = folder.resolve("why.html");
        Path pcap = folder.resolve("why.pcapng");
        Path keys = folder.resolve("keys.txt");
        try (var server = server()) {
            var run = Captured.run(
                    "doctor",
                    "localhost:" + server.port(),
                    "--ca=" + ca,
                    "--html=" + html,
                    "--pcap=" + pcap,
                    "--keylog=" + keys,
                    "--lang=ja",
                    "--learn");

            assertEquals(0, run.code(), run.out() + run.err());
            assertTrue(run.out().startsWith("TLS on the JVM works through this module: TLS 1.3"), run.out());
            assertTrue(run.out().contains("measured: a hello that this module sent"), run.out());
            assertEquals(1, run.errLines().size(), run.err());
            assertTrue(run.err().startsWith("warning: session keys are written down"), run.err());
        }
        assertTrue(Files.readString(html).contains("<svg"));
        assertTrue(Files.readString(html).contains("<html lang=\"ja\">"), "the page is in the language asked for");
        assertEquals(0x0A, Files.readAllBytes(pcap)[0], "a section header block (pcapng §4.1)");
        assertTrue(Files.readString(keys).contains("SERVER_HANDSHAKE_TRAFFIC_SECRET"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)));
    }

    @Test
    void the_demos_modern_server_refuses_the_module_by_its_suites_and_serves_the_JVM() {
        var run = Captured.run("doctor", "demo:modern", "--json", "--try-module");

        assertEquals(0, run.code(), run.out() + run.err());
        assertTrue(run.out().contains("\"host\": {\"finding\": \"WORKS\""), run.out());
        assertTrue(run.out().contains("\"module\": {\"finding\": \"NO_COMMON_SUITE\""), run.out());
        assertTrue(run.out().contains("alert 40 handshake_failure"), run.out());
    }

    @ParameterizedTest
    @CsvSource({
        "demo:old, mock:, the demo's servers are demo:usual",
        "demo:modern, serial:/dev/ttyUSB0, which a board at serial: does not reach"
    })
    void a_demo_server_that_is_not_there_or_out_of_reach_is_told_before_anything_is_opened(
            String server, String board, String told) {
        var run = Captured.run("doctor", server, "--board", board);

        assertEquals(2, run.code(), run.out());
        assertTrue(run.err().contains(told), run.err());
    }

    @Test
    void the_demos_certificates_are_shown() {
        var run = Captured.run("certinfo", "demo:");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("wroom4j demo root"), run.out());
    }

    @Test
    void an_unknown_authority_fails_the_job_and_json_says_which_case() {
        try (var server = server()) {
            var run = Captured.run("doctor", "localhost:" + server.port(), "--json");

            assertEquals(1, run.code(), run.out());
            assertEquals(1, run.out().lines().count(), run.out());
            assertTrue(run.out().contains("\"works\": false"), run.out());
            assertTrue(
                    run.out().contains("\"board\": {\"address\": \"mock:\", \"firmware\": \"AT version:1.7.4"),
                    run.out());
            assertTrue(run.out().contains("\"mock\": true"), run.out());
            assertTrue(run.out().contains("\"host\": {\"finding\": \"UNKNOWN_CA\""), run.out());
            assertEquals(1, run.errLines().size(), run.err());
        }
    }

    @ParameterizedTest
    @CsvSource({"''", "--board=mock:"})
    void certificates_are_shown_over_either_network(String option) throws Exception {
        try (var server = server()) {
            String at = "localhost:" + server.port();
            var run = option.isEmpty() ? Captured.run("certinfo", at) : Captured.run("certinfo", at, option);

            assertEquals(0, run.code(), run.err());
            assertTrue(run.out().contains("client.setFingerprint(\""), run.out());
            assertTrue(run.out().contains("doctor's root"), run.out());
            assertEquals("", run.err());
        }
    }

    @ParameterizedTest
    @CsvSource({"'', true", "1, false"})
    void verdicts_are_coloured_for_a_person_unless_NO_COLOR_is_set(String noColour, boolean coloured) {
        try (var server = server()) {
            var out = new ByteArrayOutputStream();
            var err = new ByteArrayOutputStream();
            var terminal = new Terminal(
                    new ByteArrayInputStream(new byte[0]),
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    Map.of("NO_COLOR", noColour),
                    true);

            Wroom4j.execute(terminal, "doctor", "localhost:" + server.port());

            assertEquals(coloured, out.toString(StandardCharsets.UTF_8).startsWith("\u001b[31m"));
            assertTrue(err.toString(StandardCharsets.UTF_8).contains("looking up localhost"), "progress is no colour");
        }
    }

    @Test
    void certificates_as_json_are_one_list() {
        try (var server = server()) {
            var run = Captured.run("certinfo", "localhost:" + server.port(), "--json");

            assertEquals(0, run.code(), run.err());
            assertTrue(run.out().startsWith("[{\"subject\": "), run.out());
            assertEquals(1, run.out().lines().count(), run.out());
        }
    }

    @Test
    void a_server_that_never_speaks_ends_within_the_time_given() throws Exception {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var run = Captured.run("certinfo", "127.0.0.1:" + silent.getLocalPort(), "--timeout", "1s");

            assertEquals(1, run.code());
            assertEquals(1, run.errLines().size(), run.err());
            assertTrue(run.err().contains("no certificate within 1 s"), run.err());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "doctor gopher://example.org/ | names no port",
                "doctor https://exa_mple..org/ | is neither HOST[:PORT] nor a URL",
                "certinfo [127.0.0.1]:443 | is not an IPv6 address",
                "certinfo [::1 | is not an IPv6 address",
                "certinfo [::1]x443 | is not a port from 1 to 65535",
                "doctor localhost --key key.pem | --key belongs to a certificate",
                "doctor localhost:0 | is not a port from 1 to 65535",
                "certinfo localhost:x | is not a port from 1 to 65535",
                "certinfo ::1 | is neither HOST[:PORT] nor a URL",
                "certinfo | Missing required parameter",
                "doctor example.org --lang tlh | the page is written in en or ja",
            })
    void what_is_no_server_is_wrong_usage(String words, String expected) {
        var run = Captured.run(words.split(" "));

        assertEquals(2, run.code(), run.err());
        assertEquals(1, run.errLines().size(), run.err());
        assertTrue(run.err().contains(expected), run.err());
    }

    @Test
    void a_reset_tells_how_and_which_firmware_came_back() {
        var run = Captured.run("reset", "--json");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("\"firmware\": \"AT version:1.7.4.0"), run.out());
        assertFalse(run.out().contains("\"by\": \"bootloader\""), run.out());
    }
}

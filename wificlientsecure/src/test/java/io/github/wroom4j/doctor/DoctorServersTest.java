package io.github.wroom4j.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.testing.Seeds;
import io.github.wroom4j.testing.SocketModule;
import io.github.wroom4j.tls.Peer;
import io.github.wroom4j.tls.trust.TrustAnchorKey;
import io.github.wroom4j.tls.trust.TrustPolicy;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real servers, each described by a file that also tells the expected verdicts, examined through several firmwares. The
 * keys {@code jvm} and {@code at-…}/{@code esp-at-…} name a {@link Verdict.Finding}.
 */
@Timeout(300)
class DoctorServersTest {
    /** Every file tells what each of these makes of its server. */
    private static final List<String> REQUIRED = List.of("at-1.7", "esp-at-2.3", "at-0.60");

    /** The default build examines each server through one that its file names, -Pfull through all. */
    private static final List<String> PROFILES = List.of("at-0.60", "at-1.7", "esp-at-2.3", "at-0.40");

    private static ExaminedServer.Certificates certificates;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeCertificates() {
        certificates = new ExaminedServer.Certificates();
    }

    static Stream<String> files() throws Exception {
        try (var list = Files.list(
                Path.of(DoctorServersTest.class.getResource("/doctor").toURI()))) {
            return list.map(p -> p.getFileName().toString()).sorted().toList().stream();
        }
    }

    private static Properties read(String file) throws IOException {
        var properties = new Properties();
        try (var in = DoctorServersTest.class.getResourceAsStream("/doctor/" + file)) {
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return properties;
    }

    private static Diagnosis examine(String profile, String host, int port, Properties file) {
        try (var sockets = new SocketModule()) {
            var module = FirmwareModule.of(profile, sockets);
            var trust = new TrustPolicy.Anchors(
                    List.of(TrustAnchorKey.of(certificates.authority.certificate())), subject -> List.of(), false);
            var builder = Doctor.builder(module)
                    .trust(trust)
                    .stepBudget(Duration.ofMillis(Integer.parseInt(file.getProperty("step-ms", "10000"))));
            // Most servers have no late alert, and waiting for one in vain is what costs time here.
            builder.lateAlert = Duration.ofMillis(Integer.parseInt(file.getProperty("late-ms", "100")));
            if (file.containsKey("ssl-buffer")) {
                builder.sslBuffer(Integer.parseInt(file.getProperty("ssl-buffer")));
            }
            if (file.containsKey("clock")) {
                builder.time(InstantSource.fixed(Instant.parse(file.getProperty("clock"))));
            }
            var diagnosis = builder.build().examine(new Peer(host, port), Deadline.in(Duration.ofSeconds(120)));
            assertEquals(0, sockets.openLinks(), "a link was left open");
            return diagnosis;
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void the_verdicts_are_those_that_the_servers_file_tells(String name) throws Exception {
        var wrong = mismatches(name, read(name), read(name), Seeds.full());

        assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
    }

    /** The other half of the proof: a server judged by another's expectations is noticed, through each firmware. */
    @ParameterizedTest
    @CsvSource({
        "jsse-default.server, bouncy-castle-old-days.server",
        "bouncy-castle-only-rc4.server, jsse-ecdhe-only.server",
        "plain-http.server, resets-at-once.server",
        "unassigned-alert.server, huge-record.server"
    })
    void two_files_that_are_swapped_fail(String one, String other) throws Exception {
        for (var pair : List.of(List.of(one, other), List.of(other, one))) {
            var wrong = mismatches(pair.get(0), read(pair.get(0)), read(pair.get(1)), true);

            assertFalse(wrong.isEmpty(), () -> pair.get(0) + " passes for " + pair.get(1));
        }
    }

    private List<String> mismatches(String name, Properties described, Properties expected, boolean all)
            throws Exception {
        var wrong = new ArrayList<String>();
        try (var server = ExaminedServer.start(described, certificates, folder)) {
            var told = PROFILES.stream().filter(expected::containsKey).toList();
            int one = Math.floorMod(name.hashCode(), told.size());
            for (var profile : all ? told : told.subList(one, one + 1)) {
                var diagnosis = examine(profile, described.getProperty("host", "localhost"), server.port(), described);
                check(wrong, name + " jvm through " + profile, expected.getProperty("jvm"), diagnosis.host());
                check(wrong, name + " " + profile, expected.getProperty(profile), diagnosis.module());
            }
        }
        return wrong;
    }

    private static void check(List<String> wrong, String where, String expected, Verdict verdict) {
        if (!verdict.finding().name().equals(expected)) {
            wrong.add(where + ": expected " + expected + ", but " + verdict);
        }
        if (verdict.sentence().isBlank()
                || !verdict.sentence().endsWith(".")
                || verdict.sentence().contains("null")) {
            wrong.add(where + ": is no sentence: " + verdict.sentence());
        }
    }

    @Test
    void there_are_enough_files_and_they_tell_different_things() throws Exception {
        var findings = new ArrayList<String>();
        var servers = new ArrayList<String>();
        for (var name : files().toList()) {
            var file = read(name);
            assertFalse(file.getProperty("jvm", "").isBlank(), name);
            REQUIRED.forEach(p -> assertFalse(file.getProperty(p, "").isBlank(), () -> name + " says nothing of " + p));
            servers.add(file.getProperty("server"));
            findings.add(file.getProperty("jvm"));
            PROFILES.forEach(p -> findings.add(file.getProperty(p, "WORKS")));
        }
        assertTrue(servers.size() >= 20, () -> servers.size() + " files");
        assertTrue(servers.containsAll(
                List.of("openssl", "nginx", "gnutls", "jsse", "bouncy-castle", "hostile", "deaf", "nobody")));
        assertTrue(
                findings.stream().distinct().count() >= 18,
                () -> findings.stream().distinct().toList().toString());
    }
}

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
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real servers, each described by a file that also tells the expected verdicts, examined through several firmwares. The
 * keys {@code jvm} and {@code at-…}/{@code esp-at-…} name a {@link Verdict.Finding}.
 */
@Timeout(300)
class DoctorServersTest {
    /** The most telling first: the default build examines through the first that a file names, -Pfull through all. */
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
        var file = read(name);
        var wrong = new ArrayList<String>();
        try (var server = ExaminedServer.start(file, certificates, folder)) {
            var told = PROFILES.stream().filter(file::containsKey).toList();
            assertFalse(told.isEmpty(), "the file names no firmware");
            for (var profile : Seeds.full() ? told : told.subList(0, 1)) {
                var diagnosis = examine(profile, file.getProperty("host", "localhost"), server.port(), file);
                check(wrong, name + " jvm through " + profile, file.getProperty("jvm"), diagnosis.host());
                check(wrong, name + " " + profile, file.getProperty(profile), diagnosis.module());
            }
        }
        assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
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
            servers.add(file.getProperty("server"));
            findings.add(file.getProperty("jvm"));
            PROFILES.forEach(p -> findings.add(file.getProperty(p, "WORKS")));
        }
        assertTrue(servers.size() >= 20, () -> servers.size() + " files");
        assertTrue(servers.containsAll(List.of("openssl", "nginx", "gnutls", "jsse", "bouncy-castle", "hostile")));
        assertTrue(
                findings.stream().distinct().count() >= 18,
                () -> findings.stream().distinct().toList().toString());
    }
}

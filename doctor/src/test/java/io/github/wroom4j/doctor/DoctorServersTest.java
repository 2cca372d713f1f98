package io.github.wroom4j.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Capabilities;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.SslOptions;
import io.github.wroom4j.at.driver.AtDriver;
import io.github.wroom4j.doctor.Verdict.Finding;
import io.github.wroom4j.doctor.page.HtmlPage;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.testing.Seeds;
import io.github.wroom4j.testing.EnglishLeft;
import io.github.wroom4j.tls.ClientKey;
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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real servers, each described by a file that also tells the expected verdicts, examined through several firmwares: the
 * driver on a UART to a mock of that firmware. The keys {@code jvm} and {@code at-…}/{@code esp-at-…} name a
 * {@link Verdict.Finding}, {@code jvm-says} words of the sentence,
 * {@code module-says} the same of the module, {@code advises} and {@code advises-not} words of the advice,
 * {@code server-accepts} words of the comparison (all are patterns), {@code hellos} how many of them that takes.
 */
@Timeout(300)
class DoctorServersTest {
    /** Every file tells what each of these makes of its server. */
    private static final List<String> REQUIRED = List.of("at-1.7.6", "esp-at-2.3", "at-0.60");

    /** The default build examines each server through one that its file names, -Pfull through all. */
    private static final List<String> PROFILES = List.of("at-0.60", "at-1.7.6", "esp-at-2.3", "at-0.40");

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

    private static AtDriver joined(String profile) {
        var module = AtDriver.open("mock:" + profile + "?ap=doctor/secret12");
        module.join("doctor", "secret12");
        return module;
    }

    private static Diagnosis examine(AtDriver module, Peer peer, Properties file) {
        var trust = new TrustPolicy.Anchors(
                List.of(TrustAnchorKey.of(certificates.authority.certificate())), subject -> List.of(), false);
        var builder = Doctor.builder(module)
                .trust(trust)
                .stepBudget(Duration.ofMillis(Integer.parseInt(file.getProperty("step-ms", "10000"))));
        // Most servers have no late alert, and waiting for one in vain is what costs time here.
        builder.lateAlert = Duration.ofMillis(Integer.parseInt(file.getProperty("late-ms", "100")));
        if (file.containsKey("ssl-buffer") && module.capabilities().has(Capabilities.Feature.SSL_BUFFER_SIZE)) {
            module.raw("AT+CIPSSLSIZE=" + file.getProperty("ssl-buffer"), Deadline.in(Duration.ofSeconds(10)));
        }
        if (file.containsKey("client-certificate")) {
            var own = certificates.of(file.getProperty("client-certificate"));
            builder.clientKey(new ClientKey(own.chain(), own.key()));
        }
        if (file.containsKey("clock")) {
            builder.time(InstantSource.fixed(Instant.parse(file.getProperty("clock"))));
        }
        return builder.build().examine(peer, Deadline.in(Duration.ofSeconds(120)));
    }

    @ParameterizedTest
    @MethodSource("files")
    void the_verdicts_are_those_that_the_servers_file_tells(String name) throws Exception {
        var wrong = mismatches(name, read(name), read(name), Seeds.full());

        assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
    }

    static Stream<String> hostile() throws Exception {
        var names = new ArrayList<String>();
        for (var name : files().toList()) {
            boolean drips = read(name).getProperty("options", "").equals("drip");
            if (drips
                    || Seeds.full()
                            && List.of("hostile", "deaf").contains(read(name).getProperty("server"))) {
                names.add(name);
            }
        }
        return names.stream();
    }

    /** The deadline holds although a step could take longer; what is known by then is judged, and says where. */
    @ParameterizedTest
    @MethodSource("hostile")
    void a_hostile_server_does_not_outlive_the_deadline(String name) throws Exception {
        var file = read(name);
        try (var server = ExaminedServer.start(file, certificates, folder);
                var module = joined("at-1.7.6")) {
            long before = System.nanoTime();

            var diagnosis = Doctor.builder(module)
                    .build()
                    .examine(new Peer("localhost", server.port()), Deadline.in(Duration.ofSeconds(2)));

            var took = Duration.ofNanos(System.nanoTime() - before);
            assertTrue(took.compareTo(Duration.ofSeconds(6)) < 0, took::toString);
            assertEquals(file.getProperty("jvm"), diagnosis.host().finding().name(), diagnosis.host()::sentence);
        }
    }

    /** The other half of the proof: a server judged by another's expectations is noticed, through each firmware. */
    @ParameterizedTest
    @MethodSource("swaps")
    void two_files_that_are_swapped_fail(String one, String other) throws Exception {
        for (var pair : List.of(List.of(one, other), List.of(other, one))) {
            var wrong = mismatches(pair.get(0), read(pair.get(0)), read(pair.get(1)), true);

            assertFalse(wrong.isEmpty(), () -> pair.get(0) + " passes for " + pair.get(1));
        }
    }

    /** Pairs that differ in the verdicts; in the long build those too that differ in a detail only. */
    static Stream<Arguments> swaps() {
        var coarse = Stream.of(
                "jsse-forward-secret bouncy-castle-old-days",
                "bouncy-castle-only-rc4 jsse-ecdhe-only",
                "plain-http resets-at-once",
                "unassigned-alert huge-record");
        var fine = Stream.of(
                "gnutls-no-old-versions jsse-forward-secret",
                "gnutls-normal openssl-long-chain-larger-buffer",
                "nobody-listens syn-lost",
                "slow-loris stall-in-handshake");
        return (Seeds.full() ? Stream.concat(coarse, fine) : coarse)
                .map(pair -> pair.split(" "))
                .map(pair -> Arguments.of(pair[0] + ".server", pair[1] + ".server"));
    }

    /** So that any two can be told apart, not only those above. Over AT a reset is a close: one pair must be alike. */
    @Test
    void no_two_files_expect_the_same() throws Exception {
        var seen = new HashMap<String, String>();
        for (var name : files().filter(n -> !n.equals("resets-at-once.server")).toList()) {
            var file = read(name);
            var expected = Stream.concat(
                            PROFILES.stream(), Stream.of("jvm", "jvm-says", "module-says", "server-accepts", "hellos"))
                    .map(key -> key + ": " + file.getProperty(key))
                    .collect(Collectors.joining("\n"));
            var before = seen.put(expected, name);
            assertTrue(before == null, () -> name + " expects the same as " + before);
        }
    }

    private List<String> mismatches(String name, Properties described, Properties expected, boolean all)
            throws Exception {
        var wrong = new ArrayList<String>();
        try (var server = ExaminedServer.start(described, certificates, folder)) {
            var told = PROFILES.stream().filter(expected::containsKey).toList();
            int one = Math.floorMod(name.hashCode(), told.size());
            for (var profile : all ? told : told.subList(one, one + 1)) {
                var peer = new Peer(described.getProperty("host", "localhost"), server.port());
                try (var module = joined(profile)) {
                    var diagnosis = examine(module, peer, described);
                    String where = name + " " + profile;
                    check(wrong, where + " jvm", expected.getProperty("jvm"), diagnosis.host());
                    check(wrong, where, expected.getProperty(profile), diagnosis.module());
                    says(
                            wrong,
                            where + " jvm",
                            expected.getProperty("jvm-says", ""),
                            diagnosis.host().sentence());
                    says(
                            wrong,
                            where + " module",
                            expected.getProperty("module-says", ""),
                            diagnosis.module().sentence());
                    String advice = String.join("\n", diagnosis.advice());
                    says(wrong, where + " advises", expected.getProperty("advises", ""), advice);
                    if (expected.containsKey("advises-not")
                            && Pattern.compile(expected.getProperty("advises-not"))
                                    .matcher(advice)
                                    .find()) {
                        wrong.add(where + ": advises what does not help: " + advice);
                    }
                    String accepts = diagnosis.comparison().stream()
                            .map(Diagnosis.Row::server)
                            .collect(Collectors.joining("\n"));
                    says(wrong, where + " accepts", expected.getProperty("server-accepts", ""), accepts);
                    var said = diagnosis.evidence().probes().stream()
                            .map(Probe::name)
                            .toList();
                    if (said.size() != hellos(expected, profile)) {
                        wrong.add(
                                where + ": " + said.size() + " hellos, not " + hellos(expected, profile) + ": " + said);
                    }
                    EnglishLeft.on(HtmlPage.of(diagnosis, Locale.JAPANESE), certificates.names())
                            .forEach(left -> wrong.add(where + ": English on the Japanese page: " + left));
                    if (Seeds.full() && diagnosis.module().finding() != Finding.NOT_EXAMINED) {
                        checkByTheModuleItself(wrong, where, module, peer, diagnosis.module());
                    }
                }
            }
        }
        return wrong;
    }

    private static void says(List<String> wrong, String where, String pattern, String text) {
        if (!Pattern.compile(pattern).matcher(text).find()) {
            wrong.add(where + ": no \"" + pattern + "\" in: " + text);
        }
    }

    private static int hellos(Properties expected, String profile) {
        return Stream.of(expected.getProperty("hellos").split(" "))
                .filter(w -> w.startsWith(profile + "="))
                .mapToInt(w -> Integer.parseInt(w.substring(w.indexOf('=') + 1)))
                .findFirst()
                .orElseThrow();
    }

    /** The verdict foretells what the module's own TLS does: here it does it. */
    private static void checkByTheModuleItself(
            List<String> wrong, String where, AtDriver module, Peer peer, Verdict verdict) {
        if (!module.capabilities().has(Capabilities.Feature.SSL)) {
            return;
        }
        boolean stood;
        try (var link = module.open(
                LinkRequest.ssl(peer.host(), peer.port(), SslOptions.NONE), Deadline.in(Duration.ofSeconds(30)))) {
            stood = link.isOpen();
        } catch (AtException refused) {
            stood = false;
        }
        if (stood != verdict.works()) {
            wrong.add(
                    where + ": the module's own TLS " + (stood ? "connects" : "does not connect") + ", but " + verdict);
        }
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
            REQUIRED.forEach(p -> assertTrue(hellos(file, p) <= HelloPlan.MOST, name));
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

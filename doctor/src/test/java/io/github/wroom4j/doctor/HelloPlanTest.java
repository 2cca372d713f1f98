package io.github.wroom4j.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.doctor.Probe.Ending;
import io.github.wroom4j.doctor.Probe.Name;
import io.github.wroom4j.hal.testing.Seeds;
import io.github.wroom4j.tlswire.ClientHello;
import io.github.wroom4j.tlswire.FirmwareHello;
import io.github.wroom4j.tlswire.ProtocolVersion;
import io.github.wroom4j.tlswire.ServerAnswer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The decision procedure against every server of a model: it never asks too much, and what it concludes is true. */
class HelloPlanTest {
    private static final List<ProtocolVersion> VERSIONS = ProtocolVersion.ALL.subList(1, 5);

    /** One suite for each kind that makes a difference to some firmware. */
    private enum Suite {
        ECDHE_CBC(0xC013, false),
        RSA_CBC(0x002F, false),
        RC4(0x0005, false),
        ECDHE_GCM(0xC02F, true),
        DHE_CBC(0x0033, false),
        RSA_GCM(0x009C, true);

        private final int code;
        private final boolean needs12;

        Suite(int code, boolean needs12) {
            this.code = code;
            this.needs12 = needs12;
        }
    }

    /** How a server refuses: with the alert that fits, with 40 always, with 80 as OpenSSL, or by hanging up. */
    private enum Refusal {
        FITTING,
        ALWAYS_40,
        OPENSSL,
        HANGS_UP
    }

    /** A server of the model. */
    private record Model(Set<ProtocolVersion> versions, Set<Suite> suites, boolean needsName, Refusal refusal) {
        ServerAnswer answer(ClientHello hello) {
            var version = versions.stream()
                    .filter(v -> hello.versions().stream().anyMatch(offered -> isWithin(v, offered)))
                    .max(ProtocolVersion::compareTo);
            if (version.isEmpty()) {
                return refuse(refusal == Refusal.OPENSSL ? 80 : 70);
            }
            if (needsName && hello.serverName().isEmpty()) {
                return refuse(112);
            }
            if (version.get().equals(ProtocolVersion.TLS_1_3)) {
                return accept(version.get(), 0x1301);
            }
            return suites.stream()
                    .filter(s -> !s.needs12 || version.get().equals(ProtocolVersion.TLS_1_2))
                    .filter(s -> hello.suites().stream().anyMatch(offered -> offered.code() == s.code))
                    .findFirst()
                    .map(s -> accept(version.get(), s.code))
                    .orElseGet(() -> refuse(40));
        }

        // client_version is the highest of a range, supported_versions of TLS 1.3 is a list
        private static boolean isWithin(ProtocolVersion v, ProtocolVersion offered) {
            boolean is13 = offered.equals(ProtocolVersion.TLS_1_3);
            return is13 ? v.equals(offered) : v.compareTo(offered) <= 0;
        }

        private ServerAnswer refuse(int fitting) {
            return switch (refusal) {
                case HANGS_UP -> ServerAnswer.read(new byte[0]);
                case ALWAYS_40 -> alert(40);
                case OPENSSL -> alert(fitting == 112 ? 40 : fitting);
                case FITTING -> alert(fitting);
            };
        }

        private static ServerAnswer alert(int code) {
            return ServerAnswer.read(new byte[] {21, 3, 1, 0, 2, 2, (byte) code});
        }

        private static ServerAnswer accept(ProtocolVersion version, int suite) {
            boolean is13 = version.equals(ProtocolVersion.TLS_1_3);
            String hello = String.format("%04x", is13 ? 0x0303 : version.code())
                    + "00".repeat(32)
                    + String.format("00%04x00", suite)
                    + (is13 ? "0006002b00020304" : "");
            String messages = String.format("02%06x", hello.length() / 2) + hello + (is13 ? "" : "0e000000");
            String record = String.format("160303%04x", messages.length() / 2) + messages;
            return ServerAnswer.read(HexFormat.of().parseHex(record));
        }
    }

    /** The hellos to one host, each made once: there are many servers, and bytes at random matter to none of them. */
    private record Ladder(String host, FirmwareHello row, Map<String, ClientHello> made) {
        Ladder(String host, FirmwareHello row) {
            this(host, row, new HashMap<>());
        }

        ClientHello hello(Name name, boolean atFirmwareVersion) {
            return made.computeIfAbsent(
                    name + " " + atFirmwareVersion,
                    key -> ClientHello.readRecords(
                            new HelloLadder(host, row, new SecureRandom()).hello(name, atFirmwareVersion)));
        }
    }

    private static List<Probe> ask(Model server, Ladder ladder, boolean hasName) {
        var row = ladder.row();
        var probes = new ArrayList<Probe>();
        for (var next = HelloPlan.next(row, hasName, probes);
                next.isPresent();
                next = HelloPlan.next(row, hasName, probes)) {
            assertTrue(probes.size() < HelloPlan.MOST, () -> "more than " + HelloPlan.MOST + " hellos to " + server);
            Name name = next.get();
            assertTrue(probes.stream().noneMatch(p -> p.name() == name), () -> name + " twice to " + server);
            var known = new HelloAnswers(row, probes);
            var hello = ladder.hello(name, known.accepted(Name.FIRMWARE_VERSION_WIDE));
            var answer = server.answer(hello);
            var ending = answer.bytes() == 0 ? Ending.HUNG_UP : Ending.ANSWERED;
            probes.add(new Probe(name, hello, answer, ending, Optional.empty(), Optional.empty()));
        }
        return probes;
    }

    /** All of them in the long build, every seventh otherwise. */
    private static List<Model> servers() {
        var all = everyServer();
        return IntStream.range(0, all.size())
                .filter(i -> Seeds.full() || i % 7 == 3)
                .mapToObj(all::get)
                .toList();
    }

    private static List<Model> everyServer() {
        var all = new ArrayList<Model>();
        for (int v = 1; v < 1 << VERSIONS.size(); v++) {
            var versions = new TreeSet<ProtocolVersion>();
            for (int i = 0; i < VERSIONS.size(); i++) {
                if ((v >> i & 1) == 1) {
                    versions.add(VERSIONS.get(i));
                }
            }
            for (int s = 1; s < 1 << Suite.values().length; s++) {
                var suites = EnumSet.noneOf(Suite.class);
                for (var suite : Suite.values()) {
                    if ((s >> suite.ordinal() & 1) == 1) {
                        suites.add(suite);
                    }
                }
                for (var refusal : Refusal.values()) {
                    all.add(new Model(versions, suites, false, refusal));
                    all.add(new Model(versions, suites, true, refusal));
                }
            }
        }
        return all;
    }

    @Test
    void no_server_is_asked_too_often_and_every_conclusion_is_true() {
        int most = 0;
        long sum = 0;
        var servers = servers();
        for (var row : FirmwareHello.ALL) {
            var ladder = new Ladder("localhost", row);
            for (var server : servers) {
                var probes = ask(server, ladder, true);
                most = Math.max(most, probes.size());
                sum += probes.size();
                check(server, new HelloAnswers(row, probes), ladder);
            }
        }
        System.out.printf(
                "hellos: %.2f on average, at most %d%n",
                sum / ((double) FirmwareHello.ALL.size() * servers.size()), most);
        assertEquals(HelloPlan.MOST, most, "the bound that the documentation tells is not that of the procedure");
    }

    private static void check(Model server, HelloAnswers known, Ladder ladder) {
        Supplier<String> what =
                () -> server + " " + known.probes().stream().map(Probe::name).toList();
        known.rsa()
                .ifPresent(taken -> assertEquals(
                        server.answer(ladder.hello(Name.TLS_1_2_RSA, false)).accepted()
                                || server.suites().contains(Suite.RC4) && taken,
                        taken,
                        what));
        known.nameNeeded().ifPresent(needed -> assertEquals(server.needsName(), needed, what));
        if (known.refused(Name.FIRMWARE) && known.accepted(Name.TLS_1_2)) {
            // the module was refused and others are not: nothing may remain open
            assertTrue(known.rsa().isPresent() && known.nameNeeded().isPresent(), what);
            boolean spoken = server.versions().stream()
                    .anyMatch(v -> v.compareTo(known.row().version()) <= 0);
            known.versionSpoken().filter(v -> v).ifPresent(v -> assertTrue(spoken, what));
        }
    }

    @Test
    void an_address_is_never_asked_about_its_name() {
        for (var row : FirmwareHello.ALL) {
            var ladder = new Ladder("192.0.2.7", row);
            for (var server : servers()) {
                var said = ask(server, ladder, false).stream().map(Probe::name).toList();

                assertTrue(!said.contains(Name.NAMELESS) && !said.contains(Name.TLS_1_2_RSA_NAMELESS), said::toString);
            }
        }
    }
}

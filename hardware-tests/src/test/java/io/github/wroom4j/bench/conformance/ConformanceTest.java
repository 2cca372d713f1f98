package io.github.wroom4j.bench.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.bench.BenchDescription;
import io.github.wroom4j.bench.passport.Passport;
import io.github.wroom4j.bench.passport.PassportPages;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.testing.Seeds;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.Profile;
import io.github.wroom4j.mock.faults.Faults;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.xml.sax.InputSource;

/** The suite on every mock that nothing is wrong with, and on mocks that something is wrong with. */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
class ConformanceTest {
    /** What a firmware of that family does by nature although the catalogue has a name for it. */
    private static final Set<String> NATURAL = Set.of("F5", "F8", "F12", "F14");

    static List<String> profiles() {
        return Seeds.full() ? Profile.names() : List.of("at-1.7.4");
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @MethodSource("profiles")
    void the_suite_passes_on_every_mock_and_names_no_fault(String profile) throws Exception {
        // The whole megabyte once; the comparison with the mock of its own firmware for every profile.
        var whole = profile.equals("at-1.7.4") ? ConformancePlan.FULL : ConformancePlan.QUICK;
        var plan = Seeds.full() ? whole : ConformancePlan.QUICK.alone();

        Passport passport = ConformanceSuite.run(BenchDescription.of("mock:" + profile), plan, step -> {});

        assertTrue(passport.passed(), () -> PassportPages.markdown(passport));
        var unnatural = new TreeSet<String>();
        passport.faults().forEach(fault -> unnatural.add(fault.name()));
        unnatural.removeAll(NATURAL);
        assertEquals(Set.of(), unnatural, () -> PassportPages.markdown(passport));
        assertEquals(List.of(), passport.differences());
        if (profile.equals("at-1.7.4")) {
            judgePages(passport);
        }
    }

    /** What a passport holds of a module that can do everything the suite asks, in all three of its forms. */
    private static void judgePages(Passport passport) throws Exception {
        var answered = new TreeSet<String>();
        passport.facts().forEach(fact -> answered.add(fact.question()));
        assertTrue(answered.containsAll(Set.of("Q2", "Q3", "Q4", "Q5", "Q6", "Q8", "Q10")), answered.toString());
        for (int baud : new int[] {57_600, 115_200, 230_400, 460_800, 921_600}) {
            assertTrue(Long.parseLong(passport.fact("goodput-at-" + baud).orElseThrow()) > 0);
        }
        assertTrue(passport.fact("hello").orElseThrow().startsWith("TLS 1.1; TLS_RSA_WITH_AES_128_CBC_SHA"));

        var xml = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(PassportPages.junitXml(passport))))
                .getDocumentElement();
        assertEquals("0", xml.getAttribute("failures"));
        assertEquals(
                passport.checks().size(), xml.getElementsByTagName("testcase").getLength());
        // JSON is YAML, and a parser of that is at hand.
        var json = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(PassportPages.json(passport));
        assertEquals(passport.facts().size(), ((List<?>) json.get("facts")).size());
        assertEquals(Boolean.TRUE, json.get("passed"));
        String page = PassportPages.markdown(passport);
        assertTrue(page.contains("| crlf-after-payload | no | Q2 |"), page);
    }

    /** A fault as a board address takes it, on a firmware that does not have it by nature, and the name it is given. */
    record Broken(String profile, String fault, String named) {
        static Broken of(String profile, String fault) {
            return new Broken(profile, fault, fault.replaceAll("[=@].*", ""));
        }

        @Override
        public String toString() {
            return fault + " on " + profile;
        }
    }

    static List<Broken> faults() {
        // The quickest to find stands for all in an ordinary build: bytes are damaged before anything is sent by radio.
        return Seeds.full() ? EVERY : List.of(Broken.of("at-1.7", "corrupted-to-module@1%"));
    }

    private static final List<Broken> EVERY = List.of(
            Broken.of("at-1.7", "F1"),
            Broken.of("at-1.7", "F2"),
            Broken.of("at-1.7", "F3"),
            Broken.of("at-1.7", "F4"),
            Broken.of("esp-at-2.2", "F5"),
            Broken.of("at-1.7", "F6"),
            Broken.of("at-1.7", "F7"),
            Broken.of("at-1.7", "F8"),
            Broken.of("at-1.7", "F9"),
            Broken.of("at-1.7", "F10"),
            Broken.of("at-1.7", "F11"),
            Broken.of("esp-at-2.2", "F12"),
            Broken.of("at-1.7", "F13"),
            Broken.of("at-1.7", "F14"),
            Broken.of("at-1.7", "dropped-to-module@1%"),
            Broken.of("at-1.7", "dropped-to-host@1%"),
            Broken.of("at-1.7", "duplicated-to-module@1%"),
            Broken.of("at-1.7", "duplicated-to-host@1%"),
            Broken.of("at-1.7", "corrupted-to-module@1%"),
            Broken.of("at-1.7", "corrupted-to-host@1%"),
            Broken.of("at-1.7", "overrun"),
            Broken.of("at-1.7", "stuck-prompt"),
            Broken.of("at-1.7", "lost-ipd"),
            Broken.of("at-1.7", "late-closed=600"),
            Broken.of("at-1.7", "watchdog@byte=6000"),
            // From the UART's side a brown-out and a watchdog are the same restart.
            new Broken("at-1.7", "brown-out@byte=6000", "watchdog"),
            Broken.of("at-1.7", "ap-loss@byte=6000"),
            Broken.of("at-1.7", "latency=90"),
            Broken.of("at-1.7", "bandwidth=1500"),
            Broken.of("at-1.7", "slicer=20"),
            Broken.of("at-1.7", "limit=3000"),
            Broken.of("at-1.7", "reset=200"),
            Broken.of("at-1.7", "slow-close=800"),
            Broken.of("at-1.7", "slow-ack=120"),
            Broken.of("at-1.7", "syn-lost"),
            Broken.of("at-1.7", "acks-lost"),
            Broken.of("at-1.7", "dns-silent"));

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @MethodSource("faults")
    void a_broken_mock_is_caught_and_its_fault_is_named(Broken broken) throws Exception {
        // Without a seed of the mock's: that would let events slip in between pieces besides.
        var bench = BenchDescription.of(
                "mock:" + broken.profile() + "?fault=" + broken.fault().replace("%", "%25"));
        var mock = (MockWroom02) Boards.open(bench.address());
        LinkProbes.Dial dial = port -> new Socket(
                InetAddress.getLoopbackAddress(), mock.serverPort(port).orElseThrow());

        Passport passport = ConformanceSuite.examine(bench, mock, Optional.of(dial), ConformancePlan.BARE, step -> {});

        assertTrue(passport.hasFault(broken.named()), () -> PassportPages.markdown(passport));
        assertTrue(
                PassportPages.markdown(passport).contains("| " + broken.named() + " |"),
                "the passport's page names it");
    }

    @Test
    void every_fault_of_the_mock_has_its_case() {
        var cases = new TreeSet<String>();
        EVERY.forEach(broken -> cases.add(broken.fault().replaceAll("[=@].*", "")));

        assertEquals(new TreeSet<>(Faults.names()), cases);
    }
}

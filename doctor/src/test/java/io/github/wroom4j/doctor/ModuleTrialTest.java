package io.github.wroom4j.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.driver.AtDriver;
import io.github.wroom4j.doctor.ModuleTrial.Attempt;
import io.github.wroom4j.doctor.Verdict.Finding;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import io.github.wroom4j.testing.SocketModule;
import io.github.wroom4j.tls.Peer;
import io.github.wroom4j.tls.trust.TrustAnchorKey;
import io.github.wroom4j.tls.trust.TrustPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What AT cannot show (memory, slowness) is asserted with evidence only. */
@Timeout(120)
class ModuleTrialTest {
    private static DemoAuthority authority;
    private static Identity rsa;
    /** A server that takes the hello of at-0.60, examined once. */
    private static Evidence taken;

    @BeforeAll
    static void examineOnce() {
        authority = DemoAuthority.create("doctor's root");
        rsa = authority.issue(Leaf.localhost());
        try (var server = LegacyTlsServer.ofManyVersions(rsa).start();
                var sockets = new SocketModule()) {
            taken = Doctor.builder(FirmwareModule.of("at-0.60", sockets))
                    .trust(trust())
                    .build()
                    .examine(new Peer("localhost", server.port()), soon())
                    .evidence();
        }
    }

    private static TrustPolicy trust() {
        return new TrustPolicy.Anchors(
                List.of(TrustAnchorKey.of(authority.certificate())), subject -> List.of(), false);
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(60));
    }

    private static Verdict judged(OptionalInt freeMemory, Attempt attempt) {
        var e = taken;
        return Verdicts.judge(new Evidence(
                        e.peer(),
                        e.board(),
                        e.firmware(),
                        e.capabilities(),
                        e.firmwareHello(),
                        e.sslBuffer(),
                        e.address(),
                        e.notReached(),
                        e.probes(),
                        e.host(),
                        e.resumed(),
                        new ModuleTrial(freeMemory, Optional.ofNullable(attempt)),
                        e.time(),
                        e.reported(),
                        e.keyLog(),
                        e.notes()))
                .module();
    }

    private static Attempt failed(AtException.Kind kind, Duration took) {
        return new Attempt(
                Optional.of(new AtException(kind, "as the firmware said", "ERROR")), Optional.ofNullable(took));
    }

    @Test
    void without_a_trial_the_hello_alone_is_judged() {
        var verdict = judged(OptionalInt.empty(), null);

        assertEquals(Finding.WORKS, verdict.finding());
        // The hello of these firmwares was measured.
        assertTrue(verdict.certain());
    }

    @Test
    void a_restart_at_CIPSTART_is_want_of_memory() {
        var verdict = judged(OptionalInt.of(9_000), failed(AtException.Kind.MODULE_RESET, Duration.ofSeconds(1)));

        assertEquals(Finding.MODULE_MEMORY, verdict.finding());
        assertTrue(verdict.certain());
        assertTrue(verdict.sentence().contains("9000 bytes were free before"), verdict.sentence());
    }

    @Test
    void memory_below_the_firmwares_own_gate_is_told_with_its_numbers() {
        assertEquals(
                Finding.WORKS, judged(OptionalInt.of(2048 + 14_336 + 1), null).finding());

        var verdict = judged(OptionalInt.of(16_000), null);
        assertEquals(Finding.MODULE_MEMORY, verdict.finding());
        assertEquals(
                "TLS in the module would probably fail for lack of memory: 16000 bytes are free (AT+SYSRAM?), and a"
                        + " buffer of 2048 asks for more than 16384.",
                verdict.sentence());
    }

    @Test
    void a_failure_that_took_long_is_probably_slowness_and_says_how_long() {
        var verdict = judged(OptionalInt.empty(), failed(AtException.Kind.CONNECT_FAILED, Duration.ofMillis(9_800)));

        assertEquals(Finding.MODULE_SLOW, verdict.finding());
        assertFalse(verdict.certain());
        assertTrue(verdict.sentence().contains("after 9.8 s"), verdict.sentence());
    }

    @Test
    void a_failure_without_evidence_has_possible_causes_only() {
        for (var took : new Duration[] {null, Duration.ofMillis(900)}) {
            var verdict = judged(OptionalInt.empty(), failed(AtException.Kind.CONNECT_FAILED, took));

            assertEquals(Finding.MODULE_FAILED, verdict.finding());
            assertTrue(verdict.sentence().contains("possible causes: too little memory"), verdict.sentence());
        }
    }

    private static Diagnosis tried(String board, LegacyTlsServer.Builder builder) {
        try (var server = builder.start();
                var module = AtDriver.open(board)) {
            module.join("doctor", "secret12");
            return Doctor.builder(module)
                    .trust(trust())
                    .tryModule(true)
                    .build()
                    .examine(new Peer("127.0.0.1", server.port()), soon());
        }
    }

    @Test
    void a_module_that_was_seen_to_connect_works_for_certain() {
        var verdict = tried("mock:at-1.7.6?ap=doctor/secret12", LegacyTlsServer.onlyTls12(rsa))
                .module();

        assertEquals(Finding.WORKS, verdict.finding(), verdict::sentence);
        assertTrue(verdict.certain());
        assertTrue(verdict.sentence().startsWith("TLS in the module works: it connected within "), verdict.sentence());
    }

    @Test
    void a_module_with_little_memory_tells_so_itself() {
        var diagnosis = tried("mock:at-1.4?ap=doctor/secret12&heap=16000", LegacyTlsServer.ofManyVersions(rsa));

        assertTrue(diagnosis.evidence().trial().freeMemory().isPresent());
        assertEquals(Finding.MODULE_MEMORY, diagnosis.module().finding(), diagnosis.module()::sentence);
    }

    @Test
    void the_small_image_of_the_same_firmware_is_asked_for_too() {
        try (var server = LegacyTlsServer.onlyTls12(rsa).start();
                var sockets = new SocketModule()) {
            var verdict = Doctor.builder(FirmwareModule.of("at-1.7.6", sockets))
                    .trust(trust())
                    .build()
                    .examine(new Peer("localhost", server.port()), soon())
                    .module();

            assertEquals(Finding.WORKS, verdict.finding());
            assertTrue(
                    verdict.sentence().contains("nano image (512+512) would be refused (alert 70"), verdict.sentence());
        }
    }
}

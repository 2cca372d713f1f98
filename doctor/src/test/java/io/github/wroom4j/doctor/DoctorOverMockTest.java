package io.github.wroom4j.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.driver.AtDriver;
import io.github.wroom4j.doctor.Verdict.Finding;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import io.github.wroom4j.tls.Peer;
import io.github.wroom4j.tls.trust.TrustAnchorKey;
import io.github.wroom4j.tls.trust.TrustPolicy;
import io.github.wroom4j.tlswire.FirmwareHello;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The doctor through the real driver and the mock: what a module lets one see, and no more. */
@Timeout(180)
class DoctorOverMockTest {
    private static DemoAuthority authority;
    private static Identity rsa;

    @BeforeAll
    static void makeCertificates() {
        authority = DemoAuthority.create("doctor's root");
        rsa = authority.issue(Leaf.localhost());
    }

    private static Deadline within(int seconds) {
        return Deadline.in(Duration.ofSeconds(seconds));
    }

    private static AtDriver joined(String profile) {
        var module = AtDriver.open("mock:" + profile + "?ap=doctor/secret12");
        module.join("doctor", "secret12");
        return module;
    }

    private static Doctor.Builder doctor(AtDriver module) {
        return Doctor.builder(module)
                .trust(new TrustPolicy.Anchors(
                        List.of(TrustAnchorKey.of(authority.certificate())), subject -> List.of(), false));
    }

    @ParameterizedTest
    @CsvSource({"at-0.60, VERSION_REFUSED", "at-1.7, VERSION_REFUSED", "at-1.7.6, WORKS", "esp-at-2.3, WORKS"})
    void a_tls_12_server_is_judged_for_each_firmware(String profile, Finding expected) {
        try (var server = LegacyTlsServer.onlyTls12(rsa).start();
                var module = joined(profile)) {
            var diagnosis = doctor(module).build().examine(new Peer("127.0.0.1", server.port()), within(120));

            assertTrue(diagnosis.works(), diagnosis.host()::sentence);
            assertEquals(expected, diagnosis.module().finding(), diagnosis.module()::sentence);
        }
    }

    @Test
    void a_module_without_wifi_is_told_so() {
        try (var module = AtDriver.open("mock:at-1.7.6?ap=doctor/secret12")) {
            var diagnosis = doctor(module).build().examine(new Peer("127.0.0.1", 443), within(60));

            assertEquals(Finding.NO_WIFI, diagnosis.host().finding(), diagnosis.host()::sentence);
        }
    }

    @Test
    void a_port_where_nobody_listens_is_not_reached() throws Exception {
        int port;
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        try (var module = joined("at-1.7.6")) {
            var diagnosis = doctor(module).build().examine(new Peer("127.0.0.1", port), within(60));

            assertEquals(Finding.NOT_REACHED, diagnosis.host().finding(), diagnosis.host()::sentence);
        }
    }

    @ParameterizedTest
    @CsvSource({"at-0.60", "at-1.7", "at-1.7.0", "at-1.7.6", "esp-at-2.3"})
    void the_hello_that_a_module_really_sends_is_learned_and_used(String profile) {
        try (var server = LegacyTlsServer.onlyEcdhe(rsa).start();
                var module = joined(profile)) {
            FirmwareHello learned = doctor(module).build().learn(InetAddress.getLoopbackAddress(), within(60));

            assertEquals(FirmwareHello.Basis.MEASURED, learned.basis());
            assertTrue(learned.suites().size() >= 4, learned::toString);
            // the doctor's table and the mock are two readings of the same facts
            FirmwareHello row = Examination.rowOf(module.version());
            assertEquals(row.version(), learned.version(), "versions of the two readings");
            if (row.basis() == FirmwareHello.Basis.MEASURED) {
                assertEquals(row.suites(), learned.suites());
                assertEquals(
                        Set.copyOf(row.extensions()),
                        Set.copyOf(learned.extensions()),
                        "extensions of the two readings");
            }
            var diagnosis = doctor(module)
                    .firmwareHello(learned)
                    .build()
                    .examine(new Peer("127.0.0.1", server.port()), within(120));
            assertTrue(diagnosis.module().certain());
            assertEquals(
                    profile.startsWith("esp-at") ? Finding.WORKS : Finding.NO_COMMON_SUITE,
                    diagnosis.module().finding(),
                    diagnosis.module()::sentence);
        }
    }

    @Test
    void a_firmware_without_tls_has_no_hello_to_learn() {
        try (var module = joined("at-0.40")) {
            var e = assertThrows(
                    AtException.class,
                    () -> doctor(module).build().learn(InetAddress.getLoopbackAddress(), within(20)));

            assertEquals(AtException.Kind.UNSUPPORTED, e.kind());
        }
    }
}

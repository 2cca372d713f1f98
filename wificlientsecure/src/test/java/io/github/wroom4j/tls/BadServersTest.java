package io.github.wroom4j.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.testing.LeakCheck;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.HostileServer;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.Leaf.KeyKind;
import io.github.wroom4j.servers.Misbehaviour;
import io.github.wroom4j.testing.SocketModule;
import io.github.wroom4j.tls.trust.AnchorSource;
import io.github.wroom4j.tls.trust.TrustAnchorKey;
import io.github.wroom4j.tls.trust.TrustPolicy;
import io.github.wroom4j.tlswire.Alert;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers with bad certificates and bad manners: each is refused with its own reason, in time, and nothing is left. */
@ExtendWith(LeakCheck.class)
class BadServersTest {
    private static final DemoAuthority AUTHORITY = DemoAuthority.create();
    private static final Identity GOOD = AUTHORITY.issue(Leaf.localhost());

    private static TlsSettings.Builder trusting() {
        return TlsSettings.builder()
                .trust(new TrustPolicy.Anchors(
                        List.of(TrustAnchorKey.of(AUTHORITY.certificate())), AnchorSource.NONE, false));
    }

    /** A server with a bad certificate, the number that BearSSL has for it, and words of the reason. */
    record BadCertificate(String name, Identity identity, int number, String reason) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<BadCertificate> badCertificates() {
        DemoAuthority intermediate = AUTHORITY.intermediate("Demo Intermediate");
        Identity deep = intermediate.issue(Leaf.localhost());
        return Stream.of(
                new BadCertificate("expired", AUTHORITY.issue(Leaf.localhost().expired()), 54, "expired on"),
                new BadCertificate(
                        "not yet valid", AUTHORITY.issue(Leaf.localhost().notYetValid()), 54, "not valid before"),
                new BadCertificate("wrong host", AUTHORITY.issue(Leaf.forHost("elsewhere.example")), 56, "not for"),
                new BadCertificate(
                        "expired and wrong host",
                        AUTHORITY.issue(Leaf.forHost("elsewhere.example").expired()),
                        54,
                        "expired on"),
                new BadCertificate("self-signed", DemoAuthority.selfSigned(Leaf.localhost()), 62, "self-signed"),
                new BadCertificate(
                        "untrusted root",
                        DemoAuthority.create("Another Root").issue(Leaf.localhost()),
                        62,
                        "no trust anchor"),
                new BadCertificate(
                        "root of the same name",
                        DemoAuthority.create("wroom4j demo root").issue(Leaf.localhost()),
                        62,
                        "no trust anchor"),
                new BadCertificate(
                        "incomplete chain", new Identity(deep.key(), List.of(deep.leaf())), 62, "no trust anchor"),
                new BadCertificate(
                        "common name only",
                        AUTHORITY.issue(Leaf.localhost().onlyCommonName("localhost")),
                        56,
                        "common name without SAN"),
                new BadCertificate(
                        "a client's",
                        AUTHORITY.issue(Leaf.forClient("localhost").names("localhost")),
                        59,
                        "not for servers"),
                new BadCertificate(
                        "1024 bits", AUTHORITY.issue(Leaf.localhost().key(KeyKind.RSA_1024)), 60, "1024 bits"),
                new BadCertificate(
                        "wildcard across labels", AUTHORITY.issue(Leaf.forHost("*.localhost")), 56, "*.localhost"));
    }

    @ParameterizedTest
    @MethodSource("badCertificates")
    void a_bad_certificate_is_refused_for_what_is_wrong_with_it(BadCertificate bad) {
        try (var server = DemoServer.builder(AUTHORITY).identity(bad.identity()).start()) {
            TlsFailure failure = refused(server.port(), trusting().build());

            assertEquals(bad.number(), failure.errorNumber(), failure.getMessage());
            assertEquals(TlsFailure.Stage.CERTIFICATE, failure.stage());
            assertTrue(failure.getMessage().contains(bad.reason()), failure.getMessage());
        }
    }

    /** What a server does, after how many honest records, and words of the reason. */
    record BadManners(String name, Misbehaviour how, int after, String reason) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<BadManners> badManners() {
        return Stream.of(
                new BadManners("stalls at once", new Misbehaviour.Stall(), 0, "no answer to the hello in time"),
                new BadManners("stalls after the certificate", new Misbehaviour.Stall(), 2, "not finished in time"),
                new BadManners("hangs up at once", new Misbehaviour.Close(), 0, "without a byte"),
                new BadManners("hangs up after the hello", new Misbehaviour.Close(), 1, "closed the connection after"),
                new BadManners("resets after the certificate", new Misbehaviour.Reset(), 2, "clos"),
                new BadManners("truncates its hello", new Misbehaviour.Truncate(20), 0, "closed the connection after"),
                new BadManners(
                        "truncates its certificate", new Misbehaviour.Truncate(200), 1, "closed the connection after"),
                new BadManners("plain HTTP", Misbehaviour.plainHttp(), 0, "not TLS"),
                new BadManners("a record too long", Misbehaviour.hugeRecord(22, 20_000), 0, "record_overflow"),
                new BadManners(
                        "a handshake without end", new Misbehaviour.Endless(new byte[] {22, 3, 3, 0, 1, 0}), 1, ""),
                new BadManners(
                        "a fatal alert",
                        Misbehaviour.alert(2, Alert.HANDSHAKE_FAILURE, true),
                        0,
                        "alert 40 handshake_failure"),
                new BadManners(
                        "an alert after the certificate",
                        Misbehaviour.alert(2, Alert.INTERNAL_ERROR, true),
                        2,
                        "alert 80 internal_error"),
                new BadManners("one wrong bit in the certificate", new Misbehaviour.Corrupt(), 1, ""),
                new BadManners("one wrong bit in Finished", new Misbehaviour.Corrupt(), 4, "bad_record_mac"),
                new BadManners("a hello out of place", Misbehaviour.hugeRecord(23, 100), 1, "unexpected_message"));
    }

    @ParameterizedTest
    @MethodSource("badManners")
    void bad_manners_end_the_handshake_in_time_and_are_told(BadManners bad) {
        try (var server = HostileServer.start(GOOD, bad.how(), bad.after())) {
            TlsSettings settings = trusting()
                    .versions(TlsSettings.TLS12, TlsSettings.TLS12)
                    .suites(List.of(0x002F))
                    .build();
            Duration patience =
                    bad.how() instanceof Misbehaviour.Stall ? Duration.ofMillis(700) : Duration.ofSeconds(15);

            TlsFailure failure = refused(server.port(), settings, patience);

            assertTrue(failure.getMessage().contains(bad.reason()), failure.getMessage());
        }
    }

    private static TlsFailure refused(int port, TlsSettings settings) {
        return refused(port, settings, Duration.ofSeconds(15));
    }

    private static TlsFailure refused(int port, TlsSettings settings, Duration patience) {
        var module = new SocketModule();
        var tls = new HostTls(module);
        TlsFailure failure = assertThrows(
                TlsFailure.class, () -> tls.open(new Peer("localhost", port), settings, Deadline.in(patience)));
        assertEquals(0, module.openLinks(), "the link is closed");
        return failure;
    }
}

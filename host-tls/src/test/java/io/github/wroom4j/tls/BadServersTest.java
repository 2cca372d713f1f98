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
import io.github.wroom4j.servers.LegacyTlsServer;
import io.github.wroom4j.servers.Misbehaviour;
import io.github.wroom4j.testing.SocketModule;
import io.github.wroom4j.tls.trust.AnchorSource;
import io.github.wroom4j.tls.trust.TrustAnchorKey;
import io.github.wroom4j.tls.trust.TrustPolicy;
import io.github.wroom4j.tlswire.Alert;
import io.github.wroom4j.tlswire.CipherSuite;
import io.github.wroom4j.tlswire.ProtocolVersion;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers with bad certificates and bad manners: each is refused with its own reason, in time, and nothing is left. */
@ExtendWith(LeakCheck.class)
class BadServersTest {
    private static final DemoAuthority AUTHORITY = DemoAuthority.create();
    static final Identity GOOD = AUTHORITY.issue(Leaf.localhost());

    static TlsSettings.Builder trusting() {
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
                        "not a trust anchor"),
                new BadCertificate(
                        "root of the same name",
                        DemoAuthority.create("wroom4j demo root").issue(Leaf.localhost()),
                        62,
                        "not a trust anchor"),
                new BadCertificate(
                        "incomplete chain", new Identity(deep.key(), List.of(deep.leaf())), 62, "not a trust anchor"),
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
                        "a handshake without end",
                        new Misbehaviour.Endless(new byte[] {22, 3, 3, 0, 1, 0}),
                        1,
                        "longer than 262144 bytes"),
                new BadManners(
                        "a fatal alert",
                        Misbehaviour.alert(2, Alert.HANDSHAKE_FAILURE, true),
                        0,
                        "alert 40 handshake_failure"),
                new BadManners(
                        "an alert of a level that there is not",
                        Misbehaviour.alert(77, Alert.HANDSHAKE_FAILURE, true),
                        0,
                        "alert 40 handshake_failure"),
                new BadManners(
                        "an alert after the certificate",
                        Misbehaviour.alert(2, Alert.INTERNAL_ERROR, true),
                        2,
                        "alert 80 internal_error"),
                new BadManners("one wrong bit in the certificate", new Misbehaviour.Corrupt(), 1, "refused with alert"),
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

    /** A server that speaks nothing we offer, and the alert by which it says so. */
    record BadProtocol(String name, LegacyTlsServer.Builder how, int alert) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<BadProtocol> badProtocols() {
        var only12 = ProtocolVersion.TLS_1_2;
        return Stream.of(
                new BadProtocol("TLS 1.0 and 1.1", LegacyTlsServer.ofTheOldDays(GOOD), 70),
                new BadProtocol("RC4", LegacyTlsServer.onlyRc4(GOOD), 40),
                new BadProtocol(
                        "3DES", LegacyTlsServer.builder(GOOD).versions(only12).suites(CipherSuite.of(0x000A)), 40),
                new BadProtocol(
                        "static RSA",
                        LegacyTlsServer.builder(GOOD).versions(only12).suites(CipherSuite.of(0x009C, 0x002F)),
                        40),
                new BadProtocol(
                        "CBC", LegacyTlsServer.builder(GOOD).versions(only12).suites(CipherSuite.of(0xC013)), 40));
    }

    @ParameterizedTest
    @MethodSource("badProtocols")
    void a_server_that_speaks_only_legacy_is_not_spoken_to_and_the_advice_says_how(BadProtocol bad) {
        try (var server = bad.how().start()) {
            TlsFailure failure = refused(server.port(), trusting().build());

            assertEquals(bad.alert(), failure.errorNumber(), failure.getMessage());
            assertTrue(failure.alertFromPeer());
            assertTrue(
                    failure.advice().contains(bad.alert() == 70 ? "setSSLVersion()" : "setCiphers()"),
                    failure.advice());
            assertTrue(failure.offered().contains("TLS 1.3"), "what was offered is told");
        }
    }

    @Test
    void a_server_that_wants_a_second_handshake_is_refused_it_and_the_connection_goes_on() {
        try (var server = HostileServer.start(LegacyTlsServer.onlyTls12(GOOD), new Misbehaviour.Renegotiate(), 0)) {
            var module = new SocketModule();
            Deadline deadline = Deadline.in(Duration.ofSeconds(30));
            var link = new HostTls(module)
                    .open(new Peer("localhost", server.port()), trusting().build(), deadline);
            byte[] request = "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            link.write(request, 0, request.length, deadline);
            var text = new StringBuilder();
            byte[] buffer = new byte[500];
            for (int got; (got = link.read(buffer, 0, buffer.length, deadline)) > 0; ) {
                text.append(new String(buffer, 0, got, StandardCharsets.ISO_8859_1));
            }
            link.close();
            assertTrue(text.toString().startsWith("HTTP/1."), text.toString());
            assertEquals("TLS 1.2", link.version().orElseThrow());
            assertEquals(0, module.openLinks());
        }
    }

    @Test
    void a_chain_in_the_wrong_order_is_put_in_order_and_strictly_refused() {
        DemoAuthority upper = AUTHORITY.intermediate("Upper", KeyKind.EC_P256);
        Identity deep = upper.intermediate("Lower", KeyKind.EC_P256).issue(Leaf.localhost());
        List<X509Certificate> turned = new ArrayList<>(deep.chain());
        Collections.reverse(turned.subList(1, turned.size()));
        turned.add(AUTHORITY.certificate());
        try (var server =
                LegacyTlsServer.onlyTls12(new Identity(deep.key(), turned)).start()) {
            var module = new SocketModule();
            var link = new HostTls(module)
                    .open(
                            new Peer("localhost", server.port()),
                            trusting().build(),
                            Deadline.in(Duration.ofSeconds(30)));
            assertEquals(turned.size(), link.peerChain().size());
            link.close();

            TlsFailure strict = refused(
                    server.port(),
                    TlsSettings.builder()
                            .trust(new TrustPolicy.Anchors(
                                    List.of(TrustAnchorKey.of(AUTHORITY.certificate())), AnchorSource.NONE, true))
                            .build());
            assertEquals(55, strict.errorNumber(), strict.getMessage());
        }
    }

    @Test
    void a_thousand_names_are_read_and_ten_thousand_are_too_many() {
        String[] names =
                IntStream.range(0, 1000).mapToObj(i -> "host" + i + ".example").toArray(String[]::new);
        String[] more = IntStream.range(0, 10_000)
                .mapToObj(i -> "host" + i + ".example")
                .toArray(String[]::new);
        Leaf leaf = Leaf.localhost().key(KeyKind.EC_P256);
        try (var server = DemoServer.builder(AUTHORITY)
                        .identity(AUTHORITY.issue(leaf.names(names)))
                        .start();
                var endless = DemoServer.builder(AUTHORITY)
                        .identity(AUTHORITY.issue(leaf.names(more)))
                        .start()) {
            new HostTls(new SocketModule())
                    .open(new Peer("localhost", server.port()), trusting().build(), Deadline.in(Duration.ofSeconds(30)))
                    .close();

            TlsFailure failure = refused(endless.port(), trusting().build());
            assertTrue(failure.getMessage().contains("exceeds the maximum"), failure.getMessage());
        }
    }

    static TlsFailure refused(int port, TlsSettings settings) {
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

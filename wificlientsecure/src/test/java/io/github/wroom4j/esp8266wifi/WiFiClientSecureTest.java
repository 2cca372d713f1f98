package io.github.wroom4j.esp8266wifi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.hal.testing.LeakCheck;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.testing.SocketModule;
import io.github.wroom4j.tls.TlsFailure;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class WiFiClientSecureTest {
    private static DemoAuthority authority;
    private static DemoServer server;

    private final SocketModule module = new SocketModule();
    private SketchContext context;
    private WiFiClientSecure client;

    @BeforeAll
    static void start() {
        authority = DemoAuthority.create();
        server = DemoServer.builder(authority)
                .identity(authority.intermediate("Demo Intermediate").issue(Leaf.localhost()))
                .start();
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @BeforeEach
    void setUp() {
        context = new SketchContext(module, null, new Console().serial());
        client = new WiFiClientSecure(context);
        client.setHandshakeTimeout(20_000);
    }

    @AfterEach
    void tearDown() {
        client.stop();
        assertEquals(0, module.openLinks(), "links left open");
        module.close();
    }

    private static X509List anchors() {
        return new X509List(server.caPem());
    }

    private String get(String path) {
        client.print("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        var text = new StringBuilder();
        byte[] buffer = new byte[500];
        long giveUp = System.nanoTime() + 10_000_000_000L;
        while ((client.connected() || client.available() > 0) && System.nanoTime() < giveUp) {
            int got = client.read(buffer, 0, buffer.length);
            if (got > 0) {
                text.append(new String(buffer, 0, got, StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }

    private static byte[] leaf() throws GeneralSecurityException {
        return server.identity().leaf().getEncoded();
    }

    private static String sha1(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.ofDelimiter(":")
                .formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    }

    @Test
    @Rule({"TLS-7", "TLS-8", "TLS-30", "TLS-33", "TLS-34"})
    void a_page_comes_over_verified_tls_1_3() {
        client.setTrustAnchors(anchors());

        assertEquals(
                1,
                client.connect("localhost", server.port()),
                () -> client.getLastError().message());
        assertTrue(client.describeTls().matches("TLS 1.3, TLS_\\w+, on the JVM"), client.describeTls());
        String answer = get("/bytes/20000");

        assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
        assertEquals(20_000, answer.length() - answer.indexOf("\r\n\r\n") - 4);
        assertEquals(0, client.getLastSSLError());
        assertEquals(2, client.peerCertificates().size());
    }

    @Test
    @Rule("TLS-15")
    void version_1_2_alone_is_possible() {
        client.setTrustAnchors(anchors());
        assertTrue(client.setSSLVersion(WiFiClientSecure.BR_TLS12, WiFiClientSecure.BR_TLS12));

        assertEquals(
                1,
                client.connect("localhost", server.port()),
                () -> client.getLastError().message());

        assertTrue(client.describeTls().matches("TLS 1.2, TLS_ECDHE_\\w+, on the JVM"), client.describeTls());
    }

    @Test
    @Rule("TLS-15")
    void versions_outside_the_range_change_nothing() {
        assertFalse(client.setSSLVersion(0x0300, 0x0303));
        assertFalse(client.setSSLVersion(0x0303, 0x0305));
        assertFalse(client.setSSLVersion(0x0304, 0x0303));

        client.setInsecure();
        assertEquals(1, client.connect("localhost", server.port()));
        assertEquals("TLS 1.3", client.tlsLink().orElseThrow().version().orElseThrow());
    }

    @Test
    @Rule("TLS-1")
    void without_trust_nothing_is_sent_and_the_way_out_is_named() {
        assertEquals(0, client.connect("localhost", server.port()));

        assertTrue(module.opened().isEmpty(), "no TCP connection was asked for");
        assertEquals(62, client.getLastSSLError());
        assertEquals("Chain could not be linked to a trust anchor.", client.getLastSSLErrorText());
        assertEquals(Stage.SETTINGS, client.getLastError().stage());
        assertTrue(
                client.getLastError()
                        .message()
                        .contains("Call setTrustAnchors(..), setSystemTrust() or setInsecure()."),
                client.getLastError().message());
    }

    @Test
    @Rule("TLS-3")
    void set_insecure_accepts_anyone() {
        client.setInsecure();

        assertEquals(1, client.connect("127.0.0.1", server.port()));
    }

    @Test
    @Rule("TLS-4")
    void the_right_fingerprint_is_enough_and_the_wrong_one_is_62() throws GeneralSecurityException {
        assertTrue(client.setFingerprint(sha1(leaf())));
        assertEquals(1, client.connect("localhost", server.port()));

        assertTrue(client.setFingerprint(sha1(new byte[] {1})));
        assertEquals(0, client.connect("localhost", server.port()));

        assertEquals(62, client.getLastSSLError());
        assertTrue(client.getLastError().message().contains(sha1(leaf())), "the right one is told");
    }

    @ParameterizedTest
    @Rule("TLS-4")
    @ValueSource(
            strings = {
                "",
                " 00112233445566778899AABBCCDDEEFF00112233",
                "00112233445566778899AABBCCDDEEFF0011223",
                "00112233445566778899AABBCCDDEEFF001122",
                "00112233445566778899AABBCCDDEEFF0011223344",
                "00-11-22-33-44-55-66-77-88-99-AA-BB-CC-DD-EE-FF-00-11-22-33",
                "0 0112233445566778899AABBCCDDEEFF00112233",
                "00112233445566778899AABBCCDDEEFF0011223G"
            })
    void a_malformed_fingerprint_is_refused_and_changes_nothing(String text) {
        client.setInsecure();

        assertFalse(client.setFingerprint(text));

        assertEquals(1, client.connect("localhost", server.port()), "setInsecure() still holds");
    }

    @ParameterizedTest
    @Rule("TLS-4")
    @ValueSource(
            strings = {
                "00112233445566778899AABBCCDDEEFF00112233",
                "00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:00:11:22:33",
                "00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF 00 11 22 33 ::",
                "00::11 22  33445566778899AABBCCDDEEFF0011 2233"
            })
    void fingerprints_are_read_as_sketches_write_them(String text) {
        assertArrayEquals(
                HexFormat.of().parseHex("00112233445566778899aabbccddeeff00112233"),
                Fingerprints.parse(text).orElseThrow());
    }

    @Test
    @Rule("TLS-2")
    void the_last_way_to_trust_holds_alone() throws GeneralSecurityException {
        client.setInsecure();
        client.setFingerprint(sha1(new byte[] {1}));
        assertEquals(0, client.connect("localhost", server.port()));

        client.setFingerprint(sha1(new byte[] {1}));
        client.setTrustAnchors(anchors());
        assertEquals(1, client.connect("localhost", server.port()));

        client.setTrustAnchors(anchors());
        client.allowSelfSignedCerts();
        assertEquals(0, client.connect("localhost", server.port()));
        assertEquals(62, client.getLastSSLError());
    }

    @Test
    @Rule("TLS-6")
    void a_known_key_is_enough() throws GeneralSecurityException {
        byte[] key = server.identity().leaf().getPublicKey().getEncoded();
        client.setKnownKey(new PublicKey(key));
        assertEquals(
                1,
                client.connect("127.0.0.1", server.port()),
                () -> client.getLastError().message());

        client.setKnownKey(new PublicKey(key), WiFiClientSecure.BR_KEYTYPE_KEYX);
        assertEquals(0, client.connect("127.0.0.1", server.port()));
        assertEquals(28, client.getLastSSLError());

        client.setKnownKey(new PublicKey(authority.certificate().getPublicKey().getEncoded()));
        assertEquals(0, client.connect("127.0.0.1", server.port()));
        assertEquals(27, client.getLastSSLError());
    }

    @Test
    void pins_of_key_and_certificate_hold_with_a_backup_beside_them() throws GeneralSecurityException {
        var sha256 = MessageDigest.getInstance("SHA-256");
        byte[] pin = sha256.digest(server.identity().leaf().getPublicKey().getEncoded());
        String backup = HexFormat.of().formatHex(sha256.digest(new byte[] {1}));

        client.setPublicKeyPins(backup, "sha256/" + Base64.getEncoder().encodeToString(pin));
        assertEquals(1, client.connect("localhost", server.port()));
        client.setCertificatePins(HexFormat.ofDelimiter(":").formatHex(sha256.digest(leaf())));
        assertEquals(1, client.connect("localhost", server.port()));
        client.setPublicKeyPins(backup);
        assertEquals(0, client.connect("localhost", server.port()));

        assertEquals(62, client.getLastSSLError());
    }

    @Test
    @Rule("TLS-8")
    void an_address_is_matched_with_the_addresses_of_the_certificate() {
        client.setTrustAnchors(anchors());

        assertEquals(1, client.connect(new IPAddress(127, 0, 0, 1), server.port()));
        assertEquals(0, client.connect(new IPAddress(127, 0, 0, 2), server.port()));

        assertEquals(56, client.getLastSSLError());
    }

    @Test
    @Rule({"TLS-8", "TLS-38"})
    void a_wrong_name_is_56_and_both_names_are_told() {
        module.host("elsewhere.example");
        client.setTrustAnchors(anchors());

        assertEquals(0, client.connect("elsewhere.example", server.port()));

        assertEquals(56, client.getLastSSLError());
        assertEquals("Expected server name was not found in the chain.", client.getLastSSLErrorText());
        String message = client.getLastError().message();
        assertTrue(message.contains("localhost") && message.contains("elsewhere.example"), message);
        assertEquals(
                TlsFailure.Stage.CERTIFICATE,
                client.getLastFailure().orElseThrow().stage());
    }

    @Test
    @Rule({"TLS-9", "TLS-7"})
    void an_unset_clock_is_54_and_says_that_the_clock_is_not_set() {
        client.setTrustAnchors(anchors());
        client.setX509Time(12_345);
        assertEquals(0, client.connect("localhost", server.port()));
        assertEquals(54, client.getLastSSLError());
        assertTrue(
                client.getLastError().message().contains("clock was never set"),
                client.getLastError().message());

        client.setX509Time(Instant.now().plusSeconds(3600L * 24 * 400).getEpochSecond());
        assertEquals(0, client.connect("localhost", server.port()));
        assertEquals(54, client.getLastSSLError());
        assertTrue(
                client.getLastError().message().contains("expired"),
                client.getLastError().message());

        client.setX509Time(0);
        assertEquals(1, client.connect("localhost", server.port()));
    }

    @Test
    @Rule("TLS-7")
    void a_foreign_authority_is_62() {
        client.setTrustAnchors(X509List.of(DemoAuthority.create("Another Root").certificate()));

        assertEquals(0, client.connect("localhost", server.port()));

        assertEquals(62, client.getLastSSLError());
        assertTrue(client.getLastError().message().contains("setTrustAnchors"));
    }

    @Test
    @Rule({"TLS-5", "TLS-7"})
    void a_self_signed_certificate_is_trusted_by_itself_or_by_permission() {
        Identity own = DemoAuthority.selfSigned(Leaf.localhost());
        try (var selfSigned = DemoServer.builder(authority).identity(own).start()) {
            client.setTrustAnchors(anchors());
            assertEquals(0, client.connect("localhost", selfSigned.port()));
            assertEquals(62, client.getLastSSLError());

            client.setTrustAnchors(X509List.of(own.leaf()));
            assertEquals(
                    1,
                    client.connect("localhost", selfSigned.port()),
                    () -> client.getLastError().message());

            client.allowSelfSignedCerts();
            assertEquals(1, client.connect("localhost", selfSigned.port()));
            client.stop();
        }
    }

    @Test
    @Rule("TLS-10")
    void a_client_certificate_is_shown_when_the_server_asks() {
        for (Leaf.KeyKind kind : new Leaf.KeyKind[] {Leaf.KeyKind.RSA_2048, Leaf.KeyKind.EC_P256}) {
            Identity me = authority.issue(Leaf.forClient("me").key(kind));
            for (int version : new int[] {WiFiClientSecure.BR_TLS12, WiFiClientSecure.BR_TLS13}) {
                try (var strict = DemoServer.builder(authority)
                        .demandClientCertificate(authority)
                        .start()) {
                    client.setTrustAnchors(anchors());
                    client.setSSLVersion(version, version);
                    var chain = new X509List(me.chainPem());
                    var key = new PrivateKey(me.keyPem());
                    if (kind == Leaf.KeyKind.EC_P256) {
                        client.setClientECCert(chain, key, 0, WiFiClientSecure.BR_KEYTYPE_RSA);
                    } else {
                        client.setClientRSACert(chain, key);
                    }

                    assertEquals(
                            1,
                            client.connect("localhost", strict.port()),
                            () -> client.getLastError().message());
                    assertTrue(get("/").startsWith("HTTP/1.1 200"), kind + " in " + client.describeTls());
                    client.stop();
                }
            }
        }
    }

    @Test
    @Rule("TLS-10")
    void a_missing_client_certificate_is_told_even_when_1_3_tells_it_late() {
        try (var strict =
                DemoServer.builder(authority).demandClientCertificate(authority).start()) {
            client.setTrustAnchors(anchors());
            client.setSSLVersion(WiFiClientSecure.BR_TLS13, WiFiClientSecure.BR_TLS13);
            // The handshake is over for the client before the server has looked at its empty certificate.
            assertEquals(1, client.connect("localhost", strict.port()));
            assertEquals("", get("/"));

            TlsFailure failure = client.getLastFailure().orElseThrow();
            assertEquals(TlsFailure.Stage.DATA, failure.stage());
            assertTrue(failure.advice().contains("client certificate"), failure.getMessage());

            client.setSSLVersion(WiFiClientSecure.BR_TLS12, WiFiClientSecure.BR_TLS12);
            assertEquals(0, client.connect("localhost", strict.port()));
            assertTrue(
                    client.getLastError().message().contains("client certificate"),
                    client.getLastError().message());
            client.stop();
        }
    }

    @Test
    @Rule("TLS-38")
    void numbers_are_zero_for_what_bearssl_has_no_number_for_and_the_cause_is_told() {
        client.setInsecure();

        assertEquals(0, client.connect("nowhere.example", 443));
        assertEquals(0, client.getLastSSLError());
        assertEquals(Stage.RESOLVE, client.getLastError().stage());

        assertEquals(0, client.connect("localhost", server.plainPort()));
        assertEquals(3, client.getLastSSLError(), "measured: plain text is 3, not 9");
        assertTrue(
                client.getLastError().message().contains("not TLS"),
                client.getLastError().message());

        client.stop();
        assertEquals(0, client.getLastSSLError());
        assertEquals("OK", client.getLastSSLErrorText());
    }

    @Test
    @Rule({"TLS-14", "TLS-38"})
    void an_alert_keeps_its_bare_number_and_gets_its_own_name() {
        try (var old = DemoServer.builder(authority)
                .versions("TLSv1.2")
                .suites("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384")
                .start()) {
            client.setInsecure();
            assertTrue(client.setCiphers(0xCCA8));
            assertEquals(0, client.connect("localhost", old.port()));

            assertEquals(40, client.getLastSSLError());
            assertTrue(
                    client.getLastSSLErrorText().startsWith("SSL received fatal alert - handshake_failure"),
                    client.getLastSSLErrorText());

            assertTrue(client.setCiphers(0xC030));
            assertEquals(1, client.connect("localhost", old.port()));
            client.stop();
        }
    }

    @Test
    @Rule("TLS-14")
    void a_suite_that_does_not_exist_is_named_before_anything_is_sent() {
        client.setInsecure();
        assertTrue(client.setCiphers(0xC030, 0xABCD));

        assertEquals(0, client.connect("localhost", server.port()));

        assertTrue(module.opened().isEmpty());
        assertTrue(
                client.getLastError().message().contains("0xABCD"),
                client.getLastError().message());
    }

    @Test
    @Rule({"TLS-11", "TLS-12"})
    void a_fragment_length_is_asked_for_when_both_sizes_are_below_16384() {
        client.setTrustAnchors(anchors());
        client.setBufferSizes(1500, 512);
        assertEquals(
                1,
                client.connect("localhost", server.port()),
                () -> client.getLastError().message());

        client.setBufferSizes(100_000, 16_384);
        assertEquals(1, client.connect("localhost", server.port()));
        assertEquals(0, client.getMFLNStatus());
    }

    @Test
    @Rule("TLS-17")
    void a_certificate_store_vouches_beside_or_without_anchors() throws GeneralSecurityException {
        var store = new CertStore();
        assertEquals(
                2,
                store.readArchive(ArArchive.of(
                        DemoAuthority.create("Another Root").certificate().getEncoded(),
                        authority.certificate().getEncoded())));

        client.setCertStore(store);
        assertEquals(
                1,
                client.connect("localhost", server.port()),
                () -> client.getLastError().message());

        client.setFingerprint(sha1(new byte[] {1}));
        assertEquals(0, client.connect("localhost", server.port()), "a store is ignored beside a fingerprint");
    }

    @Test
    @Rule({"AX-2", "AX-5"})
    void verify_after_connect_really_compares() throws GeneralSecurityException {
        client.setInsecure();
        assertFalse(client.verify(sha1(leaf()), "localhost"), "not connected");
        assertTrue(client.getLastError().message().contains("connect() comes first"));
        assertEquals(1, client.connect("localhost", server.port()));

        assertTrue(client.verify(sha1(leaf()).replace(':', ' '), "localhost"));
        assertFalse(client.getLastError().isError());
        assertFalse(client.verify(sha1(leaf()), "elsewhere"));
        assertTrue(client.getLastError().message().endsWith(" is not for elsewhere"));
        assertFalse(client.verify(sha1(new byte[] {1}), "localhost"));
        assertTrue(client.getLastError().message().startsWith("the certificate's SHA-1 is "));
        assertTrue(client.verify(sha1(leaf()) + "\0left over", "localhost\0left over"));
        assertFalse(client.getLastError().isError(), "until the next success");
        assertFalse(client.verify("not a fingerprint", "localhost"));
        assertTrue(client.getLastError().message().contains("20 pairs of hex digits"));
        assertFalse(client.verifyCertChain("localhost"));
        assertTrue(client.getLastError().message().contains("needs an authority"));
        assertTrue(client.connected(), "verify closes nothing");
    }

    @Test
    void several_clients_at_once_share_one_module() {
        client.setTrustAnchors(anchors());
        var second = new WiFiClientSecure(context);
        second.setTrustAnchors(anchors());
        var plain = new WiFiClient(context);

        assertEquals(1, client.connect("localhost", server.port()));
        assertEquals(1, second.connect("localhost", server.port()));
        assertEquals(1, plain.connect("localhost", server.plainPort()));
        plain.print("GET / HTTP/1.0\r\n\r\n");
        second.print("GET / HTTP/1.0\r\n\r\n");

        assertTrue(get("/").startsWith("HTTP/1.1 200"));
        assertTrue(second.readString().startsWith("HTTP/1."));
        assertTrue(plain.readString().startsWith("HTTP/1."));
        second.stop();
        plain.stop();
    }

    @Test
    void a_leaf_of_every_kind_is_read_back_from_the_link() {
        client.setInsecure();
        assertEquals(1, client.connect("localhost", server.port()));

        X509Certificate leaf = client.peerCertificates().get(0);

        assertEquals(server.identity().leaf(), leaf);
    }
}

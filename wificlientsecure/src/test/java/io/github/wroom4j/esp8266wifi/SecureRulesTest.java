package io.github.wroom4j.esp8266wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.hal.testing.OwnThread;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.Leaf.KeyKind;
import io.github.wroom4j.servers.LegacyTlsServer;
import io.github.wroom4j.testing.Bytes;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.Peers;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.testing.SocketModule;
import io.github.wroom4j.tlswire.ClientHello;
import io.github.wroom4j.tlswire.NamedGroup;
import io.github.wroom4j.tlswire.ProtocolVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rules of a secure connection's life, of strict mode, of legacy on request, and of the calls of axTLS's time. */
@Timeout(120)
class SecureRulesTest {
    private static DemoAuthority authority;
    private static DemoServer server;

    private final SocketModule module = new SocketModule();
    private SketchContext context;
    private WiFiClientSecure client;

    @BeforeAll
    static void start() {
        authority = DemoAuthority.create("wroom4j demo root", KeyKind.EC_P256);
        server = DemoServer.builder(authority)
                .identity(authority.issue(Leaf.localhost().key(KeyKind.EC_P256)))
                .start();
    }

    @AfterAll
    static void end() {
        server.close();
    }

    @BeforeEach
    void setUp() {
        context = new SketchContext(module, null, new Console().serial());
        client = client();
    }

    private WiFiClientSecure client() {
        var made = new WiFiClientSecure(context);
        made.setHandshakeTimeout(20_000);
        return made;
    }

    @AfterEach
    void tearDown() {
        client.stop();
        assertEquals(0, module.openLinks(), "links left open");
        module.close();
    }

    private static X509List anchors() {
        return X509List.of(authority.certificate());
    }

    private void connects(WiFiClientSecure one, int port) {
        assertEquals(1, one.connect("localhost", port), () -> one.getLastError().message());
    }

    private static ClientHello helloOf(byte[] bytes) {
        return ClientHello.readRecords(bytes);
    }

    /** A peer that takes one hello and closes. */
    private static Peers helloTaker(BlockingQueue<byte[]> hellos) throws IOException {
        return new Peers(socket -> {
            byte[] buffer = new byte[4096];
            int length = 0;
            while (length < 5 || length < 5 + ((buffer[3] & 0xff) << 8 | buffer[4] & 0xff)) {
                int got = socket.getInputStream().read(buffer, length, buffer.length - length);
                if (got < 0) {
                    return;
                }
                length += got;
            }
            hellos.add(Arrays.copyOf(buffer, length));
        });
    }

    @Test
    @Rule({"TLS-18", "TLS-8"})
    void the_default_hello_offers_nine_modern_suites_four_groups_and_the_name_and_no_more() throws Exception {
        var hellos = new ArrayBlockingQueue<byte[]>(2);
        try (var taker = helloTaker(hellos)) {
            client.setInsecure();
            assertEquals(0, client.connect("localhost", taker.port()));
            ClientHello hello = helloOf(hellos.poll(20, TimeUnit.SECONDS));

            assertEquals(
                    List.of(0x1303, 0x1301, 0x1302, 0xCCA9, 0xCCA8, 0xC02B, 0xC02F, 0xC02C, 0xC030),
                    hello.suites().stream()
                            .map(suite -> suite.code())
                            .filter(code -> code != 0x00FF)
                            .toList());
            assertEquals(List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2), hello.versions());
            assertEquals(
                    List.of(0x001D, 0x0017, 0x0018, 0x0019),
                    hello.groups().stream().map(NamedGroup::code).toList());
            assertEquals(
                    List.of(0x001D),
                    hello.keyShareGroups().stream().map(NamedGroup::code).toList(),
                    "lean: one key share");
            assertEquals("localhost", hello.serverName().orElseThrow());
            assertEquals(List.of(), hello.alpn());
            assertTrue(hello.extension(5).isEmpty(), "no status request");
            assertTrue(hello.maxFragmentLength().isEmpty());
            assertTrue(hello.offersExtendedMasterSecret() && hello.offersSecureRenegotiation());
            assertTrue(hello.signatureSchemes().stream().noneMatch(s -> (s.code() >> 8) < 4), "no SHA-1, no MD5");

            assertEquals(0, client.connect(new IPAddress(127, 0, 0, 1), taker.port()));
            assertTrue(helloOf(hellos.poll(20, TimeUnit.SECONDS)).serverName().isEmpty(), "an address is no name");
        }
    }

    @Test
    @Rule("TLS-11")
    void strictly_the_default_sizes_ask_for_512() throws Exception {
        var hellos = new ArrayBlockingQueue<byte[]>(1);
        context.strict(true);
        WiFiClientSecure strict = client();
        try (var taker = helloTaker(hellos)) {
            strict.setInsecure();
            assertEquals(0, strict.connect("localhost", taker.port()));

            assertEquals(
                    512,
                    helloOf(hellos.poll(20, TimeUnit.SECONDS))
                            .maxFragmentLength()
                            .orElseThrow());
        }
    }

    @Test
    @Rule({"TLS-30", "TLS-31"})
    void a_timeout_reaches_the_handshake_unless_strict() throws IOException {
        assertEquals(15_000, new WiFiClientSecure(context).getConnectionTimeout());
        try (var silent = new Peers(socket -> socket.getInputStream().readAllBytes())) {
            client.setInsecure();
            client.setTimeout(400);
            assertEquals(400, client.getConnectionTimeout());

            assertEquals(0, client.connect("localhost", silent.port()));

            assertTrue(
                    client.getLastError().message().contains("in time"),
                    client.getLastError().message());
            assertTrue(client.getLastError().message().contains("setHandshakeTimeout"));
            assertEquals(0, client.getLastSSLError(), "measured: a timeout has no number (TLS-38)");
            assertEquals(0, module.openLinks(), "TLS-30: the TCP link is closed, which the core forgets");
        }
        context.strict(true);
        var strict = new WiFiClientSecure(context);
        strict.setTimeout(400);
        assertEquals(15_000, strict.getConnectionTimeout());
        assertEquals(400, strict.getTimeout());
    }

    @Test
    @Rule({"TLS-32", "TLS-33"})
    void connected_stays_true_until_drained_unless_strict() {
        client.setTrustAnchors(anchors());
        connects(client, server.port());
        client.print("GET / HTTP/1.0\r\n\r\n");
        awaitClose(client);
        assertTrue(client.connected());
        assertTrue(client.readString().startsWith("HTTP/1."));
        assertFalse(client.connected());
        assertEquals(-1, client.read(new byte[1], 0, 1), "closed and drained is −1 in the secure class");
        assertEquals(0, client.write('x'));

        context.strict(true);
        WiFiClientSecure strict = client();
        strict.setTrustAnchors(anchors());
        connects(strict, server.port());
        strict.print("GET / HTTP/1.0\r\n\r\n");
        strict.flush();
        awaitClose(strict);
        assertFalse(strict.connected());
        assertTrue(strict.available() > 0, "the tail stays readable");
        strict.stop();
    }

    private static void awaitClose(WiFiClientSecure one) {
        one.flush();
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (one.status() != WiFiClient.CLOSED && System.nanoTime() < giveUp) {
            one.available();
        }
        assertEquals(WiFiClient.CLOSED, one.status());
    }

    @Test
    @Rule({"TLS-35", "TLS-33", "TLS-36"})
    void stop_says_goodbye_keeps_the_settings_and_may_be_said_twice() throws Exception {
        try (var own = new WiFiServerSecure(context, WiFiServerTest.freePort())) {
            Identity identity = authority.issue(Leaf.localhost().key(KeyKind.EC_P256));
            own.setECCert(X509List.of(identity.leaf()), 2, new PrivateKey(identity.keyPem()));
            own.begin();
            client.setTrustAnchors(anchors());
            for (int round = 0; round < 2; round++) {
                var connecting = OwnThread.supply(() -> client.connect("localhost", own.port()));
                while (!own.hasClient()) {
                    Thread.onSpinWait();
                }
                WiFiClientSecure other = own.accept();
                assertEquals(1, connecting.get(30, TimeUnit.SECONDS), "the settings hold for the next connect");
                assertTrue(client.asBool());
                assertEquals(WiFiClient.ESTABLISHED, client.status());
                assertEquals(own.port(), client.remotePort());
                assertEquals(new IPAddress(127, 0, 0, 1), client.remoteIP());
                client.setNoDelay(true);
                assertTrue(client.getNoDelay());
                assertTrue(client.availableForWrite() > 0);
                assertTrue(client.flush(1000));
                if (round == 0) {
                    assertTrue(client.stop(1000));
                    client.stop();
                } else {
                    client.abort();
                }
                assertEquals(
                        -1,
                        other.read(
                                new byte[1],
                                0,
                                1,
                                io.github.wroom4j.hal.Deadline.in(java.time.Duration.ofSeconds(20))));
                assertFalse(other.tlsLink()
                        .orElseThrow()
                        .whyClosed()
                        .map(Throwable::getMessage)
                        .orElse("")
                        .contains("without close_notify"));
                assertEquals(0, client.remotePort());
                assertEquals(new IPAddress(), client.remoteIP());
                assertFalse(client.getNoDelay());
                assertEquals(0, client.availableForWrite());
                assertEquals(0, client.getLastSSLError());
                assertTrue(client.flush(10), "nothing to wait for");
                other.stop();
            }
        }
    }

    @Test
    @Rule("TLS-37")
    void a_second_reference_is_the_same_session() {
        client.setTrustAnchors(anchors());
        WiFiClient copy = client;
        connects(client, server.port());
        assertTrue(copy.connected());

        copy.stop();

        assertFalse(client.connected());
        assertSame(copy, client);
    }

    @Test
    @Rule("TLS-14")
    void legacy_versions_and_suites_are_offered_on_request_only_and_warned_of() {
        Identity identity =
                DemoAuthority.create("another root", KeyKind.EC_P256).issue(Leaf.localhost());
        try (var old = LegacyTlsServer.ofTheOldDays(identity).start()) {
            client.setInsecure();
            assertEquals(0, client.connect("localhost", old.port()));
            assertEquals(70, client.getLastSSLError(), client.getLastError().message());

            var warnings = new CopyOnWriteArrayList<String>();
            Logger log = Logger.getLogger("io.github.wroom4j.tls.HostTls");
            Handler handler = collector(warnings);
            log.addHandler(handler);
            try {
                assertTrue(client.setSSLVersion(WiFiClientSecure.BR_TLS10, WiFiClientSecure.BR_TLS12));
                assertTrue(client.setCiphersLessSecure());
                connects(client, old.port());
            } finally {
                log.removeHandler(handler);
            }
            assertEquals("TLS 1.1", client.tlsLink().orElseThrow().version().orElseThrow());
            assertTrue(client.tlsLink().orElseThrow().suite().orElseThrow().startsWith("TLS_RSA_WITH_AES_"));
            assertEquals(1, warnings.size(), warnings::toString);
            assertTrue(warnings.get(0).contains("legacy") && warnings.get(0).contains("TLS 1.1"), warnings.get(0));
            client.stop();
        }
    }

    private static Handler collector(List<String> texts) {
        return new Handler() {
            @Override
            public void publish(LogRecord record) {
                texts.add(java.text.MessageFormat.format(
                        record.getMessage(), record.getParameters() == null ? new Object[0] : record.getParameters()));
            }

            @Override
            public void flush() {
                // Nothing is kept back.
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }

    @Test
    @Rule("TLS-3")
    void each_failure_and_each_unchecked_connection_is_one_warning() {
        var warnings = new CopyOnWriteArrayList<String>();
        Logger log = Logger.getLogger("io.github.wroom4j.esp8266wifi.WiFiClientSecure");
        Handler handler = collector(warnings);
        log.addHandler(handler);
        try {
            client.connect("localhost", server.port());
            assertEquals(1, warnings.size(), warnings::toString);
            assertTrue(warnings.get(0).contains("No trust is configured"), warnings.get(0));

            client.setInsecure();
            connects(client, server.port());
            assertEquals(2, warnings.size(), warnings::toString);
            assertTrue(warnings.get(1).contains("setInsecure"), warnings.get(1));

            client.setTrustAnchors(anchors());
            connects(client, server.port());
            assertEquals(2, warnings.size(), "nothing to warn of");

            client.failed(new ClientError(Stage.RECEIVE, "the end"));
            client.failed(new ClientError(Stage.RECEIVE, "the end"));
            assertEquals(3, warnings.size(), "each read behind the end meets it again");
        } finally {
            log.removeHandler(handler);
        }
    }

    @Test
    @Rule("TLS-7")
    void strictly_bearssls_laxer_rules_hold() {
        Identity onlyName =
                authority.issue(Leaf.localhost().key(KeyKind.EC_P256).onlyCommonName("localhost"));
        try (var old = DemoServer.builder(authority).identity(onlyName).start()) {
            client.setTrustAnchors(anchors());
            assertEquals(0, client.connect("localhost", old.port()));
            assertEquals(56, client.getLastSSLError());

            client.setStrict(true);
            connects(client, old.port());

            client.setStrict(false);
            assertEquals(0, client.connect("localhost", old.port()));

            context.strict(true);
            WiFiClientSecure strict = client();
            strict.setTrustAnchors(anchors());
            connects(strict, old.port());
            strict.stop();
        }
    }

    @Test
    void system_trust_is_what_this_java_installation_trusts(@TempDir Path folder) throws Exception {
        client.setSystemTrust();
        assertEquals(0, client.connect("localhost", server.port()));
        assertEquals(62, client.getLastSSLError(), "no public authority knows the demo server");

        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("demo", authority.certificate());
        Path file = folder.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "changeit".toCharArray());
        }
        String before = System.getProperty("javax.net.ssl.trustStore");
        System.setProperty("javax.net.ssl.trustStore", file.toString());
        System.setProperty("javax.net.ssl.trustStorePassword", "changeit");
        try {
            client.setSystemTrust();
            connects(client, server.port());
        } finally {
            System.clearProperty("javax.net.ssl.trustStorePassword");
            if (before == null) {
                System.clearProperty("javax.net.ssl.trustStore");
            } else {
                System.setProperty("javax.net.ssl.trustStore", before);
            }
        }
        client.setFingerprint("00".repeat(20));
        assertEquals(0, client.connect("localhost", server.port()), "another trust takes its place (TLS-2)");
    }

    @Test
    @Rule({"AX-1", "AX-6"})
    void a_sketch_of_core_2_0_0_says_set_insecure_once_and_then_verifies() throws Exception {
        assertEquals(0, client.connect("localhost", server.port()));
        assertTrue(
                client.getLastError().message().contains("setInsecure()"),
                client.getLastError().message());
        assertEquals(Stage.SETTINGS, client.getLastError().stage());

        client.setInsecure();
        connects(client, server.port());
        byte[] sha1 = java.security.MessageDigest.getInstance("SHA-1")
                .digest(server.identity().leaf().getEncoded());
        String blanks = java.util.HexFormat.ofDelimiter(" ").withUpperCase().formatHex(sha1);
        assertTrue(client.verify(blanks, "localhost"));
        assertFalse(client.verify(blanks.replace(' ', '-'), "localhost"));
        assertTrue(client.connected());
    }

    @Test
    void trust_that_could_not_be_read_is_why_there_is_none() {
        Map<String, Consumer<WiFiClientSecure>> given = Map.of(
                "setTrustAnchors() got no certificate, for no certificate in the PEM text",
                c -> c.setTrustAnchors(new X509List("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")),
                "setFingerprint() got no SHA-1",
                c -> c.setFingerprint("AA:BB"),
                "setKnownKey() got no key, for ",
                c -> c.setKnownKey(new PublicKey("none")),
                "a pin is a SHA-256",
                c -> c.setPublicKeyPins("none"));
        given.forEach((why, setting) -> {
            var other = client();
            setting.accept(other);
            assertEquals(0, other.connect("localhost", server.port()));
            String said = other.getLastError().message();
            assertTrue(said.contains("No trust is configured: " + why), said);
            other.setInsecure();
            other.setFingerprint("AA:BB");
            assertEquals(1, other.connect("localhost", server.port()), "the trust before it holds");
            other.stop();
        });
    }

    @Test
    @Rule("AX-3")
    void the_calls_of_core_2_4_0_take_der_bytes_and_streams() throws Exception {
        byte[] ca = authority.certificate().getEncoded();
        Identity me = DemoAuthority.create("another root", KeyKind.EC_P256).issue(Leaf.forClient("me"));
        byte[] certificate = me.leaf().getEncoded();
        byte[] key = me.key().getEncoded();

        assertFalse(client.verifyCertChain("localhost"), "not connected");
        assertTrue(client.setCACert(ca, ca.length));
        assertTrue(client.setCACert_P(ca, ca.length));
        connects(client, server.port());
        assertTrue(client.verifyCertChain("localhost"));
        assertTrue(client.verifyCertChain("localhost\0left over"), "a C string ends at its NUL");
        assertFalse(client.verifyCertChain("elsewhere.example"));
        assertTrue(client.connected());

        client.setInsecure();
        connects(client, server.port());
        assertFalse(client.verifyCertChain("localhost"), "no authority was given");

        assertTrue(client.loadCACert(stream(ca), ca.length));
        assertFalse(client.setCACert(new byte[] {1, 2, 3}));
        assertEquals(0, client.connect("localhost", server.port()), "what could not be read is trusted by nobody");

        assertTrue(client.setCACert(ca));
        assertTrue(client.setCertificate(certificate, certificate.length));
        assertTrue(client.setPrivateKey(key, key.length));
        assertTrue(client.loadCertificate(stream(certificate), certificate.length));
        assertTrue(client.loadPrivateKey(stream(key), key.length));
        assertTrue(client.setCertificate_P(certificate, certificate.length));
        assertTrue(client.setPrivateKey_P(key, key.length));
        assertFalse(client.setPrivateKey(new byte[3]));
        assertFalse(client.setCertificate(new byte[3]));
    }

    private static Bytes stream(byte[] bytes) {
        return new Bytes(bytes);
    }

    @Test
    @Rule("AX-3")
    void a_client_certificate_in_two_calls_is_shown() throws Exception {
        DemoAuthority rsaRoot = DemoAuthority.create("another root", KeyKind.EC_P256);
        Identity me = rsaRoot.issue(Leaf.forClient("me"));
        try (var demanding = DemoServer.builder(authority)
                .identity(server.identity())
                .demandClientCertificate(rsaRoot)
                .start()) {
            client.setTrustAnchors(anchors());
            client.setPrivateKey(me.key().getEncoded());
            client.setCertificate(me.leaf().getEncoded());
            connects(client, demanding.port());
            client.print("GET / HTTP/1.0\r\n\r\n");
            client.setTimeout(15_000);
            assertTrue(client.readString().startsWith("HTTP/1.1 200"), () -> "" + client.getLastError());
            client.stop();
        }
    }

    @Test
    @Rule("AX-7")
    void what_axtls_could_not_do_is_done() {
        client.setTrustAnchors(anchors());
        client.setSSLVersion(WiFiClientSecure.BR_TLS12, WiFiClientSecure.BR_TLS12);
        connects(client, server.port());

        assertTrue(client.describeTls().contains("TLS_ECDHE_ECDSA"), client.describeTls());
        client.setTimeout(15_000);
        client.print("GET /bytes/100000 HTTP/1.0\r\n\r\n");
        String answer = client.readString();
        assertEquals(
                100_000,
                answer.length() - answer.indexOf("\r\n\r\n") - 4,
                "records of 16 kB and more than a chip's heap");
    }

    @Test
    @Rule("TLS-2")
    void a_key_or_an_anchor_that_was_not_read_trusts_nobody() {
        client.setKnownKey(new PublicKey("rubbish"));
        assertEquals(0, client.connect("localhost", server.port()));
        assertEquals(62, client.getLastSSLError());
        client.setTrustAnchors(new X509List("rubbish"));
        assertEquals(0, client.connect("localhost", server.port()));
        assertEquals(62, client.getLastSSLError());
        assertTrue(module.opened().isEmpty(), "nothing was sent");
    }
}

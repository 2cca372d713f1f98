package io.github.wroom4j.esp8266wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.hal.testing.LeakCheck;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.Leaf.KeyKind;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.testing.SocketModule;
import io.github.wroom4j.tls.TlsFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The secure server against the JDK's own TLS client. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
class WiFiServerSecureTest {
    private static DemoAuthority authority;
    private static Identity rsa;
    private static Identity ec;

    private final SocketModule module = new SocketModule();
    private final SketchContext context = new SketchContext(module, null, new Console().serial());
    private final ExecutorService elsewhere = Executors.newCachedThreadPool();
    private WiFiServerSecure server;

    @BeforeAll
    static void issue() {
        authority = DemoAuthority.create();
        rsa = authority.issue(Leaf.localhost());
        ec = authority
                .intermediate("Demo Intermediate", KeyKind.EC_P256)
                .issue(Leaf.localhost().key(KeyKind.EC_P256));
    }

    @BeforeEach
    void start() throws IOException {
        server = new WiFiServerSecure(context, WiFiServerTest.freePort());
        show(rsa);
        server.setHandshakeTimeout(20_000);
        server.begin();
        assertEquals(
                WiFiServer.LISTEN, server.status(), () -> server.getLastError().message());
    }

    @AfterEach
    void end() throws InterruptedException {
        server.close();
        elsewhere.shutdown();
        assertTrue(elsewhere.awaitTermination(30, TimeUnit.SECONDS));
        assertEquals(0, module.openLinks(), "links left open");
        module.close();
    }

    private void show(Identity identity) {
        var chain = new X509List(identity.chainPem());
        var key = new PrivateKey(identity.keyPem());
        if (key.isEC()) {
            server.setECCert(chain, WiFiClientSecure.BR_KEYTYPE_RSA, key);
        } else {
            server.setRSACert(chain, key);
        }
    }

    private static SSLContext jdk(Optional<Identity> me) throws Exception {
        var anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry("ca", authority.certificate());
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(anchors);
        var tls = SSLContext.getInstance("TLS");
        tls.init(me.map(Identity::keyManagers).orElse(null), trust.getTrustManagers(), null);
        return tls;
    }

    /** A client of the JDK says hello and returns version, suite and the line that came back. */
    private CompletableFuture<String> client(SSLContext tls, String version) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (var socket = (SSLSocket)
                            tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.port())) {
                        socket.setEnabledProtocols(new String[] {version});
                        socket.setSoTimeout(30_000);
                        socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
                        var in = new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                        return socket.getSession().getProtocol() + " " + in.readLine();
                    } catch (IOException failed) {
                        throw new java.io.UncheckedIOException(failed);
                    }
                },
                elsewhere);
    }

    private WiFiClientSecure acceptOne() {
        while (!server.hasClient()) {
            Thread.onSpinWait();
        }
        return server.accept();
    }

    private static Throwable failureOf(CompletableFuture<String> client) throws Exception {
        return assertThrows(ExecutionException.class, () -> client.get(30, TimeUnit.SECONDS))
                .getCause()
                .getCause();
    }

    @ParameterizedTest
    @Rule("BH-7")
    @CsvSource({"TLSv1.2, RSA", "TLSv1.3, RSA", "TLSv1.2, EC", "TLSv1.3, EC"})
    void a_client_of_the_jdk_verifies_the_server_and_is_answered(String version, String kind) throws Exception {
        show(kind.equals("EC") ? ec : rsa);
        var answer = client(jdk(Optional.empty()), version);

        try (WiFiClientSecure client = acceptOne()) {
            assertTrue(client.asBool(), () -> server.getLastError().message());
            assertEquals(
                    version.replace("TLSv", "TLS "),
                    client.tlsLink().orElseThrow().version().orElseThrow());
            client.setTimeout(20_000);
            assertEquals("hello", client.readStringUntil('\n'));
            client.println("back");
            client.stop();
            assertEquals(version + " back", answer.get(30, TimeUnit.SECONDS));
        }
        assertFalse(server.accept().asBool(), "nobody else is there");
        assertFalse(server.getLastError().isError());
    }

    @Test
    @Rule("BH-7")
    void without_certificate_and_key_a_client_is_sent_away_and_the_reason_told() throws Exception {
        server.setRSACert(null, null);
        var answer = client(jdk(Optional.empty()), "TLSv1.3");

        assertFalse(acceptOne().asBool());

        assertEquals(Stage.SETTINGS, server.getLastError().stage());
        assertTrue(server.getLastError().message().contains("setRSACert"));
        failureOf(answer);
        server.setRSACert(new X509List(rsa.chainPem()), new PrivateKey(ec.keyPem()));
        var again = client(jdk(Optional.empty()), "TLSv1.3");
        assertFalse(acceptOne().asBool(), "an EC key is no RSA key");
        failureOf(again);
    }

    @ParameterizedTest
    @Rule("BH-7")
    @CsvSource({"TLSv1.2", "TLSv1.3"})
    void clients_must_show_a_certificate_where_an_anchor_is_set(String version) throws Exception {
        server.setClientTrustAnchor(X509List.of(authority.certificate()));

        var good = client(jdk(Optional.of(authority.issue(Leaf.forClient("me").key(KeyKind.EC_P256)))), version);
        try (WiFiClientSecure client = acceptOne()) {
            assertTrue(client.asBool(), () -> server.getLastError().message());
            assertTrue(client.peerCertificates()
                    .get(0)
                    .getSubjectX500Principal()
                    .getName()
                    .contains("CN=me"));
            client.println("back");
            client.stop();
            assertEquals(version + " back", good.get(30, TimeUnit.SECONDS));
        }

        var without = client(jdk(Optional.empty()), version);
        assertFalse(acceptOne().asBool());
        assertTrue(failureOf(without) instanceof IOException);
        assertEquals(29, tlsFailure().errorNumber(), server.getLastError().message());

        var server59 =
                client(jdk(Optional.of(authority.issue(Leaf.forHost("localhost").key(KeyKind.EC_P256)))), version);
        assertFalse(acceptOne().asBool());
        assertTrue(failureOf(server59) instanceof IOException);
        assertEquals(59, tlsFailure().errorNumber(), server.getLastError().message());
        assertTrue(server.getLastError().message().contains("not for clients"));

        server.setClientTrustAnchor(X509List.of(
                DemoAuthority.create("Another Root", KeyKind.EC_P256).certificate()));
        var foreign = client(jdkThatShowsAnything(), version);
        assertFalse(acceptOne().asBool());
        assertTrue(failureOf(foreign) instanceof IOException);
        assertEquals(62, tlsFailure().errorNumber(), server.getLastError().message());
    }

    /** The JDK shows only certificates of an authority that the server names; this one shows its own all the same. */
    private static SSLContext jdkThatShowsAnything() throws Exception {
        Identity stranger = DemoAuthority.create("Another Root", KeyKind.EC_P256)
                .issue(Leaf.forClient("stranger").key(KeyKind.EC_P256));
        return jdk(Optional.of(stranger));
    }

    private TlsFailure tlsFailure() {
        assertEquals(
                Stage.TLS, server.getLastError().stage(), server.getLastError().message());
        return (TlsFailure) server.getLastError().cause();
    }

    @Test
    @Rule({"BH-4", "BH-7"})
    void a_session_is_resumed_from_the_cache_and_the_oldest_is_dropped() throws Exception {
        var cache = new ServerSessions(2);
        assertEquals(2, cache.size());
        assertEquals(0, new ServerSessions(-1).size());
        server.setCache(cache);
        SSLContext first = jdk(Optional.empty());

        assertFalse(resumed(first));
        assertTrue(resumed(first), "the same client comes back");
        assertFalse(resumed(jdk(Optional.empty())));
        assertFalse(resumed(jdk(Optional.empty())));
        assertEquals(2, cache.count());
        assertFalse(resumed(first), "dropped for the two that came after it");
        server.setCache(null);
        assertFalse(resumed(first));
    }

    @Test
    @Rule("BH-4")
    void a_session_of_a_client_that_showed_nothing_is_not_resumed_where_one_must_be_shown() throws Exception {
        server.setCache(new ServerSessions(4));
        SSLContext anonymous = jdk(Optional.empty());
        assertFalse(resumed(anonymous));

        server.setClientTrustAnchor(X509List.of(authority.certificate()));
        var again = client(anonymous, "TLSv1.2");

        assertFalse(acceptOne().asBool());
        assertTrue(failureOf(again) instanceof IOException);
        assertEquals(29, tlsFailure().errorNumber());
    }

    private boolean resumed(SSLContext tls) throws Exception {
        var answer = client(tls, "TLSv1.2");
        try (WiFiClientSecure client = acceptOne()) {
            assertTrue(client.asBool(), () -> server.getLastError().message());
            boolean resumed = client.tlsLink().orElseThrow().resumed();
            client.println("back");
            client.stop();
            assertEquals("TLSv1.2 back", answer.get(30, TimeUnit.SECONDS));
            return resumed;
        }
    }

    @Test
    @Rule({"BH-7", "TLS-15"})
    void versions_are_limited_and_a_client_that_has_none_of_them_gets_its_alert() throws Exception {
        assertFalse(server.setSSLVersion(0x0300, 0x0303));
        assertFalse(server.setSSLVersion(0x0304, 0x0303));
        assertTrue(server.setSSLVersion(WiFiClientSecure.BR_TLS13, WiFiClientSecure.BR_TLS13));

        var old = client(jdk(Optional.empty()), "TLSv1.2");

        assertFalse(acceptOne().asBool());
        Throwable told = failureOf(old);
        assertTrue(told instanceof SSLException && told.getMessage().contains("protocol_version"), told.toString());
        assertTrue(
                server.getLastError().message().contains("protocol_version"),
                server.getLastError().message());
    }

    @Test
    @Rule("BH-7")
    void a_client_that_speaks_no_tls_or_says_nothing_is_let_go_with_the_reason() throws IOException {
        try (var plain = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            plain.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertFalse(acceptOne().asBool());
            assertEquals(3, tlsFailure().errorNumber());
            assertTrue(
                    server.getLastError().message().contains("GET / HTTP"),
                    server.getLastError().message());
        }
        server.setHandshakeTimeout(300);
        try (var silent = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            assertFalse(acceptOne().asBool());
            assertTrue(server.getLastError().message().contains("no hello came in time"));
            assertEquals(-1, silent.getInputStream().read(), "it was closed");
        }
        try (var hasty = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            hasty.getOutputStream().write(new byte[] {22, 3, 1});
            hasty.shutdownOutput();
            assertFalse(acceptOne().asBool());
            assertTrue(
                    server.getLastError().message().contains("3 bytes had come"),
                    server.getLastError().message());
        }
    }

    @Test
    @Rule("AX-4")
    void the_call_of_core_2_4_1_takes_key_and_certificate_as_der() throws Exception {
        Identity own = rsa;
        byte[] key = own.key().getEncoded();
        byte[] certificate = own.leaf().getEncoded();
        server.setRSACert(null, null);
        server.setServerKeyAndCert_P(key, key.length, certificate, certificate.length);

        assertFalse(resumed(jdk(Optional.empty())));
    }

    @Test
    @Rule("WS-2")
    void asking_for_data_leaves_the_hello_to_the_handshake() throws Exception {
        var answer = client(jdk(Optional.empty()), "TLSv1.3");
        while (!server.hasClientData()) {
            Thread.onSpinWait();
        }

        try (WiFiClientSecure client = server.available()) {
            assertTrue(client.asBool(), () -> server.getLastError().message());
            client.println("back");
            client.stop();
            assertEquals("TLSv1.3 back", answer.get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void a_server_without_board_says_so() {
        try (var nowhere = new WiFiServerSecure((SketchContext) null, 443)) {
            nowhere.begin();
            assertEquals(WiFiServer.CLOSED, nowhere.status());
            assertFalse(nowhere.accept().asBool());
            assertTrue(nowhere.getLastError().isError());
        }
        assertThrows(IllegalArgumentException.class, () -> server.setHandshakeTimeout(0));
        assertThrows(IllegalArgumentException.class, () -> server.setBufferSizes(-1, 0));
        server.setBufferSizes(16_709, 837);
    }
}

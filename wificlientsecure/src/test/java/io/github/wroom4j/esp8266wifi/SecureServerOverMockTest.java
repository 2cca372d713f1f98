package io.github.wroom4j.esp8266wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.hal.testing.OwnThread;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.Leaf.KeyKind;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.Rule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The secure server behind a module's own TCP server, over the driver, a UART and the mock. */
@Timeout(120)
class SecureServerOverMockTest {
    private static final DemoAuthority AUTHORITY = DemoAuthority.create("wroom4j demo root", KeyKind.EC_P256);

    private static String ask(SSLContext tls, int port) {
        try (var socket = (SSLSocket) tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write("who is there?\n".getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static SSLContext trusting() throws Exception {
        var anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry("ca", AUTHORITY.certificate());
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(anchors);
        var tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        return tls;
    }

    @ParameterizedTest
    @Rule("BH-7")
    @ValueSource(strings = {"at-1.7", "esp-at-2.3"})
    void a_client_outside_verifies_the_module_and_is_answered(String profile) throws Exception {
        Identity identity = AUTHORITY.issue(Leaf.localhost().key(KeyKind.EC_P256));
        MockWroom02 mock = MockWroom02.builder()
                .profile(profile)
                .accessPoint("Lab", "secret12")
                .build();
        try (Esp8266 esp = Esp8266.open(mock, new Console().serial())) {
            esp.module().join("Lab", "secret12");
            try (var server = new WiFiServerSecure(esp, 443)) {
                server.setECCert(
                        new X509List(identity.chainPem()),
                        WiFiClientSecure.BR_KEYTYPE_EC,
                        new PrivateKey(identity.keyPem()));
                server.setHandshakeTimeout(60_000);
                server.begin();
                assertEquals(
                        WiFiServer.LISTEN,
                        server.status(),
                        () -> server.getLastError().message());
                SSLContext tls = trusting();
                int port = mock.serverPort(443).orElseThrow();
                var answer = OwnThread.supply(() -> ask(tls, port));
                while (!server.hasClient() && !answer.isDone()) {
                    Thread.onSpinWait();
                }
                WiFiClientSecure client = server.accept();
                assertTrue(client.asBool(), () -> server.getLastError().message());
                client.setTimeout(60_000);
                assertEquals("who is there?", client.readStringUntil('\n'));
                client.println("a module of 2015");
                client.stop();

                assertEquals("a module of 2015", answer.get(60, TimeUnit.SECONDS));
            }
        }
    }
}

package io.github.wroom4j.esp8266wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.testing.OwnThread;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.Leaf.KeyKind;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.testing.SocketModule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The servers as Arduino's other boards have them, plain and secure: they keep their clients and write to all. */
@Timeout(60)
class ArduinoWiFiServerTest {
    private final SocketModule module = new SocketModule();
    private final SketchContext context = new SketchContext(module, null, new Console().serial());

    @AfterEach
    void no_link_is_left() {
        assertEquals(0, module.openLinks());
        module.close();
    }

    /** Says its name, and gives the line that comes back. */
    private static CompletableFuture<String> peer(SocketFactory sockets, int port, String name) {
        return OwnThread.supply(() -> {
            try (Socket socket = sockets.createSocket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(30_000);
                socket.getOutputStream().write((name + "\n").getBytes(StandardCharsets.US_ASCII));
                return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                        .readLine();
            } catch (IOException failed) {
                throw new java.io.UncheckedIOException(failed);
            }
        });
    }

    private static void hears_all_and_speaks_to_all(WiFiServer server, SocketFactory sockets) throws Exception {
        server.begin();
        assertFalse(server.available().asBool(), "nobody has come");
        assertEquals(0, server.write("nobody"));
        List<CompletableFuture<String>> peers =
                List.of(peer(sockets, server.port(), "anna"), peer(sockets, server.port(), "bert"));
        var heard = new ArrayList<String>();
        Deadline patience = Deadline.in(Duration.ofSeconds(30));
        while (heard.size() < 2) {
            assertFalse(patience.expired(), () -> "heard only " + heard);
            WiFiClient client = server.available();
            if (client.asBool()) {
                heard.add(client.readStringUntil('\n'));
                assertTrue(client.connected(), "it stays the server's");
            }
        }
        heard.sort(null);
        assertEquals(List.of("anna", "bert"), heard);

        assertEquals(2 * "to all\n".length(), server.write("to all\n"));
        server.close(); // the JDK's end of TLS waits for ours to say good-bye
        assertEquals(WiFiServer.CLOSED, server.status());
        for (CompletableFuture<String> peer : peers) {
            assertEquals("to all", peer.get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    @Rule("WS-3")
    void a_plain_one_keeps_its_clients_and_writes_to_all() throws Exception {
        hears_all_and_speaks_to_all(
                new ArduinoWiFiServer(context, WiFiServerTest.freePort()), SocketFactory.getDefault());
    }

    @Test
    @Rule({"WS-3", "BH-7"})
    void a_secure_one_keeps_its_clients_and_writes_to_all() throws Exception {
        DemoAuthority authority = DemoAuthority.create("wroom4j demo root", KeyKind.EC_P256);
        Identity identity = authority.issue(Leaf.localhost().key(KeyKind.EC_P256));
        var server = new ArduinoWiFiServerSecure(context, WiFiServerTest.freePort());
        server.setECCert(X509List.of(identity.leaf()), 2, new PrivateKey(identity.keyPem()));
        var anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry("ca", authority.certificate());
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(anchors);
        var tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);

        hears_all_and_speaks_to_all(server, tls.getSocketFactory());
    }
}

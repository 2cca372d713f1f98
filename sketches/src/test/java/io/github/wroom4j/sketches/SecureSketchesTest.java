package io.github.wroom4j.sketches;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.hal.testing.Counterparts;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.HttpExchange;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The core's examples of TLS in Java, each against a real client or server on loopback. */
@Timeout(120)
class SecureSketchesTest {
    private final DemoAuthority authority = DemoAuthority.create();

    @TempDir
    Path folder;

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private Map<String, String> identity(Leaf.KeyKind kind) throws IOException {
        Identity own = authority.issue(Leaf.localhost().key(kind));
        var options = new HashMap<String, String>();
        options.put("cert", file("cert.pem", own.chainPem()));
        options.put("key", file("key.pem", own.keyPem()));
        return options;
    }

    /** The JDK's own client, which trusts our authority and shows what it is given. */
    private String get(int port, String path, KeyManager... keys) throws IOException, InterruptedException {
        try {
            var anchors = KeyStore.getInstance(KeyStore.getDefaultType());
            anchors.load(null, null);
            anchors.setCertificateEntry("ca", authority.certificate());
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(anchors);
            var context = SSLContext.getInstance("TLS");
            context.init(keys, trust.getTrustManagers(), null);
            HttpClient browser = HttpClient.newBuilder()
                    .sslContext(context)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            URI page = URI.create("https://localhost:" + port + path);
            return browser.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
                    .body();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_server_by_hand_serves_https_with_either_kind_of_key() throws Exception {
        for (Leaf.KeyKind kind : new Leaf.KeyKind[] {Leaf.KeyKind.RSA_2048, Leaf.KeyKind.EC_P256}) {
            try (var running = new Running(MockWroom02.builder(), BearSslServer::new, identity(kind))) {
                assertTrue(get(running.port(443), "/").contains("Hello from Java"), running::printed);
                running.prints("New client: TLS 1.3");
            }
        }
    }

    @Test
    void a_server_that_demands_certificates_refuses_who_has_none() throws Exception {
        var options = identity(Leaf.KeyKind.RSA_2048);
        options.put("ca", file("ca.pem", authority.caPem()));
        try (var running = new Running(MockWroom02.builder(), BearSslServerClientCert::new, options)) {
            int port = running.port(443);
            Identity visitor = authority.issue(Leaf.forClient("visitor"));
            assertTrue(get(port, "/", visitor.keyManagers()).contains("Hello CN=visitor"), running::printed);
            assertThrows(IOException.class, () -> get(port, "/"));
            running.prints("refused");
        }
    }

    @Test
    void the_web_server_speaks_https() throws Exception {
        try (var running =
                new Running(MockWroom02.builder(), HelloServerBearSsl::new, identity(Leaf.KeyKind.RSA_2048))) {
            int port = running.port(443);
            assertEquals("Hello from Java over HTTPS!\r\n", get(port, "/"));
            assertEquals("this works as well", get(port, "/inline"));
            assertEquals("Not found: /nothing", get(port, "/nothing"));
        }
    }

    /** An archive as GNU ar writes it, of one certificate. */
    private byte[] archive() throws GeneralSecurityException {
        byte[] der = authority.certificate().getEncoded();
        var out = new ByteArrayOutputStream();
        out.writeBytes("!<arch>\n%-16s%-12s%-6s%-6s%-8s%-10d`\n"
                .formatted("ca_0.der/", "0", "0", "0", "644", der.length)
                .getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(der);
        return out.toByteArray();
    }

    @Test
    void a_store_of_authorities_judges_every_site_that_is_typed() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        try (var ours = page();
                var foreign = DemoServer.start(DemoAuthority.create("Somebody else"))) {
            var typed = new ByteArrayInputStream((foreign.url() + "\n").getBytes(StandardCharsets.US_ASCII));
            byte[] archive = archive();
            try (var running =
                    new Running(MockWroom02.builder(), BearSslCertStore::new, Map.of("url", ours.url()), typed, esp -> {
                        var files = io.github.wroom4j.fs.FS.of(esp);
                        files.root(data);
                        assertTrue(files.begin());
                        try (var store = files.open("/certs.ar", "w")) {
                            assertEquals(archive.length, store.write(archive));
                        }
                    })) {
                running.prints("Number of CA certs read: 1");
                running.prints(ours.url() + ": HTTP/1.1 200 OK");
                running.prints(foreign.url() + ": TLS to localhost:" + foreign.port()
                        + ": the chain ends at CN=Somebody else");
            }
        }
    }

    private DemoServer page() {
        return DemoServer.builder(authority)
                .handler(request -> HttpExchange.Reply.text(200, "p".repeat(3000)))
                .start();
    }

    private Ran withOpenssl(Supplier<Sketch> sketch) throws IOException {
        var options = identity(Leaf.KeyKind.RSA_2048);
        try (var server = Counterparts.openssl(folder, "-cert", "cert.pem", "-key", "key.pem", "-www")) {
            return Ran.on(
                    "mock:",
                    sketch,
                    Map.of("url", "https://localhost:" + server.port() + "/", "ca", file("ca.pem", authority.caPem())));
        }
    }

    @Test
    void a_server_that_can_sends_small_records() throws Exception {
        Ran ran = withOpenssl(BearSslMaxFragmentLength::new);
        assertEquals(0, ran.exitCode(), ran.printed());
        assertTrue(ran.printed().contains("default buffers: MFLN status 0"), ran.printed());
        assertTrue(ran.printed().contains("MFLN supported: yes"), ran.printed());
        assertTrue(ran.printed().contains("512 bytes: MFLN status 1"), ran.printed());
    }

    @Test
    void a_page_streams_over_https_with_small_records_and_without() throws Exception {
        Ran small = withOpenssl(StreamHttpsClient::new);
        assertEquals(0, small.exitCode(), small.printed());
        assertTrue(small.printed().contains("negotiation supported: yes"), small.printed());
        // The question is one of TLS 1.2, which this one does not speak.
        try (var server = DemoServer.builder(authority)
                .versions("TLSv1.3")
                .handler(request -> HttpExchange.Reply.text(200, "p".repeat(3000)))
                .start()) {
            Ran ran = Ran.on(
                    "mock:",
                    StreamHttpsClient::new,
                    Map.of("url", server.url(), "ca", file("ca.pem", authority.caPem())));
            assertEquals(0, ran.exitCode(), ran.printed());
            assertTrue(ran.printed().contains("negotiation supported: no"), ran.printed());
            assertTrue(ran.printed().contains("3000 bytes"), ran.printed());
        }
    }
}

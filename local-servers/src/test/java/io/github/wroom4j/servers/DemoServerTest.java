package io.github.wroom4j.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The demo server against the JDK's own client: another implementation of HTTP. */
class DemoServerTest {
    private static DemoAuthority authority;

    @BeforeAll
    static void makeAuthority() {
        authority = DemoAuthority.create();
    }

    private static HttpClient client(String caPem, KeyManager[] keys) throws Exception {
        var anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry(
                "ca",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(caPem.getBytes(StandardCharsets.US_ASCII))));
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(anchors);
        var context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(context)
                .connectTimeout(Duration.ofSeconds(20))
                .build();
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) throws Exception {
        return client.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder get(String url) {
        return HttpRequest.newBuilder(URI.create(url));
    }

    @Test
    void a_client_that_trusts_the_authority_reads_the_page() throws Exception {
        try (var server = DemoServer.start(authority)) {
            var reply = send(client(server.caPem(), null), get(server.url()));

            assertEquals(200, reply.statusCode());
            assertTrue(
                    reply.body().startsWith("Hello from the wroom4j demo server.\nYou came over TLSv1.3 "),
                    reply::body);
            assertEquals("GET", server.requests().get(0).method());
        }
    }

    @Test
    void a_posted_body_comes_back_over_tls_and_over_plain_http() throws Exception {
        try (var server = DemoServer.start(authority)) {
            var client = client(server.caPem(), null);
            for (var base : new String[] {server.url(), server.plainUrl()}) {
                var reply = send(
                        client,
                        get(base + "anything")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString("text=hello&bat=3.3")));

                assertEquals("text=hello&bat=3.3", reply.body());
                assertEquals(
                        "application/x-www-form-urlencoded",
                        reply.headers().firstValue("content-type").orElseThrow());
            }
        }
    }

    @Test
    void every_framing_ends_where_the_body_ends() throws Exception {
        try (var server = DemoServer.start(authority)) {
            var client = client(server.caPem(), null);
            for (var framing : new String[] {"bytes", "chunked", "close"}) {
                for (int n : new int[] {0, 1, 1000, 1001, 40_000}) {
                    var reply = send(client, get(server.url() + framing + "/" + n));

                    assertEquals(n, reply.body().length(), framing + "/" + n);
                }
            }
        }
    }

    @Test
    void a_chunked_request_body_comes_back_whole() throws Exception {
        try (var server = DemoServer.start(authority)) {
            byte[] big = "0123456789".repeat(5000).getBytes(StandardCharsets.US_ASCII);

            var reply = send(
                    client(server.caPem(), null),
                    get(server.url())
                            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(big))));

            assertEquals(new String(big, StandardCharsets.US_ASCII), reply.body());
            assertEquals(
                    "chunked",
                    server.requests().get(0).header("Transfer-Encoding").orElse("not chunked"));
        }
    }

    @Test
    void expired_foreign_and_misnamed_certificates_are_refused_by_a_careful_client() throws Exception {
        var foreign = DemoAuthority.create("Another Root", Leaf.KeyKind.EC_P256);
        var key = DemoAuthority.keyPair(Leaf.KeyKind.EC_P256);
        var ec = Leaf.localhost().key(Leaf.KeyKind.EC_P256);
        var bad = new Identity[] {
            authority.issue(ec.expired(), key),
            authority.issue(ec.notYetValid(), key),
            foreign.issue(ec, key),
            DemoAuthority.selfSigned(ec),
            authority.issue(Leaf.forHost("elsewhere.example"), key)
        };
        for (var identity : bad) {
            try (var server = DemoServer.builder(authority).identity(identity).start()) {
                var client = client(server.caPem(), null);

                assertThrows(IOException.class, () -> send(client, get(server.url())), identity::toString);
            }
        }
    }

    @Test
    void an_intermediate_stands_in_the_chain_and_is_accepted() throws Exception {
        var identity = authority
                .intermediate("Demo Intermediate", Leaf.KeyKind.EC_P256)
                .issue(Leaf.localhost().key(Leaf.KeyKind.EC_P256));
        try (var server = DemoServer.builder(authority).identity(identity).start()) {
            assertEquals(2, identity.chain().size());
            assertEquals(
                    200, send(client(server.caPem(), null), get(server.url())).statusCode());
        }
    }

    @Test
    void a_server_that_demands_a_client_certificate_takes_one_of_its_authority_only() throws Exception {
        var mine = authority.issue(Leaf.forClient("sensor 7").key(Leaf.KeyKind.EC_P256));
        var server = DemoServer.builder(authority)
                .demandClientCertificate(authority)
                .versions("TLSv1.2")
                .start();
        try (server) {
            assertEquals(
                    200,
                    send(client(server.caPem(), mine.keyManagers()), get(server.url()))
                            .statusCode());
            var without = client(server.caPem(), null);
            assertThrows(SSLException.class, () -> send(without, get(server.url())));
        }
        // The server notes a failure after its alert has left: only its end is sure to be later.
        assertEquals(1, server.failures().size(), server.failures()::toString);
    }

    @Test
    void a_request_that_is_not_http_gets_400_and_a_closed_connection() throws Exception {
        try (var server = DemoServer.start(authority);
                var socket = new Socket("127.0.0.1", server.plainPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("NONSENSE\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertTrue(answer.startsWith("HTTP/1.1 400 Bad Request\r\n"), answer);
        }
    }

    @Test
    void a_port_in_use_is_told_with_its_number() {
        try (var server = DemoServer.start(authority)) {
            var builder = DemoServer.builder(authority).ports(server.port(), 0);

            var e = assertThrows(UncheckedIOException.class, builder::start);

            assertTrue(e.getMessage().contains(":" + server.port()), e.getMessage());
        }
    }

    @Test
    void closing_with_an_idle_client_leaves_no_thread() throws Exception {
        var server = DemoServer.start(authority);
        try (var idle = new Socket("127.0.0.1", server.port());
                var plain = new Socket("127.0.0.1", server.plainPort())) {
            plain.setSoTimeout(20_000);
            plain.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals('H', plain.getInputStream().read());

            server.close();

            assertTrue(idle.isConnected());
            assertFalse(
                    Thread.getAllStackTraces().keySet().stream()
                            .anyMatch(t -> t.getName().startsWith("wroom4j-demo-http")),
                    "a thread of the server lives on");
        }
    }
}

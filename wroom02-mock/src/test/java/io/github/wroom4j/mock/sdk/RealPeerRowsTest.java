package io.github.wroom4j.mock.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.testing.Counterparts;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rows of espconn-sdk §16 that want a server which speaks TLS 1.1, against those of OpenSSL, the JDK and GnuTLS; all
 * of them against Bouncy Castle's in {@link SecureConnectTest}, refusals in {@link RealPeersTest}.
 */
@Timeout(120)
class RealPeerRowsTest {
    /** Two certificates, 3.5 KB: above 2043 and below 5115. */
    private static final Identity CHAIN = DemoAuthority.create().issueChainOf(3_500, Leaf.localhost());

    @TempDir
    Path folder;

    private String pem(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void openssl() throws IOException {
        Files.writeString(folder.resolve("small"), "a page of OpenSSL's");
        Files.writeString(folder.resolve("big"), "x".repeat(JsseServer.BIG));
        try (var server = Counterparts.openssl(
                folder,
                "-cert",
                pem("leaf.pem", CHAIN.chainPem()),
                "-cert_chain",
                pem("rest.pem", new Identity(CHAIN.key(), CHAIN.chain().subList(1, 2)).chainPem()),
                "-key",
                pem("key.pem", CHAIN.keyPem()),
                "-tls1_1",
                "-cipher",
                "AES128-SHA:@SECLEVEL=0",
                "-WWW")) {
            rows(server.port(), "small", "a page of OpenSSL's");
            aRecordAboveTheBuffer(server.port());
        }
    }

    @Test
    void jsse() throws IOException {
        String suite = "TLS_RSA_WITH_AES_128_CBC_SHA";
        try (var server = JsseServer.start(folder, CHAIN, true, "TLSv1.1/" + suite)) {
            int port = JsseServer.port(server, 0);
            rows(port, "small", suite);
            aRecordAboveTheBuffer(port);
        }
    }

    @Test
    void gnutls_with_rc4() throws IOException {
        try (var server = Counterparts.gnutls(
                folder,
                "--x509certfile",
                pem("chain.pem", CHAIN.chainPem()),
                "--x509keyfile",
                pem("key.pem", CHAIN.keyPem()),
                "--http",
                "--priority",
                "NONE:+VERS-TLS1.1:+RSA:+ARCFOUR-128:+SHA1:+COMP-NULL:+SIGN-ALL:%VERIFY_ALLOW_SIGN_WITH_SHA1")) {
            rows(server.port(), "", "ARCFOUR-128");
        }
    }

    private static Lab lab(int size) {
        var lab = new Lab(SdkRelease.P0, HeapModel.NONOS).joined();
        lab.run(() -> espconn_h.espconn_secure_set_size(espconn_h.ESPCONN_CLIENT, size));
        return lab;
    }

    private static void rows(int port, String page, String expected) throws IOException {
        aCertificateMessageAboveTheBuffer(port);
        theSameWith5120(port, page, expected);
        threeThousandBytes(port);
    }

    private static void aCertificateMessageAboveTheBuffer(int port) {
        try (var lab = lab(2048)) {
            Client client = Client.secure(lab, port).connect();
            assertEquals("reconcb(-28)", client.end());
            assertEquals(List.of("reconcb(-28)"), client.diary);
            Attempt seen = lab.observer.last().orElseThrow();
            assertEquals(40, seen.alertsSent().get(0).description());
            assertTrue(seen.largestRecord() > 2043, "record of " + seen.largestRecord());
            assertTrue(lab.printed().endsWith("client handshake failed\n"), lab.printed());
        }
    }

    /** And while it is connected, a second connect gets −15; and then the server's close_notify. */
    private static void theSameWith5120(int port, String page, String expected) {
        try (var lab = lab(5120)) {
            Client client = Client.secure(lab, port).connect();
            assertEquals(List.of("connectcb"), client.until("connectcb"));
            assertEquals(-15, Client.secure(lab, port).connect().returned);
            client.send("GET /" + page + " HTTP/1.0\r\n\r\n");
            assertEquals("disconcb", client.end());
            assertTrue(client.text().contains(expected), client.text());
            assertTrue(lab.printed().endsWith("client's data invalid protocol\n"), lab.printed());
        }
    }

    private static void threeThousandBytes(int port) throws IOException {
        try (var relay = new RecordingRelay(port);
                var lab = lab(5120)) {
            Client client = Client.secure(lab, relay.port()).connect();
            client.until("connectcb");
            byte[] request = ("GET /" + "x".repeat(2_995)).getBytes(StandardCharsets.US_ASCII);
            assertEquals(3_000, request.length);
            assertEquals(0, client.send(request, request.length));
            client.until("sentcb");
            Lab.await(() -> data(relay).count() == 3);
            List<Integer> lengths = data(relay).toList();
            assertEquals(lengths.get(0), lengths.get(1));
            int shorter = lengths.get(0) - lengths.get(2); // 1024 − 952, or less where a block cipher pads
            assertTrue(shorter >= 64 && shorter <= 80, lengths.toString());
            client.disconnect();
            client.end();
            assertEquals(1, client.diary.stream().filter("sentcb"::equals).count());
        }
    }

    private static Stream<Integer> data(RecordingRelay relay) {
        return relay.clientRecords().stream().filter(r -> r.type() == 23).map(r -> r.body().length);
    }

    private static void aRecordAboveTheBuffer(int port) {
        try (var lab = lab(5120)) {
            Client client = Client.secure(lab, port).connect();
            client.until("connectcb");
            client.send("GET /big HTTP/1.0\r\n\r\n");
            assertEquals("reconcb(-61)", client.end());
            assertFalse(client.has("disconcb"));
        }
    }
}

package io.github.wroom4j.servers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.tlswire.Alert;
import io.github.wroom4j.tlswire.CipherSuite;
import io.github.wroom4j.tlswire.ClientHello;
import io.github.wroom4j.tlswire.ProtocolVersion;
import io.github.wroom4j.tlswire.TlsRecord;
import io.github.wroom4j.tlswire.legacy.LegacyTlsClient;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client of 2015 and the servers of its time, over loopback sockets. */
class LegacyTlsServerTest {
    private static DemoAuthority authority;
    private static Identity rsa;
    private static Identity ec;

    @BeforeAll
    static void makeCertificates() {
        authority = DemoAuthority.create();
        rsa = authority.issue(Leaf.localhost());
        ec = authority.issue(Leaf.localhost().key(Leaf.KeyKind.EC_P256));
    }

    /** Everything one exchange shows. */
    private record Exchange(LegacyTlsClient tls, String page, List<TlsRecord> records) {}

    private static Exchange get(int port, LegacyTlsClient tls, String path) throws IOException {
        var page = new StringBuilder();
        var records = new ArrayList<TlsRecord>();
        var splitter = new TlsRecord.Splitter();
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(30_000);
            var in = socket.getInputStream();
            var out = socket.getOutputStream();
            byte[] buffer = new byte[4096];
            tls.start();
            out.write(tls.takeOutput());
            boolean asked = false;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                splitter.offer(buffer, 0, n);
                boolean alive = tls.offer(buffer, 0, n);
                if (tls.isConnected() && !asked) {
                    asked = true;
                    tls.send(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                }
                page.append(new String(tls.takeInput(), StandardCharsets.US_ASCII));
                out.write(tls.takeOutput());
                if (!alive) {
                    break;
                }
            }
            for (var r = splitter.next(); r.isPresent(); r = splitter.next()) {
                records.add(r.get());
            }
        }
        return new Exchange(tls, page.toString(), records);
    }

    private static LegacyTlsClient client() {
        return LegacyTlsClient.sdk130(new SecureRandom());
    }

    @Test
    void the_hello_of_2015_is_56_bytes_as_the_reference_prints_them() {
        var tls = client();
        tls.start();

        byte[] hello = tls.takeOutput();

        // espconn-sdk §8.2
        var hex = HexFormat.of();
        assertEquals(56, hello.length);
        assertEquals("16030200330100002f030200000000", hex.formatHex(hello, 0, 15));
        assertEquals("000008002f0035000500040100", hex.formatHex(hello, 43, 56));
        var read = ClientHello.readRecords(hello);
        assertEquals(LegacyTlsClient.SDK_1_3_0_SUITES, read.suites());
        assertFalse(read.hasExtensions());
        assertFalse(Arrays.equals(new byte[28], Arrays.copyOfRange(read.random(), 4, 32)), "no randomness");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x002F, 0x0035, 0x0005, 0x0004})
    void each_of_the_four_suites_carries_a_page_and_is_reported_by_its_real_number(int code) throws Exception {
        var suite = CipherSuite.of(code);
        try (var server =
                LegacyTlsServer.builder(rsa).suites(suite).recordSize(300).start()) {
            var exchange = get(server.port(), client(), "/bytes/5000");

            assertTrue(exchange.page().startsWith("HTTP/1.1 200 OK\r\n"), exchange::page);
            assertTrue(exchange.page().endsWith("abcdefgh"), exchange::page); // 5000 = 192 × 26 + 8
            assertEquals(Optional.of(suite), exchange.tls().suite());
            assertEquals(Optional.of(ProtocolVersion.TLS_1_1), exchange.tls().version());
            var outcome = server.outcomes().get(0);
            assertEquals(Optional.of(suite), outcome.suite());
            assertEquals(LegacyTlsClient.SDK_1_3_0_SUITES, outcome.offered());
            assertTrue(outcome.established());
            // in clear on the wire: the real number in the ServerHello, after version, random and a session id
            byte[] hello = exchange.records().get(0).body();
            int at = 4 + 2 + 32 + 1 + hello[38];
            assertEquals(code, (hello[at] & 0xFF) << 8 | hello[at + 1] & 0xFF);
        }
    }

    @Test
    void a_server_without_our_version_answers_alert_70_in_seven_bytes() throws Exception {
        try (var server = LegacyTlsServer.onlyTls12(rsa).start()) {
            var exchange = get(server.port(), client(), "/");

            assertEquals(Optional.of(Alert.PROTOCOL_VERSION), exchange.tls().alertReceived());
            assertTrue(exchange.tls().failure().isPresent());
            assertEquals(1, exchange.records().size());
            assertEquals(7, exchange.records().get(0).toBytes().length); // java-ecosystem §3e
            assertEquals(
                    Optional.of(Alert.PROTOCOL_VERSION),
                    server.outcomes().get(0).alertSent());
        }
    }

    @Test
    void a_server_with_ecdhe_only_answers_alert_40_the_articles_case() throws Exception {
        for (var identity : List.of(rsa, ec)) {
            try (var server = LegacyTlsServer.onlyEcdhe(identity).start()) {
                var exchange = get(server.port(), client(), "/");

                assertEquals(
                        Optional.of(Alert.HANDSHAKE_FAILURE), exchange.tls().alertReceived());
            }
        }
    }

    @Test
    void a_server_that_needs_a_name_answers_alert_112_to_a_hello_without_one() throws Exception {
        try (var server =
                LegacyTlsServer.ofTheOldDays(rsa).needServerName("localhost").start()) {
            var exchange = get(server.port(), client(), "/");

            assertEquals(Optional.of(Alert.UNRECOGNIZED_NAME), exchange.tls().alertReceived());
        }
    }

    @Test
    void a_server_that_wants_a_client_certificate_refuses_a_client_without() throws Exception {
        try (var server =
                LegacyTlsServer.ofTheOldDays(rsa).needClientCertificate().start()) {
            var exchange = get(server.port(), client(), "/");

            assertEquals(Optional.of(Alert.HANDSHAKE_FAILURE), exchange.tls().alertReceived());
            assertFalse(server.outcomes().get(0).established());
        }
    }

    @Test
    void the_chain_can_be_judged_and_the_verdict_goes_to_the_server_as_an_alert() throws Exception {
        try (var server = LegacyTlsServer.builder(rsa).start()) {
            var seen = new ArrayList<byte[]>();
            var tls = client().checkChain(chain -> {
                seen.addAll(chain);
                return Optional.of(Alert.UNKNOWN_CA);
            });

            var exchange = get(server.port(), tls, "/");

            assertArrayEquals(rsa.leaf().getEncoded(), seen.get(0));
            assertEquals(Optional.of(Alert.UNKNOWN_CA), exchange.tls().alertSent());
            assertFalse(exchange.tls().isConnected());
        }
    }

    @Test
    void a_chain_of_chosen_size_goes_over_the_wire_in_one_record() throws Exception {
        var identity = authority.issueChainOf(3500, Leaf.localhost());
        assertEquals(3500, identity.chainBytes());
        try (var server = LegacyTlsServer.builder(identity).start()) {
            var exchange = get(server.port(), client(), "/");

            assertEquals(2, exchange.tls().chain().size());
            int longest = exchange.records().stream()
                    .filter(r -> r.type() == TlsRecord.HANDSHAKE)
                    .mapToInt(r -> r.body().length)
                    .max()
                    .orElse(0);
            assertEquals(4 + 3 + 3 + 3 + 3500, longest); // type and length, list length, two certificate lengths
        }
    }

    @Test
    void application_data_comes_in_records_of_the_chosen_size() throws Exception {
        try (var server = LegacyTlsServer.builder(rsa)
                .suites(CipherSuite.RSA_RC4_SHA)
                .recordSize(1000)
                .start()) {
            var exchange = get(server.port(), client(), "/bytes/10000");

            int most = exchange.records().stream()
                    .filter(r -> r.type() == TlsRecord.APPLICATION_DATA)
                    .mapToInt(r -> r.body().length)
                    .max()
                    .orElse(0);
            assertEquals(1000 + 20, most); // RC4 adds nothing, HMAC-SHA-1 adds 20
        }
    }

    @Test
    void a_changed_byte_in_an_rc4_record_is_answered_with_bad_record_mac() throws Exception {
        try (var server = LegacyTlsServer.builder(rsa)
                        .suites(CipherSuite.RSA_RC4_MD5)
                        .start();
                var socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(30_000);
            var tls = client();
            var in = socket.getInputStream();
            byte[] buffer = new byte[8192];
            tls.start();
            socket.getOutputStream().write(tls.takeOutput());
            while (tls.isHandshaking()) {
                tls.offer(buffer, 0, in.read(buffer));
                socket.getOutputStream().write(tls.takeOutput());
            }
            tls.send("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] spoilt = tls.takeOutput();
            spoilt[TlsRecord.HEADER + 3] ^= 1;

            socket.getOutputStream().write(spoilt);
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                tls.offer(buffer, 0, n);
            }

            assertEquals(Optional.of(Alert.BAD_RECORD_MAC), tls.alertReceived());
            assertEquals(List.of(), server.requests());
        }
    }
}

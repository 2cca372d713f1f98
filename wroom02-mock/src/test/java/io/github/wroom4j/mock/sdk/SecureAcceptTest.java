package io.github.wroom4j.mock.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.hal.testing.ExternalProgram;
import io.github.wroom4j.hal.testing.Require;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.chip.CpuTiming;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import io.github.wroom4j.tlswire.CipherSuite;
import io.github.wroom4j.tlswire.legacy.LegacyTlsClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code espconn_secure_accept}: the module as a TLS 1.1 server (espconn-sdk §7.7). */
@Timeout(120)
class SecureAcceptTest {
    private static final Identity MODULE = DemoAuthority.create().issue(Leaf.localhost());

    private final List<String> diary = new CopyOnWriteArrayList<>();

    private static byte[] pkcs1() throws IOException {
        return PrivateKeyInfo.getInstance(MODULE.key().getEncoded())
                .parsePrivateKey()
                .toASN1Primitive()
                .getEncoded();
    }

    private static byte[] certificate() {
        try {
            return MODULE.leaf().getEncoded();
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void declare() {
        byte[] certificate = certificate();
        espconn_h.default_certificate(certificate, certificate.length);
        try {
            byte[] key = pkcs1();
            espconn_h.default_private_key(key, key.length);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A listener that sends back what it receives, and writes down its callbacks. */
    private espconn listener(int port) {
        var conn = new espconn();
        conn.type = espconn_h.ESPCONN_TCP;
        conn.proto.tcp = new esp_tcp();
        conn.proto.tcp.local_port = port;
        espconn_h.espconn_regist_connectcb(conn, arg -> diary.add("connectcb"));
        espconn_h.espconn_regist_reconcb(conn, (arg, err) -> diary.add("reconcb(" + err + ")"));
        espconn_h.espconn_regist_disconcb(conn, arg -> diary.add("disconcb"));
        espconn_h.espconn_regist_sentcb(conn, arg -> diary.add("sentcb"));
        espconn_h.espconn_regist_recvcb(conn, (arg, data, len) -> {
            diary.add("recvcb");
            espconn_h.espconn_secure_send((espconn) arg, Arrays.copyOf(data, len), len);
        });
        return conn;
    }

    private static Lab lab() {
        return new Lab(SdkRelease.P14, HeapModel.NONOS).joined();
    }

    private static int port(Lab lab) {
        return lab.reach.serverPort(443).orElseThrow();
    }

    /** Says hello to the module and gives back what it echoes. */
    private static String echo(int port, LegacyTlsClient tls, String text) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            tls.start();
            socket.getOutputStream().write(tls.takeOutput());
            var buffer = new byte[4096];
            while (tls.isHandshaking()) {
                int n = socket.getInputStream().read(buffer);
                assertTrue(n > 0, "the module closed during the handshake");
                tls.offer(buffer, 0, n);
                socket.getOutputStream().write(tls.takeOutput());
            }
            tls.send(text.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(tls.takeOutput());
            var heard = new StringBuilder();
            while (heard.length() < text.length()) {
                int n = socket.getInputStream().read(buffer);
                assertTrue(n > 0, "the module closed after " + heard);
                tls.offer(buffer, 0, n);
                heard.append(new String(tls.takeInput(), StandardCharsets.US_ASCII));
            }
            return heard.toString();
        }
    }

    @Test
    void codes_come_in_the_order_arg_mem_isconn() {
        try (var lab = lab()) {
            assertEquals(-12, lab.call(() -> espconn_h.espconn_secure_accept(null)));
            assertEquals(-12, lab.call(() -> {
                declare();
                espconn udp = new espconn();
                udp.type = espconn_h.ESPCONN_UDP;
                return espconn_h.espconn_secure_accept(udp);
            }));
            assertEquals(0, lab.call(() -> espconn_h.espconn_secure_accept(listener(443))));
            // One SSL server at most, whatever its port; a plain one beside it is no matter.
            assertEquals(-15, lab.call(() -> espconn_h.espconn_secure_accept(listener(444))));
            assertEquals(-15, lab.call(() -> espconn_h.espconn_accept(listener(443))));
            assertEquals(0, lab.call(() -> espconn_h.espconn_accept(listener(80))));
            lab.run(() -> {
                while (lab.chip.heap().malloc(64) != 0) {
                    // Nothing is given back: the heap is full afterwards.
                }
            });
            assertEquals(-1, lab.call(() -> espconn_h.espconn_secure_accept(listener(444))));
        }
    }

    @Test
    void the_gate_of_the_heap_holds_for_a_server_with_its_own_size() {
        try (var lab = new Lab(SdkRelease.P14, HeapModel.ARDUINO_SEED).joined()) {
            lab.run(() -> {
                declare();
                espconn_h.espconn_secure_set_size(espconn_h.ESPCONN_CLIENT, 2048);
                espconn_h.espconn_secure_set_size(espconn_h.ESPCONN_SERVER, 8192);
                assertEquals(-1, espconn_h.espconn_secure_accept(listener(443)));
                espconn_h.espconn_secure_set_size(espconn_h.ESPCONN_SERVER, 5120);
                assertEquals(0, espconn_h.espconn_secure_accept(listener(443)));
            });
            assertNoted(lab, "a buffer of 8192 wants more than 22528 bytes of free heap, 21500 are free");
        }
    }

    @Test
    void the_modules_cpu_takes_its_time_for_the_key_exchange() throws Exception {
        var clock = new ManualClock();
        try (var lab = new Lab(SdkRelease.P14, HeapModel.NONOS, clock).joined()) {
            lab.chip.cpuTiming(new CpuTiming(Duration.ofSeconds(2)));
            lab.run(() -> {
                declare();
                assertEquals(0, espconn_h.espconn_secure_accept(listener(443)));
            });
            int port = port(lab);
            var heard = new FutureTask<>(() -> echo(port, LegacyTlsClient.sdk130(new SecureRandom()), "slow"));
            new Thread(heard, "client of a slow server").start();
            Lab.await(() -> lab.observer.last().stream()
                    .flatMap(seen -> seen.events().stream())
                    .anyMatch(event -> event.what().contains("RSA-2048 for 2000 ms")));
            lab.tick(clock, 1);
            assertEquals(List.of(), diary);
            assertFalse(heard.isDone());
            lab.tick(clock, 1);
            assertEquals("slow", heard.get(20, TimeUnit.SECONDS));
            assertEquals("connectcb", diary.get(0));
        }
    }

    @Test
    void an_authority_for_the_server_asks_no_client_for_a_certificate_and_leaves_the_client_alone() throws IOException {
        // Certificates of clients came with 1.4.0's cert_req_enable (espconn-sdk §9).
        try (var server = LegacyTlsServer.builder(MODULE).start();
                var lab = lab()) {
            lab.run(() -> {
                declare();
                assertTrue(espconn_h.espconn_secure_ca_enable(espconn_h.ESPCONN_SERVER, 0x3B));
                espconn_h.espconn_secure_accept(listener(443));
            });
            assertEquals("hello", echo(port(lab), LegacyTlsClient.sdk130(new SecureRandom()), "hello"));
            Lab.await(() -> diary.contains("disconcb"));
            Client client = Client.secure(lab, server.port()).connect();
            assertEquals(List.of("connectcb"), client.until("connectcb")); // the sector is erased: it trusts nobody
            lab.run(() -> espconn_h.espconn_secure_ca_enable(espconn_h.ESPCONN_BOTH, 0x3B));
            client.disconnect();
            client.end();
            assertEquals(
                    "reconcb(-28)", Client.secure(lab, server.port()).connect().end());
        }
    }

    @Test
    void a_certificate_that_the_builder_linked_in_serves_in_every_life_of_the_chip() throws IOException {
        try (var mock = MockWroom02.builder()
                .profile("at-0.40")
                .defaultCertificate(certificate(), pkcs1())
                .build()) {
            for (int life = 0; life < 2; life++) {
                assertEquals(0, mock.call(() -> espconn_h.espconn_secure_accept(listener(443))));
                int port = mock.serverPort(443).orElseThrow();
                assertEquals("linked", echo(port, LegacyTlsClient.sdk130(new SecureRandom()), "linked"));
                mock.reset();
            }
        }
    }

    @Test
    void a_missing_or_unusable_identity_is_told_in_words() {
        try (var lab = lab()) {
            assertEquals(-12, lab.call(() -> espconn_h.espconn_secure_accept(listener(443))));
            assertNoted(lab, "default_certificate and default_private_key are missing");
            assertEquals(-12, lab.call(() -> {
                declare();
                byte[] pkcs8 = MODULE.key().getEncoded();
                espconn_h.default_private_key(pkcs8, pkcs8.length);
                return espconn_h.espconn_secure_accept(listener(443));
            }));
            assertNoted(lab, "default_private_key is not an RSA key in PKCS#1");
            assertEquals(-12, lab.call(() -> {
                declare();
                espconn_h.default_certificate(new byte[] {1, 2, 3}, 3);
                return espconn_h.espconn_secure_accept(listener(443));
            }));
            assertNoted(lab, "default_certificate is not an X.509 certificate");
            assertTrue(lab.reach.serverPort(443).isEmpty());
        }
    }

    private static void assertNoted(Lab lab, String words) {
        assertTrue(
                lab.observer.notes().stream().anyMatch(note -> note.contains(words)),
                () -> words + " is not among " + lab.observer.notes());
    }

    @ParameterizedTest
    @MethodSource
    void each_of_the_four_suites_serves_a_client_of_the_same_sdk(CipherSuite suite) throws IOException {
        try (var lab = lab()) {
            lab.run(() -> {
                declare();
                assertEquals(0, espconn_h.espconn_secure_accept(listener(443)));
            });
            String text = "over the module's own TLS ".repeat(60); // 1560 bytes: records of 1024 and 536
            assertEquals(text, echo(port(lab), LegacyTlsClient.offering(new SecureRandom(), List.of(suite)), text));
            Lab.await(() -> diary.contains("disconcb"));
            assertEquals("connectcb", diary.get(0));
            assertFalse(diary.toString().contains("reconcb"), diary.toString());
            assertTrue(lab.printed().contains("server handshake start.\nserver handshake ok!\n"), lab.printed());
            // The slot is free again.
            assertEquals("again", echo(port(lab), LegacyTlsClient.sdk130(new SecureRandom()), "again"));
        }
    }

    static List<CipherSuite> each_of_the_four_suites_serves_a_client_of_the_same_sdk() {
        return LegacyTlsClient.SDK_1_3_0_SUITES;
    }

    @Test
    void a_second_client_is_refused_while_the_first_is_there() throws IOException {
        try (var lab = lab()) {
            lab.run(() -> {
                declare();
                espconn_h.espconn_secure_accept(listener(443));
            });
            try (var first = new Socket(InetAddress.getLoopbackAddress(), port(lab))) {
                Lab.await(() -> lab.observer.last().isPresent());
                try (var second = new Socket(InetAddress.getLoopbackAddress(), port(lab))) {
                    second.setSoTimeout(20_000);
                    assertTrue(endsAtOnce(second));
                }
                assertTrue(first.isConnected());
            }
            assertNoted(lab, "the one SSL connection exists already");
        }
    }

    private static boolean endsAtOnce(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketException e) {
            return true; // reset
        }
    }

    @Test
    void garbage_is_refused_with_an_alert_and_the_sdks_code() throws IOException {
        try (var lab = lab()) {
            lab.run(() -> {
                declare();
                espconn_h.espconn_secure_accept(listener(443));
            });
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port(lab))) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertEquals(21, socket.getInputStream().read());
                Lab.await(() -> !diary.isEmpty());
            }
            assertEquals(List.of("reconcb(-28)"), diary);
            assertTrue(lab.printed().contains("server handshake failed\n"), lab.printed());
        }
    }

    @Test
    void openssl_talks_to_it(@TempDir Path folder) throws IOException {
        Require.program("openssl");
        try (var lab = lab()) {
            lab.run(() -> {
                declare();
                espconn_h.espconn_secure_accept(listener(443));
            });
            try (var client = ExternalProgram.start(
                    folder,
                    "openssl",
                    "s_client",
                    "-connect",
                    "127.0.0.1:" + port(lab),
                    "-tls1_1",
                    "-legacy_server_connect",
                    "-cipher",
                    "ALL:@SECLEVEL=0")) {
                client.awaitLog("Cipher is AES(128|256)-SHA");
                client.stdin().write("hello, module\n".getBytes(StandardCharsets.US_ASCII));
                client.stdin().flush();
                client.awaitLog("(?m)^hello, module$");
            }
            Lab.await(() -> diary.contains("disconcb"));
        }
    }
}

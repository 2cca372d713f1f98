package io.github.wroom4j.mock.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.mock.tls.AxtlsResult;
import io.github.wroom4j.mock.tls.BearSsl;
import io.github.wroom4j.mock.tls.MbedTls;
import io.github.wroom4j.mock.tls.TlsEvents;
import io.github.wroom4j.mock.tls.TlsSession;
import io.github.wroom4j.mock.tls.TlsStack;
import io.github.wroom4j.mock.tls.TlsWish;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import io.github.wroom4j.tlswire.ClientHello;
import io.github.wroom4j.tlswire.Extension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** mbedTLS and BearSSL as later firmwares carry them, against real servers. */
class LaterTlsTest {
    private static final DemoAuthority AUTHORITY = DemoAuthority.create();
    private static final Identity LOCALHOST = AUTHORITY.issue(Leaf.localhost());

    /** A session over a blocking socket: enough for a test. */
    private static final class Run implements TlsEvents {
        final ByteArrayOutputStream plain = new ByteArrayOutputStream();
        int result;
        int alert = -1;
        TlsSession session;

        static Run get(TlsStack stack, TlsWish wish, int port) {
            var run = new Run();
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(20_000);
                run.session = stack.start(
                        wish,
                        bytes -> {
                            try {
                                socket.getOutputStream().write(bytes);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        },
                        run);
                var buffer = new byte[4096];
                for (int n; run.result >= 0 && (n = socket.getInputStream().read(buffer)) >= 0; ) {
                    run.result = run.session.feed(Arrays.copyOf(buffer, n));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return run;
        }

        @Override
        public void established() {
            byte[] request = "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            session.send(request, 0, request.length);
        }

        @Override
        public void plaintext(byte[] bytes) {
            plain.writeBytes(bytes);
        }

        @Override
        public void alertReceived(int level, int description) {
            alert = description;
        }
    }

    private static TlsWish wish(int size) {
        return TlsWish.plain(size, new SecureRandom());
    }

    private static byte[] der(Identity identity) throws Exception {
        return identity.leaf().getEncoded();
    }

    @Test
    void at_1_7_takes_tls_1_2_without_a_server_name_and_without_ecdhe() throws Exception {
        try (var server = LegacyTlsServer.ofManyVersions(LOCALHOST).start()) {
            Run run = Run.get(MbedTls.nonos("3.0.4"), wish(4096), server.port());
            assertTrue(run.plain.toString(StandardCharsets.UTF_8).startsWith("HTTP/1."));
            assertEquals(0x0303, run.session.facts().version());
            ClientHello hello = ClientHello.readRecords(run.session.facts().hello());
            assertTrue(hello.serverName().isEmpty());
            assertTrue(hello.extension(Extension.SUPPORTED_GROUPS).isEmpty());
        }
    }

    @Test
    void at_1_7_works_behind_espconn() {
        try (var server = DemoServer.builder(AUTHORITY)
                        .versions("TLSv1.2")
                        .suites("TLS_RSA_WITH_AES_128_CBC_SHA256", "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256")
                        .start();
                var lab = new Lab(SdkRelease.later("3.0.4"), HeapModel.AT, Clock.system(), MbedTls.nonos("3.0.4"))
                        .joined()) {
            Client client = Client.secure(lab, server.port());
            lab.run(() -> espconn_h.espconn_secure_set_size(espconn_h.ESPCONN_CLIENT, 4096));
            client.connect();
            assertEquals(List.of("connectcb"), client.until("connectcb"));
            client.send("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n");
            client.end();
            assertTrue(client.text().startsWith("HTTP/1."), client.text());
        }
    }

    @Test
    void at_1_7_is_refused_by_an_ecdhe_only_server_with_alert_40() {
        try (var server = LegacyTlsServer.onlyEcdhe(LOCALHOST).start()) {
            Run run = Run.get(MbedTls.nonos("3.0.4"), wish(4096), server.port());
            assertEquals(40, run.alert);
            assertEquals(-40, run.result);
        }
    }

    @Test
    void esp_at_and_atmod_speak_ecdhe_to_the_jvms_own_server() {
        for (TlsStack stack : List.of(MbedTls.espAt(), new BearSsl())) {
            try (var server = DemoServer.builder(AUTHORITY).versions("TLSv1.2").start()) {
                Run run = Run.get(stack, wish(16_384).to("localhost", true), server.port());
                assertTrue(
                        run.plain.toString(StandardCharsets.UTF_8).startsWith("HTTP/1."),
                        run.session.facts().detail());
                assertEquals(0xC0, run.session.facts().suite() >> 8);
            }
        }
    }

    @Test
    void a_fingerprint_is_checked() throws Exception {
        byte[] right = MessageDigest.getInstance("SHA-1").digest(der(LOCALHOST));
        byte[] wrong = right.clone();
        wrong[7] ^= 1;
        try (var server = LegacyTlsServer.ofManyVersions(LOCALHOST).start()) {
            assertTrue(Run.get(new BearSsl(), wish(16_384).pinned(right), server.port())
                            .plain
                            .size()
                    > 0);
            Run refused = Run.get(new BearSsl(), wish(16_384).pinned(wrong), server.port());
            assertEquals(AxtlsResult.X509_OFFSET - 2, refused.result);
            assertEquals(0, refused.plain.size());
        }
    }

    @Test
    void an_authority_and_the_name_are_checked() throws Exception {
        byte[] ca = AUTHORITY.certificate().getEncoded();
        byte[] foreign = DemoAuthority.create("another").certificate().getEncoded();
        try (var server = LegacyTlsServer.ofManyVersions(LOCALHOST).start()) {
            TlsWish localhost = wish(16_384).to("localhost", true);
            assertTrue(Run.get(new BearSsl(), localhost.trusting(List.of(ca), 0, Optional.empty()), server.port())
                            .plain
                            .size()
                    > 0);
            assertEquals(
                    AxtlsResult.X509_OFFSET - 2,
                    Run.get(new BearSsl(), localhost.trusting(List.of(foreign), 0, Optional.empty()), server.port())
                            .result);
            assertEquals(
                    AxtlsResult.X509_OFFSET - 1,
                    Run.get(
                                    new BearSsl(),
                                    wish(16_384)
                                            .to("elsewhere.example", true)
                                            .trusting(List.of(ca), 0, Optional.empty()),
                                    server.port())
                            .result);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2048, 4096})
    void a_server_that_agrees_to_a_fragment_length_keeps_it(int length) {
        try (var server = DemoServer.builder(AUTHORITY).versions("TLSv1.2").start()) {
            Run run = Run.get(new BearSsl(), wish(length).with(List.of(), length, Optional.empty()), server.port());
            assertEquals(length, run.session.facts().fragmentLength());
            assertTrue(run.plain.size() > 0, run.session.facts().detail());
        }
    }

    @Test
    void a_record_larger_than_the_buffer_ends_it() {
        try (var server = LegacyTlsServer.ofManyVersions(LOCALHOST)
                .handler(request -> io.github.wroom4j.servers.HttpExchange.Reply.text(200, "x".repeat(9_000)))
                .start()) {
            Run run = Run.get(new BearSsl(), wish(4096), server.port());
            assertEquals(AxtlsResult.INVALID_PROTOCOL_MESSAGE, run.result);
        }
    }

    @Test
    void garbage_is_no_tls() {
        try (var server = DemoServer.start(AUTHORITY)) {
            Run run = Run.get(MbedTls.espAt(), wish(16_384), server.plainPort());
            assertTrue(run.result < 0);
            assertFalse(run.session.isEstablished());
        }
    }
}

package io.github.wroom4j.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.tlswire.Alert;
import io.github.wroom4j.tlswire.FirmwareHello;
import io.github.wroom4j.tlswire.ServerAnswer.Kind;
import io.github.wroom4j.tlswire.TlsRecord;
import io.github.wroom4j.tlswire.legacy.LegacyTlsClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each misbehaviour does what it says, as seen by a client. */
@Timeout(120)
class HostileServerTest {
    private static Identity rsa;

    @BeforeAll
    static void makeCertificate() {
        rsa = DemoAuthority.create().issue(Leaf.localhost());
    }

    private static byte[] hello() {
        return FirmwareHello.SDK_1_3_0.record("localhost", new SecureRandom());
    }

    /** Reads records until the end or until nothing comes for a while; the flag says which. */
    private record Heard(List<TlsRecord> records, LegacyTlsClient tls, boolean ended, String page) {}

    private static Heard converse(int port, int silenceMs) throws IOException {
        return converse(port, silenceMs, "GET / HTTP/1.0\r\n\r\n");
    }

    private static Heard converse(int port, int silenceMs, String request) throws IOException {
        var records = new ArrayList<TlsRecord>();
        var splitter = new TlsRecord.Splitter();
        var tls = LegacyTlsClient.sdk130(new SecureRandom());
        var page = new StringBuilder();
        boolean asked = false;
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(silenceMs);
            tls.start();
            socket.getOutputStream().write(tls.takeOutput());
            byte[] buffer = new byte[2048];
            try {
                for (int n = socket.getInputStream().read(buffer);
                        n >= 0;
                        n = socket.getInputStream().read(buffer)) {
                    splitter.offer(buffer, 0, n);
                    tls.offer(buffer, 0, n);
                    if (tls.isConnected() && !asked) {
                        asked = true;
                        tls.send(request.getBytes(StandardCharsets.US_ASCII));
                    }
                    page.append(new String(tls.takeInput(), StandardCharsets.US_ASCII));
                    socket.getOutputStream().write(tls.takeOutput());
                }
                return new Heard(drain(splitter, records), tls, true, page.toString());
            } catch (SocketTimeoutException e) {
                return new Heard(drain(splitter, records), tls, false, page.toString());
            }
        }
    }

    private static List<TlsRecord> drain(TlsRecord.Splitter splitter, List<TlsRecord> into) {
        for (var r = splitter.next(); r.isPresent(); r = splitter.next()) {
            into.add(r.get());
        }
        return into;
    }

    @Test
    void it_stalls_after_the_records_it_was_told() throws Exception {
        for (int after = 0; after <= 3; after++) {
            try (var server = HostileServer.start(rsa, new Misbehaviour.Stall(), after)) {
                var heard = converse(server.port(), 400);

                assertFalse(heard.ended(), "it closed instead of stalling");
                assertEquals(after, heard.records().size());
                assertTrue(heard.tls().isHandshaking());
            }
        }
    }

    @Test
    void it_closes_or_resets_in_the_middle() throws Exception {
        try (var closes = HostileServer.start(rsa, new Misbehaviour.Close(), 2)) {
            var heard = converse(closes.port(), 30_000);
            assertTrue(heard.ended());
            assertEquals(2, heard.records().size());
        }
        try (var resets = HostileServer.start(rsa, new Misbehaviour.Reset(), 2)) {
            assertThrows(SocketException.class, () -> converse(resets.port(), 30_000));
        }
    }

    @Test
    void it_cuts_a_record_short() throws Exception {
        try (var server = HostileServer.start(rsa, new Misbehaviour.Truncate(100), 1)) {
            var answer = HelloProbe.ask(server.port(), hello());

            assertEquals(Kind.HELLO, answer.kind()); // the first record was whole
            assertFalse(answer.finished());
            assertTrue(answer.chain().isEmpty());
        }
    }

    @Test
    void garbage_plain_http_and_a_portal_are_seen_as_not_tls() throws Exception {
        for (var what : List.of(Misbehaviour.garbage(5, 500), Misbehaviour.plainHttp(), Misbehaviour.captivePortal())) {
            try (var server = HostileServer.start(rsa, what, 0)) {
                assertEquals(
                        Kind.NOT_TLS, HelloProbe.ask(server.port(), hello()).kind(), what::toString);
            }
        }
    }

    @Test
    void huge_records_and_endless_handshakes_are_given_up_by_the_reader() throws Exception {
        for (var what : List.of(
                Misbehaviour.hugeRecord(TlsRecord.HANDSHAKE, 20_000),
                Misbehaviour.endlessHandshake(),
                Misbehaviour.endlessCertificate(),
                Misbehaviour.emptyRecords())) {
            try (var server = HostileServer.start(rsa, what, 1)) {
                var answer = HelloProbe.ask(server.port(), hello());

                assertEquals(Kind.MISBEHAVES, answer.kind(), what::toString);
                assertFalse(answer.detail().isBlank());
            }
        }
    }

    @Test
    void it_sends_the_alert_it_was_told_to() throws Exception {
        try (var server = HostileServer.start(rsa, Misbehaviour.alert(2, Alert.of(99), true), 0)) {
            var answer = HelloProbe.ask(server.port(), hello());

            assertEquals(Optional.of(Alert.of(99)), answer.alert());
        }
    }

    @Test
    void a_slow_loris_is_slow_but_honest() throws Exception {
        try (var server = HostileServer.start(rsa, new Misbehaviour.Drip(Duration.ofMillis(1)), 2)) {
            var heard = converse(server.port(), 30_000);

            assertTrue(heard.page().contains("Hello from the wroom4j demo server."), heard::page);
        }
    }

    @Test
    void a_corrupt_record_is_noticed_by_its_mac() throws Exception {
        try (var server = HostileServer.start(rsa, new Misbehaviour.Corrupt(), 5)) { // the first data record
            var heard = converse(server.port(), 30_000);

            assertEquals(Optional.of(Alert.BAD_RECORD_MAC), heard.tls().alertSent());
            assertEquals("", heard.page());
        }
    }

    @Test
    void it_asks_for_a_second_handshake_and_the_client_of_2015_declines() throws Exception {
        try (var server = HostileServer.start(rsa, new Misbehaviour.Renegotiate(), 0)) {
            var heard = converse(server.port(), 30_000, "GET / HTTP/1.1\r\n\r\n"); // kept open for the answer

            // a handshake record after the Finished, encrypted
            long handshakes = heard.records().stream()
                    .filter(r -> r.type() == TlsRecord.HANDSHAKE)
                    .count();
            assertEquals(5, handshakes, () -> heard.records().toString());
            assertEquals(Optional.of(Alert.NO_RENEGOTIATION), heard.tls().alertSent());
        }
    }

    @Test
    void closing_it_frees_a_client_that_it_keeps_waiting() throws Exception {
        var server = HostileServer.start(rsa, new Misbehaviour.Drip(Duration.ofHours(1)), 0);
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(hello());

            server.close();

            int end;
            try {
                end = socket.getInputStream().read();
            } catch (SocketException e) {
                end = -1;
            }
            assertEquals(-1, end);
        }
    }

    @Test
    void a_deaf_port_answers_no_syn() {
        try (var port = DeafPort.open();
                var socket = new Socket()) {
            assertThrows(
                    SocketTimeoutException.class,
                    () -> socket.connect(new InetSocketAddress("127.0.0.1", port.port()), 500));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

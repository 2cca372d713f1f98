package io.github.wroom4j.mock.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.mock.radio.Ip4;
import io.github.wroom4j.mock.tls.FlashCertificates;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.cert.CertificateEncodingException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a user needs to be told beside the SDK's silence: the rows of espconn-sdk §15. */
@Timeout(60)
class ExplanationTest {
    private static final DemoAuthority AUTHORITY = DemoAuthority.create();
    private static final Identity LOCALHOST = AUTHORITY.issue(Leaf.localhost());

    private static String story(Lab lab) {
        return Explanation.of(lab.observer.last().orElseThrow());
    }

    private static void tells(Lab lab, String... words) {
        for (String each : words) {
            assertTrue(story(lab).contains(each), () -> "\"" + each + "\" is missing in:\n" + story(lab));
        }
    }

    @Test
    void a_refusal_is_told_with_hello_alert_reason_and_the_other_releases() {
        try (var server = LegacyTlsServer.onlyEcdhe(LOCALHOST).start();
                var lab = new Lab(SdkRelease.P0, HeapModel.NONOS).joined()) {
            Client.secure(lab, server.port()).connect().end();
            tells(
                    lab,
                    "TLS handshake refused by peer: alert 40 handshake_failure received ",
                    " ms after ClientHello",
                    "which carries no reason: axTLS result -40 is above -256, and for those the SDK sets hs_status to 0",
                    "offered: TLS 1.1; TLS_RSA_WITH_AES_128_CBC_SHA, TLS_RSA_WITH_AES_256_CBC_SHA,"
                            + " TLS_RSA_WITH_RC4_128_SHA, TLS_RSA_WITH_RC4_128_MD5; no extensions, so no SNI",
                    "heap 47000 free where more than 16384 was wanted",
                    "no name was looked up; TCP connected to 127.0.0.1:" + server.port(),
                    "SDK 1.3.0 (P0); P1 would have shown disconcb, but only once the peer closes",
                    "the CPU stays at 160 MHz",
                    "ms TCP connected; ",
                    "ms ClientHello sent, 56 bytes; ",
                    "ms alert 40 received; ",
                    "ms disconcb");
            assertFalse(story(lab).contains("certificate was"), story(lab));
        }
    }

    @Test
    void a_name_that_was_looked_up_is_told_with_its_address() {
        try (var server = LegacyTlsServer.onlyTls12(LOCALHOST).start();
                var lab = new Lab(SdkRelease.P0, HeapModel.NONOS).joined()) {
            lab.reach.route("www.example.com:443", "127.0.0.1:" + server.port());
            var found = new CopyOnWriteArrayList<ip_addr_t>();
            lab.run(() ->
                    espconn_h.espconn_gethostbyname(null, "www.example.com", null, (n, ip, arg) -> found.add(ip)));
            Lab.await(() -> !found.isEmpty());
            Client client = Client.secure(lab, 443);
            System.arraycopy(found.get(0).octets(), 0, client.conn.proto.tcp.remote_ip, 0, 4);
            client.connect().end();
            Ip4 ip = Ip4.of(found.get(0).octets());
            tells(lab, "alert 70", "DNS: www.example.com is " + ip + "; TCP connected to " + ip + ":443");
        }
    }

    @Test
    void heap_against_the_gate_names_the_largest_size_that_would_pass() {
        try (var lab = new Lab(SdkRelease.P0, HeapModel.ARDUINO_SEED).joined()) {
            lab.run(() -> espconn_h.espconn_secure_set_size(espconn_h.ESPCONN_CLIENT, 8192));
            assertEquals(-1, Client.secure(lab, 443).connect().returned);
            tells(
                    lab,
                    "a buffer of 8192 wants more than 22528 bytes of free heap (size + 14336), 21500 are free; the largest"
                            + " that passes now is 7163",
                    "; wanted was 127.0.0.1:443");
        }
    }

    @Test
    void a_record_against_the_buffer_names_the_size_that_would_do() {
        Identity large = AUTHORITY.issueChainOf(3_500, Leaf.localhost());
        try (var server = LegacyTlsServer.builder(large).start();
                var p0 = new Lab(SdkRelease.P0, HeapModel.NONOS).joined();
                var p1 = new Lab(SdkRelease.P1, HeapModel.NONOS).joined()) {
            for (Lab lab : List.of(p0, p1)) {
                Client client = Client.secure(lab, server.port()).connect();
                client.end();
                String needed = "record of 3513 bytes against a buffer of 2048, which takes 2043:"
                        + " espconn_secure_set_size needs at least 3518";
                tells(lab, "axTLS -261, invalid protocol message", needed);
            }
            tells(p0, "the application saw reconcb(-28), SSL handshake failed");
            tells(p1, "SDK P1 loses hs_status on its way", "P0 and P14 would have shown reconcb(-28)");
        }
    }

    @Test
    void whether_the_certificate_was_looked_at_is_told() throws CertificateEncodingException {
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var lab = new Lab(SdkRelease.P14, HeapModel.NONOS).joined()) {
            Client.secure(lab, server.port()).connect().until("connectcb");
            tells(
                    lab,
                    "TLS stands",
                    "the certificate was not verified",
                    "the server chose TLS 1.1, TLS_RSA_WITH_AES_128");
        }
        byte[] trusted = AUTHORITY.certificate().getEncoded();
        try (var server = LegacyTlsServer.builder(LOCALHOST).start();
                var lab = new Lab(SdkRelease.P14, HeapModel.NONOS).joined()) {
            lab.chip.flash().flash(0x3B000, FlashCertificates.image(List.of("only"), List.of(trusted)));
            lab.run(() -> espconn_h.espconn_secure_ca_enable(espconn_h.ESPCONN_CLIENT, 0x3B));
            Client.secure(lab, server.port()).connect().until("connectcb");
            tells(lab, "the certificate was held against 1 authorities in flash, its host name was not looked at");
        }
    }

    @Test
    void silence_a_held_slot_and_a_refused_port_have_words() throws IOException {
        var clock = new ManualClock();
        int refusing;
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            refusing = listener.getLocalPort();
        }
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var lab = new Lab(SdkRelease.P0, HeapModel.NONOS, clock).joined()) {
            Client.secure(lab, refusing).connect().end();
            tells(lab, "TCP failed: reset", "; the peer was 127.0.0.1:" + refusing);
            Client client = Client.secure(lab, silent.getLocalPort()).connect();
            Lab.await(() -> lab.observer.last().orElseThrow().helloMicros() >= 0);
            assertEquals(-15, Client.secure(lab, silent.getLocalPort()).connect().returned);
            tells(lab, "code -15 (already connected): refused: an earlier link still holds the only SSL slot");
            lab.tick(clock, 31);
            assertEquals("reconcb(-29)", client.end());
            Attempt timedOut = lab.observer.attempts().get(1);
            assertTrue(Explanation.of(timedOut).contains("no answer to the handshake for 30 s"), story(lab));
        }
    }
}

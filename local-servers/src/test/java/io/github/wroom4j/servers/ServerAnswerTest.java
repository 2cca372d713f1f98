package io.github.wroom4j.servers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.testing.Seeds;
import io.github.wroom4j.tlswire.Alert;
import io.github.wroom4j.tlswire.CipherSuite;
import io.github.wroom4j.tlswire.ClientHello;
import io.github.wroom4j.tlswire.FirmwareHello;
import io.github.wroom4j.tlswire.NamedGroup;
import io.github.wroom4j.tlswire.ProtocolVersion;
import io.github.wroom4j.tlswire.ServerAnswer;
import io.github.wroom4j.tlswire.ServerAnswer.Kind;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What servers answer to hellos, read back without keys. */
class ServerAnswerTest {
    private static DemoAuthority authority;
    private static Identity rsa;

    @BeforeAll
    static void makeCertificates() {
        authority = DemoAuthority.create();
        rsa = authority.issue(Leaf.localhost());
    }

    private static byte[] hello2015() {
        return FirmwareHello.SDK_1_3_0.record("localhost", new SecureRandom());
    }

    private static byte[] modern12() {
        return ClientHello.builder()
                .suites(0xC02F, 0xC02B, 0x009C)
                .serverName("localhost")
                .groups(29, 23)
                .signatureSchemes(0x0804, 0x0403, 0x0401)
                .maxFragmentLength(1024)
                .renegotiationInfo()
                .build()
                .toRecord(ProtocolVersion.TLS_1_0);
    }

    @Test
    void the_jdk_refuses_the_hello_of_2015_with_alert_70() throws Exception {
        try (var server = DemoServer.builder(authority).identity(rsa).start()) {
            var answer = HelloProbe.ask(server.port(), hello2015());

            assertEquals(Kind.ALERT, answer.kind());
            assertEquals(Optional.of(Alert.PROTOCOL_VERSION), answer.alert());
            assertEquals(7, answer.bytes()); // java-ecosystem §3e
        }
    }

    @Test
    void a_server_of_the_old_days_accepts_it_and_shows_its_chain() throws Exception {
        try (var server = LegacyTlsServer.ofTheOldDays(rsa).start()) {
            var answer = HelloProbe.ask(server.port(), hello2015());

            assertTrue(answer.accepted() && answer.finished(), answer::toString);
            assertEquals(ProtocolVersion.TLS_1_1, answer.hello().orElseThrow().version());
            assertEquals(
                    CipherSuite.RSA_AES128_SHA, answer.hello().orElseThrow().suite());
            assertArrayEquals(rsa.leaf().getEncoded(), answer.chain().get(0));
            assertFalse(answer.wantsClientCertificate());
            assertEquals(3 + 3 + rsa.chainBytes(), answer.certificateMessage());
        }
    }

    @Test
    void group_fragment_length_and_the_wish_for_a_client_certificate_are_read() throws Exception {
        try (var server = LegacyTlsServer.onlyTls12(rsa).needClientCertificate().start()) {
            var answer = HelloProbe.ask(server.port(), modern12());

            var hello = answer.hello().orElseThrow();
            assertEquals(CipherSuite.of(0xC02F), hello.suite());
            assertEquals(OptionalInt.of(1024), hello.maxFragmentLength());
            assertTrue(answer.wantsClientCertificate());
            assertTrue(answer.group().isPresent());
            assertTrue(answer.largestRecord() <= 1024, answer::toString);
        }
    }

    @Test
    void a_tls_13_answer_ends_with_its_hello() throws Exception {
        try (var server = DemoServer.builder(authority).identity(rsa).start()) {
            var keys = KeyPairGenerator.getInstance("X25519").generateKeyPair();
            byte[] spki = keys.getPublic().getEncoded();
            byte[] share = Arrays.copyOfRange(spki, spki.length - 32, spki.length);
            byte[] hello = ClientHello.builder()
                    .suites(0x1301, 0x1303)
                    .serverName("localhost")
                    .groups(29)
                    .signatureSchemes(0x0804, 0x0403)
                    .versions(ProtocolVersion.TLS_1_3)
                    .keyShare(NamedGroup.X25519, share)
                    .build()
                    .toRecord(ProtocolVersion.TLS_1_0);

            var answer = HelloProbe.ask(server.port(), hello);

            assertEquals(ProtocolVersion.TLS_1_3, answer.hello().orElseThrow().version());
            assertEquals(Optional.of(NamedGroup.X25519), answer.group());
            assertTrue(answer.finished() && answer.chain().isEmpty());
        }
    }

    @Test
    void a_plain_web_server_is_recognised_as_one() throws Exception {
        try (var server = DemoServer.builder(authority).identity(rsa).start()) {
            // a hello has no line end; the server answers once it sees one
            byte[] hello = modern12();
            byte[] line = Arrays.copyOf(hello, hello.length + 2);
            line[hello.length] = '\r';
            line[hello.length + 1] = '\n';

            var answer = HelloProbe.ask(server.plainPort(), line);

            assertEquals(Kind.NOT_TLS, answer.kind());
            assertTrue(answer.detail().startsWith("plain HTTP: \"HTTP/1.1 400 Bad Request\""), answer.detail());
        }
    }

    @Test
    void every_cut_and_every_changed_byte_of_an_answer_is_read_without_an_exception() throws Exception {
        byte[] recording;
        try (var server = LegacyTlsServer.onlyTls12(rsa).start();
                var socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(modern12());
            var all = new ByteArrayOutputStream();
            while (!ServerAnswer.read(all.toByteArray()).finished()) {
                all.write(socket.getInputStream().read());
            }
            recording = all.toByteArray();
        }
        for (int length = 0; length < recording.length; length++) {
            var answer = ServerAnswer.read(Arrays.copyOf(recording, length));
            assertFalse(answer.finished());
            assertTrue(
                    answer.kind() == Kind.NOTHING || answer.kind() == Kind.CUT_SHORT || answer.kind() == Kind.HELLO,
                    length + ": " + answer.kind());
        }
        var chance = Seeds.random("ServerAnswerTest.changed");
        int misbehaves = 0;
        for (int round = 0; round < 5000; round++) {
            byte[] changed = recording.clone();
            changed[chance.nextInt(changed.length)] = (byte) chance.nextInt(256);
            changed[chance.nextInt(200)] = (byte) chance.nextInt(256);
            var answer = ServerAnswer.read(changed);
            if (answer.kind() == Kind.MISBEHAVES) {
                misbehaves++;
                assertFalse(answer.detail().isBlank());
            }
        }
        assertTrue(misbehaves > 100, "only " + misbehaves + " were noticed");
    }
}

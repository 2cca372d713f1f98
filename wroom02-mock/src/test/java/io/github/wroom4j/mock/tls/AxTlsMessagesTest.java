package io.github.wroom4j.mock.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import java.io.ByteArrayOutputStream;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What axTLS 1.4.9 makes of a server's messages, byte by byte (espconn-sdk §§8.3, 8.7). */
class AxTlsMessagesTest {
    private static final Identity RSA = DemoAuthority.create().issue(Leaf.localhost());

    private final List<byte[]> sent = new ArrayList<>();
    private final List<Integer> alerts = new ArrayList<>();
    private final TlsSession session = session(2048);

    private TlsSession session(int size) {
        return new AxTls().start(TlsWish.plain(size, new Random(1)), sent::add, new TlsEvents() {
            @Override
            public void established() {
                throw new AssertionError("nothing here can establish a session");
            }

            @Override
            public void plaintext(byte[] bytes) {
                throw new AssertionError("nothing here can carry data");
            }

            @Override
            public void alertSent(int level, int description) {
                assertEquals(2, level, "all alerts of axTLS are fatal");
                alerts.add(description);
            }
        });
    }

    private static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] record(int type, byte[] body) {
        return concat(new byte[] {(byte) type, 3, 2, (byte) (body.length >> 8), (byte) body.length}, body);
    }

    private static byte[] message(int type, byte[] body) {
        return concat(
                new byte[] {(byte) type, (byte) (body.length >> 16), (byte) (body.length >> 8), (byte) body.length},
                body);
    }

    private static byte[] serverHello(int version, int sessionId, int suite) {
        return message(
                2,
                concat(
                        new byte[] {(byte) (version >> 8), (byte) version},
                        new byte[32],
                        new byte[] {(byte) sessionId},
                        new byte[sessionId],
                        new byte[] {(byte) (suite >> 8), (byte) suite, 0}));
    }

    private static byte[] certificate(Identity identity, int times) {
        try {
            byte[] der = identity.leaf().getEncoded();
            byte[] entry = concat(new byte[] {0, (byte) (der.length >> 8), (byte) der.length}, der);
            var all = new ByteArrayOutputStream();
            for (int i = 0; i < times; i++) {
                all.writeBytes(entry);
            }
            int length = all.size();
            return message(
                    11,
                    concat(new byte[] {(byte) (length >> 16), (byte) (length >> 8), (byte) length}, all.toByteArray()));
        } catch (CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }

    private int handshake(byte[]... messages) {
        return session.feed(record(22, concat(messages)));
    }

    private void fails(int result, int code, int alert) {
        assertEquals(code, result);
        assertEquals(List.of(alert), alerts);
        byte[] last = sent.get(sent.size() - 1);
        assertEquals(String.format("150302000202%02x", alert), HexFormat.of().formatHex(last));
        assertEquals(-2, session.feed(new byte[1]), "dead from here on");
    }

    @ParameterizedTest
    @CsvSource({"0x0304,0x0302", "0x0303,0x0302", "0x0302,0x0302", "0x0301,0x0301"})
    void a_newer_version_is_clamped_and_an_older_one_taken(String theirs, String taken) {
        assertEquals(0, handshake(serverHello(Integer.decode(theirs), 0, 0x2F)));
        assertEquals(Integer.decode(taken), session.facts().version());
    }

    @Test
    void a_session_id_has_32_bytes_at_most() {
        assertEquals(0, session(2048).feed(record(22, serverHello(0x0302, 32, 0x2F))));
        fails(handshake(serverHello(0x0302, 33, 0x2F)), -265, 47);
    }

    @Test
    void only_the_low_byte_of_the_suite_counts_and_an_unknown_one_fails_when_keys_are_made() {
        assertEquals(0, session(2048).feed(record(22, serverHello(0x0302, 0, 0x122F))));
        assertEquals(0, handshake(serverHello(0x0302, 0, 0xC013), certificate(RSA, 1)));
        fails(handshake(message(14, new byte[0])), -1, 10);
    }

    @Test
    void several_messages_in_one_record_are_read_and_answered() {
        int before = sent.size();
        assertEquals(0, handshake(serverHello(0x0302, 0, 0x2F), certificate(RSA, 1), message(14, new byte[0])));
        // ClientKeyExchange, ChangeCipherSpec, Finished.
        List<byte[]> answer = sent.subList(before, sent.size());
        assertEquals(List.of(22, 20, 22), answer.stream().map(r -> (int) r[0]).toList());
    }

    @Test
    void a_message_over_two_records_is_not_understood() {
        byte[] hello = serverHello(0x0302, 0, 0x2F);
        fails(session.feed(record(22, java.util.Arrays.copyOf(hello, 20))), -260, 40);
    }

    @Test
    void a_server_key_exchange_is_not_understood() {
        assertEquals(0, handshake(serverHello(0x0302, 0, 0x33), certificate(RSA, 1)));
        fails(handshake(message(12, new byte[100])), -260, 40);
    }

    @Test
    void keys_other_than_rsa_make_a_bad_certificate() {
        Identity ec = DemoAuthority.create().issue(Leaf.localhost().key(Leaf.KeyKind.EC_P256));
        assertEquals(0, handshake(serverHello(0x0302, 0, 0x2F)));
        fails(handshake(certificate(ec, 1)), -268, 42);
    }

    @Test
    void three_certificates_are_kept() {
        TlsSession roomy = session(8192);
        assertEquals(0, roomy.feed(record(22, concat(serverHello(0x0302, 0, 0x2F), certificate(RSA, 5)))));
        assertEquals(3, roomy.facts().chain().size());
    }

    @ParameterizedTest
    @ValueSource(ints = {2048, 5120, 8192})
    void a_record_may_have_five_bytes_less_than_the_buffer(int size) {
        int limit = size - 5;
        assertEquals(
                0, session(size).feed(new byte[] {22, 3, 2, (byte) (limit >> 8), (byte) limit}), "waits for the rest");
        int tooLong = limit + 1;
        assertEquals(-261, session(size).feed(new byte[] {22, 3, 2, (byte) (tooLong >> 8), (byte) tooLong}));
        assertEquals(List.of(40), alerts);
    }

    @Test
    void data_in_the_handshake_and_records_of_no_type_are_invalid() {
        assertEquals(-261, session(2048).feed(record(99, new byte[1])));
        assertEquals(List.of(40), alerts);
        alerts.clear();
        fails(session.feed(record(23, new byte[10])), -261, 40);
    }

    @ParameterizedTest
    @CsvSource({"1,112", "2,40", "2,70", "2,47", "2,80", "1,90", "2,255"})
    void an_alert_becomes_its_negative_and_10_goes_back(int level, int description) {
        fails(session.feed(record(21, new byte[] {(byte) level, (byte) description})), -description, 10);
    }

    @Test
    void close_notify_is_minus_3_and_answered_by_nothing() {
        int before = sent.size();
        assertEquals(-3, session.feed(record(21, new byte[] {1, 0})));
        assertEquals(before, sent.size());
    }

    @Test
    void a_hello_request_in_the_handshake_is_overlooked() {
        assertEquals(0, handshake(message(0, new byte[0])));
        assertEquals(0, handshake(serverHello(0x0302, 0, 0x2F)));
    }

    /** espconn-sdk §8.7, last column; what is not listed there sends 10, and below −512 it is 42. */
    @ParameterizedTest
    @CsvSource({
        "-1,10",
        "-258,10",
        "-260,40",
        "-261,40",
        "-262,20",
        "-263,70",
        "-265,47",
        "-266,47",
        "-268,42",
        "-269,47",
        "-271,20",
        "-272,10",
        "-273,100",
        "-274,10",
        "-40,10",
        "-514,42",
        "-518,42",
        "-512,42"
    })
    void each_result_sends_its_alert(int result, int alert) {
        assertEquals(alert, AxtlsResult.alertFor(result));
    }

    @Test
    void the_hello_differs_in_its_28_random_bytes_alone() {
        sent.clear();
        var other = new AxTls().start(TlsWish.plain(8192, new Random(2)), sent::add, new TlsEvents() {
            @Override
            public void established() {}

            @Override
            public void plaintext(byte[] bytes) {}
        });
        byte[] mine = session.facts().hello();
        byte[] theirs = other.facts().hello();
        assertEquals(56, mine.length);
        int differing = 0;
        for (int i = 0; i < 56; i++) {
            if (mine[i] != theirs[i]) {
                assertTrue(i >= 15 && i < 43, "byte " + i);
                differing++;
            }
        }
        assertTrue(differing > 20, differing + " bytes differ");
    }
}

package io.github.wroom4j.dnsserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.mock.MockWroom02;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A phone in the module's own network asks for names; the bytes are RFC 1035's. */
@Timeout(60)
class DNSServerTest {
    private static final int A = 1;
    private static final int AAAA = 28;

    private static byte[] query(String name, int type) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(HexFormat.of().parseHex("beef01000001000000000000"));
        for (String label : name.split("\\.")) {
            out.write(label.length());
            out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes(new byte[] {0, 0, (byte) type, 0, 1});
        return out.toByteArray();
    }

    /** Asks, and lets the sketch's loop turn until the answer is there. */
    private static byte[] asked(DNSServer dns, MockWroom02 board, byte[] query) throws IOException {
        try (var phone = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            int port = board.serverPort(53).orElseThrow();
            phone.send(new DatagramPacket(query, query.length, InetAddress.getLoopbackAddress(), port));
            phone.setSoTimeout(20);
            var packet = new DatagramPacket(new byte[600], 600);
            var patience = Deadline.in(Duration.ofSeconds(30));
            while (true) {
                dns.processNextRequest();
                try {
                    phone.receive(packet);
                    return Arrays.copyOf(packet.getData(), packet.getLength());
                } catch (java.net.SocketTimeoutException notYet) {
                    assertFalse(patience.expired(), () -> "no answer: " + dns.getLastError());
                }
            }
        }
    }

    private static String hex(byte[] bytes, int from, int to) {
        return HexFormat.of().formatHex(bytes, from, to);
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-0.40", "at-1.7", "esp-at-2.2"})
    void whatever_a_phone_opens_is_the_sketchs_page(String profile) throws IOException {
        try (var board = MockWroom02.builder().profile(profile).build();
                var esp = Esp8266.open(board);
                var dns = new DNSServer(esp)) {
            assertTrue(
                    esp.wifi().softAP("setup"), () -> esp.wifi().getLastError().toString());
            IPAddress here = esp.wifi().softAPIP();
            assertTrue(dns.start(53, "*", here), () -> dns.getLastError().toString());
            byte[] query = query("captive.example.com", A);

            byte[] reply = asked(dns, board, query);

            assertEquals("beef85000001000100000000", hex(reply, 0, 12));
            assertEquals(hex(query, 12, query.length), hex(reply, 12, query.length), "the question is repeated");
            assertEquals(
                    "c00c000100010000003c0004c0a80401",
                    hex(reply, query.length, reply.length),
                    "A, IN, 60 seconds, 192.168.4.1");
        }
    }

    @Test
    void one_name_is_known_with_and_without_www_and_others_are_refused_as_the_sketch_wants() throws IOException {
        try (var board = MockWroom02.builder().build();
                var esp = Esp8266.open(board);
                var dns = new DNSServer(esp)) {
            assertTrue(esp.wifi().softAP("setup"));
            dns.setTTL(300);
            assertTrue(dns.start(53, "www.Example.com", new IPAddress(10, 1, 2, 3)));
            for (String name : new String[] {"example.com", "WWW.EXAMPLE.COM"}) {
                byte[] query = query(name, A);
                byte[] reply = asked(dns, board, query);
                assertEquals("c00c000100010000012c00040a010203", hex(reply, query.length, reply.length), name);
            }
            byte[] other = asked(dns, board, query("example.org", A));
            assertEquals("beef85030001000000000000", hex(other, 0, 12), "no such name");
            dns.setErrorReplyCode(DNSReplyCode.Refused);
            assertEquals("beef8505", hex(asked(dns, board, query("example.org", A)), 0, 4));
            assertEquals(
                    "beef85000001000000000000",
                    hex(asked(dns, board, query("example.com", AAAA)), 0, 12),
                    "the name exists and has no IPv6 address");
        }
    }

    @Test
    void what_is_no_question_gets_no_address() throws IOException {
        try (var board = MockWroom02.builder().build();
                var esp = Esp8266.open(board);
                var dns = new DNSServer(esp)) {
            assertTrue(esp.wifi().softAP("setup"));
            assertTrue(dns.start(53, "*", new IPAddress(10, 1, 2, 3)));
            byte[] two = query("a.example", A);
            two[5] = 2;
            byte[] pointer = HexFormat.of().parseHex("beef01000001000000000000" + "c00c00010001");
            byte[] cut = Arrays.copyOf(query("a.example", A), 20);
            byte[] endless = query(("a".repeat(60) + ".").repeat(5) + "b", A);
            for (byte[] bad : new byte[][] {two, pointer, cut, endless}) {
                assertEquals("beef85010000000000000000", hex(asked(dns, board, bad), 0, 12), "a form error");
            }
            byte[] notify = query("a.example", A);
            notify[2] = 0x21;
            assertEquals("beefa5040000000000000000", hex(asked(dns, board, notify), 0, 12), "not implemented");
            // An answer, and what is too short for a head, are dropped: the next question is the one that is answered.
            byte[] answer = query("a.example", A);
            answer[2] = (byte) 0x81;
            try (var phone = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                int port = board.serverPort(53).orElseThrow();
                phone.send(new DatagramPacket(answer, answer.length, InetAddress.getLoopbackAddress(), port));
                phone.send(new DatagramPacket(answer, 5, InetAddress.getLoopbackAddress(), port));
                asked(dns, board, query("a.example", A));
                phone.setSoTimeout(1);
                var packet = new DatagramPacket(new byte[600], 600);
                boolean heard;
                try {
                    phone.receive(packet);
                    heard = true;
                } catch (java.net.SocketTimeoutException silent) {
                    heard = false;
                }
                assertFalse(heard, "nothing was answered");
            }
        }
    }

    @Test
    void where_no_link_is_free_the_reason_is_told() {
        assertFalse(new DNSServer(null).start(53, "*", new IPAddress(10, 1, 2, 3)));
    }
}

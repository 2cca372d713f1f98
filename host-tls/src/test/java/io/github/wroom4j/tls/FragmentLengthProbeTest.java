package io.github.wroom4j.tls;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.servers.HostileServer;
import io.github.wroom4j.servers.LegacyTlsServer;
import io.github.wroom4j.servers.Misbehaviour;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.testing.SocketModule;
import io.github.wroom4j.tlswire.CipherSuite;
import io.github.wroom4j.tlswire.ProtocolVersion;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every failure of the question is a no, and none an exception. What a yes is, InteropTest asks OpenSSL. */
@Timeout(30)
class FragmentLengthProbeTest {
    private static boolean ask(String host, int port) {
        try (var module = new SocketModule()) {
            return FragmentLengthProbe.ask(module, host, port, 512, Deadline.in(Duration.ofSeconds(10)));
        }
    }

    /** A ServerHello of TLS 1.2 with an extension of max_fragment_length, cut and bent in several ways. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // another length than the one that was asked for
                "1603030033 0200002f 0303 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f 00 c02f 00 0007 0001 0001 02 00",
                // no such length
                "1603030032 0200002e 0303 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f 00 c02f 00 0005 0001 0001 09",
                // an extension without its byte
                "1603030031 0200002d 0303 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f 00 c02f 00 0004 0001 0000",
                // lengths that point outside
                "1603030006 020000ff 0303",
                "160303ffff 02",
                "deadbeef",
                "1503030002 0228"
            })
    @Rule("TLS-13")
    void a_malformed_answer_is_no(String answer) {
        byte[] bytes = HexFormat.of().parseHex(answer.replace(" ", ""));
        try (var server = HostileServer.start(BadServersTest.GOOD, new Misbehaviour.Send(bytes, true), 0)) {
            assertFalse(ask("localhost", server.port()));
        }
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "a b", "\"", "x\r\nAT+RST", "\0", "nowhere.invalid"})
    @Rule("TLS-13")
    void a_host_that_is_none_is_no(String host) {
        assertFalse(ask(host, 443));
    }

    @Test
    @Rule("TLS-13")
    void a_server_with_rsa_key_exchange_alone_says_yes() {
        try (var server = LegacyTlsServer.builder(BadServersTest.GOOD)
                .versions(ProtocolVersion.TLS_1_2)
                .suites(CipherSuite.of(0x009D, 0x0035))
                .start()) {
            assertTrue(ask("localhost", server.port()));
        }
    }
}

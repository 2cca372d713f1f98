package io.github.wroom4j.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.testing.LeakCheck;
import io.github.wroom4j.servers.HostileServer;
import io.github.wroom4j.servers.LegacyTlsServer;
import io.github.wroom4j.servers.Misbehaviour;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.testing.SocketModule;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers whose first message lies about what was offered: each is refused for its lie, by BearSSL's number. */
@ExtendWith(LeakCheck.class)
class BadHellosTest {
    /** A lie in the first message, the number that BearSSL has for it, and words of the reason. */
    record BadHello(Misbehaviour how, int number, String reason) {
        @Override
        public String toString() {
            return how.toString();
        }
    }

    static Stream<BadHello> badHellos() {
        return Stream.of(
                new BadHello(Misbehaviour.compression(), 17, "compression"),
                new BadHello(Misbehaviour.suite(0x0004), 16, "TLS_RSA_WITH_RC4_128_MD5, which was not offered"),
                new BadHello(Misbehaviour.suite(0x002F), 16, "TLS_RSA_WITH_AES_128_CBC_SHA, which was not offered"),
                new BadHello(Misbehaviour.version(0x0301), 3, "TLS 1.0, which was not offered"),
                new BadHello(Misbehaviour.version(0x0300), 3, "which was not offered"),
                new BadHello(Misbehaviour.downgrade(), 14, "downgrade"));
    }

    @ParameterizedTest
    @MethodSource("badHellos")
    void a_hello_that_lies_is_refused_for_its_lie(BadHello bad) {
        try (var server = HostileServer.start(LegacyTlsServer.onlyTls12(BadServersTest.GOOD), bad.how(), 0)) {
            TlsFailure failure = BadServersTest.refused(
                    server.port(), BadServersTest.trusting().build());

            assertEquals(bad.number(), failure.errorNumber(), failure.getMessage());
            assertEquals(TlsFailure.Stage.HELLO, failure.stage());
            assertTrue(failure.getMessage().contains(bad.reason()), failure.getMessage());
        }
    }

    /** Asked for (0: nothing), answered with that code, BearSSL's number, and words of the reason. */
    @ParameterizedTest
    @CsvSource({
        "1024, 3, 18, a fragment length of 2048",
        "512, 4, 18, a fragment length of 4096",
        "0, 1, 20, 'max_fragment_length, which was not asked for'",
        "1024, 9, 18, max_fragment_length 9"
    })
    @Rule({"TLS-11", "TLS-12"})
    void a_fragment_length_that_was_not_asked_for_is_refused(int asked, int code, int number, String reason) {
        var settings = BadServersTest.trusting();
        if (asked > 0) {
            settings.fragmentLength(asked);
        }
        try (var server = HostileServer.start(
                LegacyTlsServer.onlyTls12(BadServersTest.GOOD), Misbehaviour.fragmentLength(code), 0)) {
            TlsFailure failure = BadServersTest.refused(server.port(), settings.build());

            assertEquals(number, failure.errorNumber(), failure.getMessage());
            assertEquals(TlsFailure.Stage.HELLO, failure.stage());
            assertTrue(failure.getMessage().contains(reason), failure.getMessage());
        }
        try (var server = HostileServer.start(
                LegacyTlsServer.onlyTls12(BadServersTest.GOOD), new Misbehaviour.Renegotiate(), 0)) {
            var link = new HostTls(new SocketModule())
                    .open(new Peer("localhost", server.port()), settings.build(), Deadline.in(Duration.ofSeconds(30)));
            link.close(); // the same server, honest: it is the length that was refused
        }
    }
}

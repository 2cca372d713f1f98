package io.github.wroom4j.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.testing.LeakCheck;
import io.github.wroom4j.servers.RecordServer;
import io.github.wroom4j.testing.SocketModule;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiFunction;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server may send behind its handshake: floods without data, ends that cut something off, everything at once. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class RecordsAfterTheHandshakeTest {
    private static final Map<String, BiFunction<String, RecordServer.Script, RecordServer>> VERSIONS = Map.of(
            "1.2", (v, script) -> RecordServer.tls12(BadServersTest.GOOD, script),
            "1.3", (v, script) -> RecordServer.tls13(BadServersTest.GOOD, script));

    private static RecordServer server(String version, RecordServer.Script script) {
        return VERSIONS.get(version).apply(version, script);
    }

    @FunctionalInterface
    private interface Use {
        void use(TlsLink link) throws IOException;
    }

    private static void connected(RecordServer server, Use use) throws IOException {
        try (var module = new SocketModule()) {
            TlsLink link = new HostTls(module)
                    .open(
                            new Peer("localhost", server.port()),
                            BadServersTest.trusting().build(),
                            in(Duration.ofSeconds(10)));
            try {
                use.use(link);
            } finally {
                link.close();
            }
        }
    }

    private static Deadline in(Duration budget) {
        return Deadline.in(budget);
    }

    private static String read(TlsLink link) {
        var text = new StringBuilder();
        byte[] piece = new byte[100];
        for (int got; (got = link.read(piece, 0, piece.length, in(Duration.ofSeconds(5)))) > 0; ) {
            text.append(new String(piece, 0, got, StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    /** One record of a flood. */
    private static void send(String kind, RecordServer.Records records) throws IOException {
        switch (kind) {
            case "empty" -> records.empty();
            case "warning" -> records.warning();
            case "ticket" -> records.ticket();
            case "key update" -> records.keyUpdate(false);
            case "key update, answered" -> records.keyUpdate(true);
            default -> records.helloRequest();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.2 empty",
                "1.2 warning",
                "1.2 hello request",
                "1.3 empty",
                "1.3 ticket",
                "1.3 key update",
                "1.3 key update, answered"
            })
    void a_flood_without_data_ends_the_connection(String flood) throws IOException {
        String kind = flood.substring(4);
        try (var server = server(flood.substring(0, 3), records -> {
            while (true) {
                send(kind, records);
                records.flush();
            }
        })) {
            connected(server, link -> {
                var failure = assertThrows(
                        TlsFailure.class, () -> link.read(new byte[10], 0, 10, in(Duration.ofSeconds(20))));
                assertTrue(failure.getMessage().contains("records in a row without data"), failure.getMessage());
                assertEquals(10, failure.errorNumber());
                assertFalse(link.isOpen());
                assertEquals(0, link.available());
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2 empty", "1.2 warning", "1.3 empty", "1.3 ticket", "1.3 key update"})
    void a_few_of_them_between_data_do_no_harm(String few) throws IOException {
        String kind = few.substring(4);
        try (var server = server(few.substring(0, 3), records -> {
            for (int i = 0; i < 20; i++) {
                for (int j = 0; j < 5; j++) {
                    send(kind, records);
                }
                records.data("x");
            }
            records.closeNotify().fin();
        })) {
            connected(server, link -> assertEquals("x".repeat(20), read(link)));
        }
    }

    @Test
    void available_takes_no_more_than_a_record_however_much_is_there() throws IOException {
        try (var server = server("1.3", records -> {
            // Less than a flood by number, more than a record by bytes, and never a byte for the reader.
            for (int i = 0; i < 20; i++) {
                records.ticket();
            }
            records.untilHungUp();
        })) {
            connected(server, link -> {
                assertEquals(0, link.available());
                assertTrue(link.isOpen());
                assertEquals(0, link.read(new byte[1], 0, 1, in(Duration.ofMillis(200))), "and a read ends in time");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void data_right_behind_the_handshake_is_readable_though_the_server_has_left(String version) throws IOException {
        for (int round = 0; round < 8; round++) {
            try (var server =
                    server(version, records -> records.data("all of it").closeNotify())) {
                connected(server, link -> {
                    assertEquals("all of it", read(link));
                    assertTrue(link.failure().isEmpty());
                });
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void an_end_without_close_notify_gives_the_data_and_says_so(String version) throws IOException {
        try (var server =
                server(version, records -> records.data("perhaps half").fin())) {
            connected(server, link -> {
                assertEquals("perhaps half", read(link));
                assertTrue(link.whyClosed().orElseThrow().getMessage().contains("close_notify"));
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2 1", "1.2 5", "1.2 20", "1.3 1", "1.3 5", "1.3 20"})
    void a_record_that_is_cut_is_an_error_behind_the_data_before_it(String cut) throws IOException {
        int bytes = Integer.parseInt(cut.substring(4));
        try (var server = server(cut.substring(0, 3), records -> {
            records.data("whole").cut("never whole", bytes).fin();
        })) {
            connected(server, link -> {
                byte[] piece = new byte[100];
                assertEquals(5, link.read(piece, 0, 100, in(Duration.ofSeconds(5))));
                var failure = assertThrows(TlsFailure.class, () -> link.read(piece, 0, 100, in(Duration.ofSeconds(5))));
                assertTrue(failure.getMessage().contains("inside a record"), failure.getMessage());
                assertEquals(
                        SSLException.class, LinkStreams.asIo("reading", failure).getClass());
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void a_reset_is_an_error_behind_the_data_before_it(String version) throws IOException {
        try (var server = server(version, records -> {
            records.data("whole").flush();
            records.request(); // the client has read it
            records.reset();
        })) {
            connected(server, link -> {
                byte[] piece = new byte[100];
                assertEquals(5, link.read(piece, 0, 100, in(Duration.ofSeconds(5))));
                link.write(new byte[] {1}, 0, 1, in(Duration.ofSeconds(5)));
                link.flush(in(Duration.ofSeconds(5)));
                var failure = assertThrows(TlsFailure.class, () -> link.read(piece, 0, 100, in(Duration.ofSeconds(5))));
                assertTrue(failure.getMessage().contains("reset"), failure.getMessage());
                assertEquals(
                        SocketException.class,
                        LinkStreams.asIo("reading", failure).getClass());
            });
        }
    }
}

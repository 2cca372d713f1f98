package io.github.wroom4j.at.driver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.driver.GoldenBoard.Variation;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.hal.testing.Seeds;
import io.github.wroom4j.hal.wirelog.WireLog;
import io.github.wroom4j.hal.wirelog.WireLogFile;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A golden conversation of every dialect, through the whole driver: cut at every byte, and with every message that a
 * firmware may utter unasked at every place where one may stand. The result is always the same.
 *
 * <p>The files were recorded from the mock by {@code -Dwroom4j.golden=record}, or one
 * of them by {@code record:NAME}; a recording of a real module takes the place
 * of one of them as it is.
 */
@Timeout(600)
class GoldenConversationTest {
    /** Pushed: at-0.40, at-1.3, at-1.4, esp-at-2.0. Fetched: the others. */
    private static final String DIALECTS =
            "at-0.40 at-0.60 at-1.3 at-1.4 at-1.7.0 at-1.7 esp-at-2.0 esp-at-2.1 esp-at-2.2" + " atmod-0.5";

    private static final Path FILES = Path.of("src/test/resources/io/github/wroom4j/at/driver/golden");

    /** Patient, so that a slow machine does not make the driver ask what no recording answers. */
    private static final DriverOptions PATIENT = DriverOptions.DEFAULT
            .withPatience(Duration.ofMinutes(2), Duration.ofMinutes(2))
            .withPoll(Duration.ofMinutes(2));

    private static final String PAGE = "HTTP/1.0 200 OK\r\n\r\n\r\nOK\r\n\r\n+IPD,0,5:> 0,CLOSED\r\nready\r\nERROR\r\n"
            + "SEND OK\r\n+CIPRECVDATA,3:abc\u00ff\u0000end";

    /**
     * Messages of others' making (at-protocol §11); ids 0 and 1 are nobody's here: links are opened from 4 downward.
     */
    private static final List<String> UNASKED = List.of(
            "WIFI CONNECTED\r\n",
            "WIFI GOT IP\r\n",
            "WIFI DISCONNECT\r\n",
            "DHCP TIMEOUT\r\n",
            "0,CONNECT\r\n",
            "0,CLOSED\r\n",
            "1,CONNECT FAIL\r\n",
            "\r\n+IPD,0,11:\r\nOK\r\nERROR",
            "\r\n+IPD,1,7\r\n",
            "+STA_CONNECTED:\"5c:cf:7f:00:00:01\"\r\n",
            "+DIST_STA_IP:\"5c:cf:7f:00:00:01\",\"192.168.4.2\"\r\n",
            "+STA_DISCONNECTED:\"5c:cf:7f:00:00:01\"\r\n",
            "WIFI GOT IPv6 LL\r\n",
            "+QUITT\r\n",
            "smartconfig type:ESPTOUCH\r\n");

    // ---- the conversation -----------------------------------------------------------------------------------------

    private static Deadline soon(Clock clock) {
        return Deadline.in(clock, Duration.ofMinutes(4));
    }

    /** Joins, looks around, fetches a page that looks like protocol, is refused, and opens again; what came of it. */
    private static String converse(Board board, DriverOptions options, Clock clock) {
        var result = new StringBuilder();
        try (AtDriver driver = AtDriver.open(board, options.withClock(clock))) {
            result.append(driver.version().dialect()).append('\n');
            driver.join(MockBuilder.SSID, MockBuilder.PASSWORD, soon(clock));
            result.append(driver.station().address(soon(clock)).orElseThrow()).append('\n');
            driver.scan(soon(clock))
                    .forEach(point -> result.append(point.name()).append('\n'));
            result.append(page(driver, clock)).append('\n');
            try {
                driver.open(LinkRequest.tcp("refused.test", 81), soon(clock));
                result.append("connected?\n");
            } catch (AtException refused) {
                result.append(refused.kind()).append('\n');
            }
            result.append(page(driver, clock)).append('\n');
        }
        return result.toString();
    }

    private static String page(AtDriver driver, Clock clock) {
        byte[] request = "GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII);
        try (Link link = driver.open(LinkRequest.tcp("page.test", 80), soon(clock))) {
            link.write(request, 0, request.length, soon(clock));
            link.flush(soon(clock));
            var got = new ByteArrayOutputStream();
            var buffer = new byte[1000];
            for (int n; (n = link.read(buffer, 0, buffer.length, soon(clock))) > 0; ) {
                got.write(buffer, 0, n);
            }
            // Its end is known, so what the module still holds has been fetched.
            return got.toString(ISO_8859_1) + " then "
                    + link.whyClosed().orElseThrow().kind();
        }
    }

    private static List<WireLog.Entry> recording(String dialect) {
        Path file = FILES.resolve(dialect + ".wire");
        String wanted = System.getProperty("wroom4j.golden", "");
        if (wanted.equals("record") || wanted.equals("record:" + dialect)) {
            record(dialect, file);
        }
        return WireLogFile.read(file);
    }

    private static void record(String dialect, Path file) {
        int closed;
        try (var gone = LoopbackServer.echo()) {
            closed = gone.port();
        }
        var log = new WireLog(Clock.system(), 1 << 20);
        try (var server = new LoopbackServer(GoldenConversationTest::servePage)) {
            var mock = MockWroom02.builder()
                    .profile(dialect)
                    .dns("page.test", "127.0.0.1")
                    .dns("refused.test", "127.0.0.1")
                    .route("127.0.0.1:80", "127.0.0.1:" + server.port())
                    .route("127.0.0.1:81", "127.0.0.1:" + closed)
                    .build();
            // Whether `ready` comes before or amid the first AT is chance: the recording begins after it.
            var boot = new StringBuilder();
            var buffer = new byte[4096];
            while (!boot.toString().endsWith("ready\r\n")) {
                int n = mock.uart().read(buffer, 0, buffer.length, soon(Clock.system()));
                boot.append(new String(buffer, 0, n, ISO_8859_1));
            }
            converse(mock, PATIENT.withWireLog(log), Clock.system());
            WireLogFile.write(file, Instant.EPOCH, log.entries());
        }
    }

    private static void servePage(java.net.Socket socket) throws IOException {
        socket.getInputStream().readNBytes(18);
        socket.getOutputStream().write(PAGE.getBytes(ISO_8859_1));
    }

    private static String replay(List<WireLog.Entry> recording, Variation variation) {
        var clock = new ManualClock(); // a slow machine makes nobody impatient
        var board = new GoldenBoard(recording, variation, clock);
        ManualClock.Stop time = clock.drive();
        try {
            String result = converse(board, PATIENT, clock);
            return board.mismatch().isEmpty() && board.complete()
                    ? result
                    : result + "and left the recording: " + board.mismatch();
        } catch (RuntimeException e) {
            throw new AssertionError(variation + ": " + board.mismatch(), e);
        } finally {
            time.close();
        }
    }

    private static String expected(List<WireLog.Entry> recording, String dialect) {
        String result = replay(recording, Variation.NONE);
        assertEquals(2, result.split(Pattern.quote(PAGE), -1).length - 1, result);
        assertTrue(result.contains("\nCONNECT_FAILED\n"), result);
        assertTrue(result.contains("\n" + MockBuilder.SSID + "\n"), result);
        assertEquals(dialect.startsWith("at-") ? "nonos" : dialect.split("-")[0], result.split("-")[0]);
        return result;
    }

    // ---- cuts -----------------------------------------------------------------------------------------------------

    static List<String> dialects() {
        return List.of(DIALECTS.split(" "));
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void cut_at_any_byte_the_conversation_ends_the_same(String dialect) {
        List<WireLog.Entry> recording = recording(dialect);
        String expected = expected(recording, dialect);
        for (int size : new int[] {1, 2, 7}) {
            assertEquals(expected, replay(recording, Variation.piecesOf(size)), "in pieces of " + size);
        }
        int length = GoldenBoard.moduleBytes(recording).length;
        int step = Seeds.full() ? 1 : 97;
        int first =
                Seeds.full() ? 1 : 1 + Seeds.random("golden cuts of " + dialect).nextInt(step);
        for (int at = first; at < length; at += step) {
            assertEquals(expected, replay(recording, Variation.cut(at)), "cut at byte " + at);
        }
    }

    // ---- messages of others ---------------------------------------------------------------------------------------

    /** The header of a counted block, in each spelling (at-protocol §9). */
    private static final Pattern BLOCK = Pattern.compile(
            "\\+IPD,(?:\\d,)?(\\d+)(?:,\"?[\\d.]+\"?,\\d+)?:|\\+CIPRECVDATA,(\\d+):|\\+CIPRECVDATA:(\\d+),");

    /**
     * Where something else may stand between two pieces of what a firmware says: a line's end, a counted block's end, the
     * prompt, and, as long as the echo is on, any byte of an echoed command (at-protocol §3.2, §16.1 I1 … I6). Found
     * without the driver's own parser.
     */
    private static List<Integer> places(String said) {
        var places = new TreeSet<Integer>();
        places.add(0);
        Matcher block = BLOCK.matcher(said);
        for (int at = 0; at < said.length(); ) {
            if (block.find(at) && block.start() == at) {
                String count = block.group(1) != null
                        ? block.group(1)
                        : block.group(2) != null ? block.group(2) : block.group(3);
                at = block.end() + Integer.parseInt(count);
                // ESP-AT from 2.1 writes a pushed block and its line end in one piece (at-protocol §9.2).
                places.add(at);
                continue;
            }
            int end = said.indexOf('\n', at) + 1;
            if (said.startsWith(">", at)) {
                end = at + (said.startsWith("> ", at) ? 2 : 1);
            } else if (said.startsWith("AT\r", at) || said.startsWith("ATE0\r", at)) {
                for (int i = at + 1; i < end - 1; i++) {
                    places.add(i);
                }
            }
            if (end <= 0) {
                break;
            }
            if (!said.substring(at, end).isBlank()) {
                places.add(end); // an empty line and what follows it, "\r\nOK\r\n", are one piece
            }
            at = end;
        }
        places.remove(said.length());
        return new ArrayList<>(places);
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void a_message_of_others_anywhere_changes_nothing(String dialect) {
        List<WireLog.Entry> recording = recording(dialect);
        String expected = expected(recording, dialect);
        List<Integer> places = places(new String(GoldenBoard.moduleBytes(recording), ISO_8859_1));
        assertTrue(places.size() > 45, places.toString());
        var random = new Random(Seeds.seed("golden insertions into " + dialect));
        for (int place : places) {
            for (String message : UNASKED) {
                if (Seeds.full() || random.nextInt(90) == 0) {
                    assertEquals(
                            expected,
                            replay(recording, Variation.insert(place, message)),
                            message.strip() + " at byte " + place);
                }
            }
        }
    }
}

package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Station.IpConfig;
import io.github.wroom4j.hal.BoardException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** What a person types, and what a person is told. */
class WordsTest {
    private final Durations durations = new Durations();

    @ParameterizedTest
    @CsvSource({"500ms, 500", "10s, 10000", "10, 10000", "2m, 120000", "1h, 3600000", "0, 0"})
    void a_time_span_has_a_unit_or_is_in_seconds(String typed, long millis) {
        assertEquals(Duration.ofMillis(millis), durations.convert(typed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ten", "-1s", "1.5s", "10 days", "9999999999s"})
    void what_is_no_time_span_is_refused_with_examples(String typed) {
        var refusal = assertThrows(TypeConversionException.class, () -> durations.convert(typed));

        assertTrue(refusal.getMessage().contains("500ms, 10s, 2m or 1h"), refusal.getMessage());
    }

    @Test
    void a_mistyped_word_finds_its_neighbour() {
        var known = List.of("HttpsRequest", "HttpsPost", "Blink");

        assertEquals(Optional.of("HttpsRequest"), Nearest.to("HtpsReqest", known));
        assertEquals(Optional.of("HttpsPost"), Nearest.to("httpspost", known));
        assertEquals(Optional.of("Blink"), Nearest.to("bli", known));
        assertEquals(Optional.empty(), Nearest.to("Thermometer", known));
    }

    @ParameterizedTest
    @CsvSource({"kitten, sitting, 3", "'', abc, 3", "abc, '', 3", "same, same, 0", "ab, ba, 1"})
    void distance_counts_letters_to_change_or_swap(String a, String b, int letters) {
        assertEquals(letters, Nearest.distance(a, b));
    }

    @Test
    void a_secret_comes_from_where_it_is_said_to_be(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "from a file\n");
        var terminal = Captured.terminal(
                Map.of("WIFI", "from outside"), new ByteArrayOutputStream(), new ByteArrayOutputStream());

        assertEquals("plain", SecretText.of("plain", terminal));
        assertEquals("from outside", SecretText.of("env:WIFI", terminal));
        assertEquals("from a file", SecretText.of("file:" + file, terminal));
        assertThrows(UsageException.class, () -> SecretText.of("env:NOWHERE", terminal));
        assertThrows(UsageException.class, () -> SecretText.of("file:" + folder.resolve("nowhere"), terminal));
    }

    @Test
    void every_failure_has_a_code_and_one_line() {
        assertEquals(2, ExitCodes.of(new BoardException(BoardException.Kind.UNKNOWN_SCHEME, "no such scheme")));
        assertEquals(2, ExitCodes.of(new BoardException(BoardException.Kind.BAD_ADDRESS, "no such key")));
        assertEquals(1, ExitCodes.of(new BoardException(BoardException.Kind.BUSY, "in use")));
        assertEquals(1, ExitCodes.of(new AtException(AtException.Kind.TIMEOUT, "no answer", "")));
        assertEquals(130, ExitCodes.of(new AtException(AtException.Kind.INTERRUPTED, "interrupted", "")));
        assertEquals(130, ExitCodes.of(new InterruptedException()));
        assertEquals("no such file: gone.pem", ExitCodes.line(new NoSuchFileException("gone.pem")));
        assertEquals("first; second", ExitCodes.line(new JobFailed("first\n  second\n")));
        assertTrue(ExitCodes.line(new IllegalStateException("odd")).contains("--verbose"));
    }

    @Test
    void our_address_is_the_one_in_the_modules_network() throws UnknownHostException {
        var module = new IpConfig(ip(192, 168, 4, 17), ip(192, 168, 4, 1), ip(255, 255, 255, 0));
        var ours = List.of(InetAddress.getByName("::1"), ip(127, 0, 0, 1), ip(10, 0, 0, 5), ip(192, 168, 4, 2));

        assertEquals(Optional.of(ip(192, 168, 4, 2)), OurAddress.in(module, ours));
        assertEquals(Optional.empty(), OurAddress.in(module, ours.subList(0, 3)));
    }

    private static InetAddress ip(int... bytes) throws UnknownHostException {
        return InetAddress.getByAddress(
                new byte[] {(byte) bytes[0], (byte) bytes[1], (byte) bytes[2], (byte) bytes[3]});
    }
}

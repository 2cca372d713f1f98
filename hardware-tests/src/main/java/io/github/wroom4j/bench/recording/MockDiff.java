package io.github.wroom4j.bench.recording;

import io.github.wroom4j.at.codec.Secrets;
import io.github.wroom4j.at.dialect.Dialects;
import io.github.wroom4j.bench.conformance.MockProfile;
import io.github.wroom4j.bench.recording.Conversation.Exchange;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.hal.wirelog.WireLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where a recording of a module and the mock differ: the recorded commands are given to the mock, the recorded peers
 * answer it on loopback, and every answer is compared byte by byte.
 *
 * <p>Addresses, MACs, signal strengths and the like are compared by their shape only. A hidden password matches: the
 * mock's access point has the same number of stars. UDP and SSL links are not played, and said so. Where the module
 * started anew the mock does too, and what it says as it starts is not compared.
 */
public final class MockDiff {
    private static final Duration SILENCE = Duration.ofMillis(300);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /**
     * One answer that differs.
     *
     * @param number which exchange of the recording, from 1
     * @param command what the host wrote, secrets masked
     * @param recorded what the module said
     * @param mock what the mock says
     * @param kind {@code words} where a line is missing or another, {@code order} where the same lines come in another
     *     order, {@code framing} where only line ends differ
     */
    public record Difference(int number, String command, String recorded, String mock, String kind) {}

    /**
     * The whole comparison.
     *
     * @param mock the address of the mock, secrets masked
     * @param compared how many exchanges were compared
     * @param skipped exchanges that were not, with the reason
     * @param differences in the order of the recording
     */
    public record Report(String mock, int compared, List<String> skipped, List<Difference> differences) {
        public Report {
            skipped = List.copyOf(skipped);
            differences = List.copyOf(differences);
        }
    }

    private MockDiff() {}

    /**
     * Compares a recording with a mock.
     *
     * @param profile the mock's profile; empty: the one nearest to the firmware that the recording's {@code AT+GMR} names
     * @throws IllegalArgumentException if no profile is named and the recording holds no {@code AT+GMR}
     * @throws BoardException if there is no such mock
     */
    public static Report of(List<WireLog.Entry> recording, Optional<String> profile) {
        Conversation conversation = Conversation.of(recording);
        String base = profile.map(name -> "mock:" + name).orElseGet(() -> nearest(conversation));
        try (var peers = new PlayedPeers(conversation.talks);
                Board mock = Boards.open(base + parameters(conversation, peers))) {
            return compare(conversation, base, mock.uart());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot play the recording's peers", e);
        }
    }

    private static String nearest(Conversation conversation) {
        if (conversation.firmware.isEmpty()) {
            throw new IllegalArgumentException(
                    "the recording holds no AT+GMR, so name the profile to compare with (--profile at-1.7)");
        }
        return MockProfile.of(Dialects.detect(conversation.firmware).firmware());
    }

    private static String parameters(Conversation conversation, PlayedPeers peers) {
        var parts = new ArrayList<String>();
        for (Map.Entry<String, String> network : conversation.networks.entrySet()) {
            parts.add("ap=" + encoded(network.getKey()) + "/" + encoded(network.getValue()));
        }
        peers.routes().forEach(route -> parts.add("route=" + encoded(route)));
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static Report compare(Conversation conversation, String base, Uart uart) {
        listen(uart, MockDiff::booted, true);
        var skipped = new ArrayList<String>();
        var differences = new ArrayList<Difference>();
        int compared = 0;
        for (int i = 0; i < conversation.exchanges.size(); i++) {
            Exchange exchange = conversation.exchanges.get(i);
            if (exchange.host().length == 0) {
                continue;
            }
            if (!exchange.special().isEmpty()) {
                skipped.add((i + 1) + " " + shown(exchange) + ": " + exchange.special());
                if (exchange.up()) {
                    restart(uart);
                }
                continue;
            }
            uart.write(exchange.host(), 0, exchange.host().length, Deadline.in(LONGEST));
            byte[] expected = exchange.module();
            byte[] said = listen(uart, heard -> expected.length > 0 && same(expected, heard), expected.length > 0);
            int number = i + 1;
            compared++;
            kind(exchange.module(), said)
                    .ifPresent(kind -> differences.add(
                            new Difference(number, shown(exchange), text(exchange.module()), text(said), kind)));
        }
        return new Report(base, compared, skipped, differences);
    }

    private static void restart(Uart uart) {
        byte[] command = "AT+RST\r\n".getBytes(StandardCharsets.US_ASCII);
        uart.write(command, 0, command.length, Deadline.in(LONGEST));
        listen(uart, MockDiff::booted, true);
    }

    private static String shown(Exchange exchange) {
        String command = exchange.command();
        boolean isText = command.startsWith("AT") && command.length() < 200;
        return isText ? Secrets.mask(command) : "[" + exchange.host().length + " bytes]";
    }

    private static String text(byte[] bytes) {
        var out = new StringBuilder();
        for (String line : new String(bytes, StandardCharsets.ISO_8859_1).split("(?<=\n)")) {
            out.append(Secrets.mask(line));
        }
        return out.toString();
    }

    /** Listens until the mock has said what is wanted, or is silent; where something is owed it has time to begin. */
    private static byte[] listen(Uart uart, Predicate<byte[]> wanted, boolean owed) {
        var said = new ByteArrayOutputStream();
        byte[] buffer = new byte[4096];
        Deadline end = Deadline.in(LONGEST);
        while (!end.expired() && !wanted.test(said.toByteArray())) {
            boolean begun = said.size() > 0 || !owed;
            int n = uart.read(buffer, 0, buffer.length, begun ? end.orIn(SILENCE) : end);
            if (n == 0) {
                break;
            }
            said.write(buffer, 0, n);
        }
        return said.toByteArray();
    }

    static boolean booted(byte[] said) {
        return new String(said, StandardCharsets.ISO_8859_1).contains("\r\nready\r\n");
    }

    private static boolean same(byte[] recorded, byte[] said) {
        return Arrays.equals(recorded, said) || shape(recorded).equals(shape(said));
    }

    /** How they differ; empty if they do not. */
    static Optional<String> kind(byte[] recorded, byte[] said) {
        if (same(recorded, said)) {
            return Optional.empty();
        }
        List<String> there = lines(recorded);
        List<String> here = lines(said);
        if (there.equals(here)) {
            return Optional.of("framing");
        }
        return Optional.of(
                there.stream().sorted().toList().equals(here.stream().sorted().toList()) ? "order" : "words");
    }

    private static List<String> lines(byte[] bytes) {
        return Arrays.stream(shape(bytes).split("[\\r\\n]+"))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** What stays when the values are taken out that no two modules share. */
    private static String shape(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .replaceAll("[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}", "<mac>")
                .replaceAll("\\b\\d{1,3}(?:\\.\\d{1,3}){3}\\b(?!\\()", "<ip>")
                .replaceAll("(\\+CWLAP:\\(\\d,\"[^\"]*\",)-\\d+", "$1<rssi>")
                .replaceAll("(\\+CWJAP(?:_CUR|_DEF)?:\"[^\"]*\",\"<mac>\",\\d+,)-\\d+", "$1<rssi>")
                .replaceAll("(\\+SYSRAM:)\\d+", "$1<bytes>")
                .replaceAll("(\\+PING:|^\\+)\\d+", "$1<ms>");
    }
}

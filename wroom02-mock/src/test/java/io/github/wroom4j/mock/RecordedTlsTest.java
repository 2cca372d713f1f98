package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.mock.Recording.Step;
import io.github.wroom4j.mock.lwip.Peer;
import io.github.wroom4j.mock.radio.Ip4;
import io.github.wroom4j.mock.sdk.SdkRelease;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The ClientHello of each image, byte by byte, and what CIPSTART says of servers that refuse it (at-recorded §4). */
class RecordedTlsTest {
    /** The AT version on each SDK; where the mock has none of its own, the next that is on the same libraries. */
    private static final Map<String, String> PROFILES = Map.ofEntries(
            Map.entry("1.5.2", "at-0.60"),
            Map.entry("1.5.3", "at-1.0"),
            Map.entry("1.5.4", "at-1.1"),
            Map.entry("2.0.0", "at-1.3"),
            Map.entry("2.1.0", "at-1.4"),
            Map.entry("2.2.1", "at-1.6.2"),
            Map.entry("3.0", "at-1.7.0"),
            Map.entry("3.0.1", "at-1.7.0"),
            Map.entry("3.0.2", "at-1.7.0"),
            Map.entry("3.0.3", "at-1.7.0"),
            Map.entry("3.0.4", "at-1.7.4"),
            Map.entry("3.0.5", "at-1.7.4"),
            Map.entry("3.0.6", "at-1.7.6"));

    private static final int PORT = 5007;
    private static final byte[] HANDSHAKE_FAILURE = {0x15, 3, 1, 0, 2, 2, 40};

    /** What the recorded servers do that never get as far as a session. */
    private static final Map<String, BiConsumer<Peer.Line, byte[]>> REFUSALS = Map.of(
            "tls1.2-ecdhe-only",
            (line, hello) -> {
                line.send(HANDSHAKE_FAILURE);
                line.end();
            },
            "not-tls-echo",
            (line, hello) -> line.send(hello),
            "closes-at-once",
            (line, hello) -> line.end(),
            "resets",
            (line, hello) -> line.reset());

    @TestFactory
    Stream<DynamicTest> each_image_says_the_hello_that_was_recorded_and_answers_refusals_alike() {
        return Recording.rows("tls").stream()
                // Where a server was gone before it read anything, no hello was recorded.
                .filter(row -> !Recording.text(row, "client_hello_record").isEmpty())
                .map(row -> DynamicTest.dynamicTest(
                        Recording.text(row, "sdk") + " " + Recording.text(row, "image") + " "
                                + Recording.text(row, "server"),
                        () -> play(row)));
    }

    private static void play(Map<String, Object> row) {
        var clock = new ManualClock();
        String recorded = Recording.text(row, "client_hello_record");
        var hello = new AtomicReference<byte[]>();
        BiConsumer<Peer.Line, byte[]> refusal = REFUSALS.get(Recording.text(row, "server"));
        MockBuilder builder =
                MockWroom02.builder().profile(linked(Recording.text(row, "sdk"), Recording.text(row, "image")));
        try (var replay = new Replay(clock, builder)) {
            replay.mock().reach().peer(Ip4.LOOPBACK, PORT, () -> new Server(hello, refusal));
            var replies = new ArrayList<String>();
            for (String line : List.of("ATE0", "AT+CWMODE=1", "AT+CWJAP=\"ssid\",\"password\"")) {
                replies.add(replay.play(step(line)));
            }
            String reply = replay.play(step("AT+CIPSTART=\"SSL\",\"127.0.0.1\"," + PORT));
            assertEquals(
                    withoutRandom(recorded),
                    hello.get() == null ? "" : withoutRandom(HexFormat.of().formatHex(hello.get())),
                    replies + reply);
            if (refusal != null) {
                assertEquals(
                        Terminal.visible(Recording.text(row, "reply")), Terminal.visible(reply), replies.toString());
            }
        }
    }

    /** The firmware on an SDK, linked with either of its libraries, also with the one that no official image holds. */
    private static Profile linked(String sdk, String library) {
        return Profile.named(PROFILES.get(sdk))
                .inImage(library.equals("axtls") ? "nano" : "mbedtls")
                .on(SdkRelease.later(sdk.equals("3.0") ? "3.0.0" : sdk));
    }

    /** Whole conversations over SSL links, of axTLS and of mbedTLS. */
    @TestFactory
    Stream<DynamicTest> an_ssl_conversation_goes_as_it_was_recorded() {
        var scripts = new LinkedHashMap<String, List<Map<String, Object>>>();
        Recording.rows("ssl-sequences")
                .forEach(row -> scripts.computeIfAbsent(
                                Recording.text(row, "version") + " " + Recording.text(row, "script"),
                                name -> new ArrayList<>())
                        .add(row));
        return scripts.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    String version = Recording.text(each.getValue().get(0), "version");
                    converse(Replay.profile(version), each.getValue());
                }));
    }

    private static void converse(String profile, List<Map<String, Object>> rows) {
        MockBuilder builder = MockWroom02.builder().profile(profile);
        try (var replay = new Replay(new ManualClock(), builder)) {
            replay.peer("{ec}", () -> new Server(new AtomicReference<>(), REFUSALS.get("tls1.2-ecdhe-only")));
            for (String line : Recording.texts(rows.get(0), "setup")) {
                replay.play(step(line));
            }
            var recorded = new ArrayList<String>();
            var said = new ArrayList<String>();
            for (Map<String, Object> row : rows) {
                String send = Recording.text(row, "send").replace("<wait>", "<wait 1000>");
                String reply = Recording.text(row, "reply");
                List<String> masked = Recording.texts(row, "stub_fields");
                recorded.add(send + " " + Terminal.visible(StubMask.mask(Replay.withPorts(reply), masked)));
                said.add(send + " "
                        + Terminal.visible(StubMask.mask(
                                replay.play(new Step(1, Recording.text(row, "kind"), send, reply, masked)), masked)));
            }
            assertEquals(String.join("\n", recorded), String.join("\n", said));
        }
    }

    private static Step step(String line) {
        return new Step(1, "exchange", line + "\r\n", "", List.of());
    }

    /** The recorded time and random bytes are the emulator's; axTLS's four bytes of time are zero everywhere. */
    private static String withoutRandom(String record) {
        return record.isEmpty() ? "" : record.substring(0, 22) + "…" + record.substring(22 + 64);
    }

    /** Keeps the hello, and refuses it as the recorded server did. */
    private record Server(AtomicReference<byte[]> hello, BiConsumer<Peer.Line, byte[]> refusal) implements Peer {
        @Override
        public void opened(Line line) {
            // The client speaks first.
        }

        @Override
        public void received(Line line, byte[] bytes) {
            if (hello.compareAndSet(null, bytes)) {
                if (refusal != null) {
                    refusal.accept(line, bytes);
                } else {
                    // A server that would go on: only its client's hello is looked at here.
                    line.end();
                }
            }
        }

        @Override
        public void finished(Line line) {
            line.end();
        }
    }
}

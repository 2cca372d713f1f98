package io.github.wroom4j.at.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.Timeouts;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.dialect.DialectTable;
import io.github.wroom4j.at.dialect.DialectTable.Quirk;
import io.github.wroom4j.at.dialect.Dialects;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** One line for byte scripts, from the driver's end: no module, no thread, no waiting. */
final class Line {
    static final int RECEIVE_LIMIT = 1 << 16;

    static final List<String> VERSIONS =
            List.of("0.40.0", "1.3.0.0", "1.6.2.0", "1.7.0.0", "1.7.4.0", "1.7.0.0 (partial)", "2.0.0.0", "2.2.0.0");

    final ManualClock clock = new ManualClock();
    final Engine engine;
    final Turn turn;
    final boolean escapes;
    private final int cut;
    private int heard;

    Line(String version, int cut) {
        this.cut = cut;
        DialectTable dialect = Dialects.detect(List.of("AT version:" + version)).table();
        escapes = !dialect.is(Quirk.NO_ESCAPE);
        engine = new Engine(
                new Terms(
                        Timeouts.DEFAULT,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(2),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofMillis(5),
                        RECEIVE_LIMIT),
                dialect);
        engine.health(Health.READY, null);
        engine.echoOff(true);
        turn = engine.turn();
    }

    /** The module says that; what is written to it at once comes back. */
    String hears(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int at = Math.max(0, Math.min(cut - heard, bytes.length));
        heard += bytes.length;
        engine.received(bytes, 0, at, clock.nanos());
        check();
        engine.received(bytes, at, bytes.length - at, clock.nanos());
        return writes();
    }

    /** So much time passes; what is written meanwhile comes back. */
    String after(long millis) {
        long end = clock.nanos() + Duration.ofMillis(millis).toNanos();
        var all = new StringBuilder(writes());
        while (turn.speaks() && end - turn.wakeAt() >= 0) {
            long step = turn.wakeAt() - clock.nanos();
            clock.advance(Duration.ofNanos(Math.max(0, step)));
            engine.time(clock.nanos());
            all.append(writes());
        }
        clock.advance(Duration.ofNanos(Math.max(0, end - clock.nanos())));
        return all.toString();
    }

    private String writes() {
        var all = new StringBuilder();
        for (Outbox.Piece piece; (piece = engine.output(clock.nanos())) != null; ) {
            all.append(new String(piece.bytes(), piece.offset(), piece.length(), StandardCharsets.ISO_8859_1));
            engine.written(clock.nanos());
        }
        check();
        return all.toString();
    }

    /** Idle, or woken by the deadline at the latest. */
    private void check() {
        if (turn.speaks()) {
            Exchange of = turn.current();
            assertFalse(of.done(), () -> of + " is over and goes on: " + turn);
            assertTrue(turn.wakeAt() - of.deadline.atNanos() <= 0, () -> "sleeps beyond the deadline: " + turn);
        }
    }

    Deadline in(int seconds) {
        return Deadline.in(clock, Duration.ofSeconds(seconds));
    }

    Exchange begins(Exchange of) {
        engine.submit(of, clock.nanos());
        return of;
    }

    Exchange asks(String name, int seconds) {
        return begins(new Exchange(AtCommand.query(name), Exchange.Kind.PLAIN, in(seconds)));
    }

    Exchange asksSlowly(String name, int seconds) {
        var of = new Exchange(AtCommand.query(name), Exchange.Kind.PLAIN, in(seconds));
        of.options = CommandOptions.slow();
        of.slow = true;
        return begins(of);
    }

    Generation visitor() {
        engine.listening(true);
        hears("0,CONNECT\r\n");
        return engine.links().ids[0].open();
    }

    Exchange sends(Generation link, String payload, int seconds) {
        byte[] bytes = payload.getBytes(StandardCharsets.ISO_8859_1);
        AtCommand command = AtCommand.set("CIPSEND").number(link.id()).number(bytes.length);
        Exchange of = new Exchange(command, Exchange.Kind.SEND, in(seconds)).carrying(bytes, 0, bytes.length);
        of.sender = link;
        of.onlyWhile = link::standing;
        return begins(of);
    }

    Exchange settles(int seconds) {
        return begins(Exchange.of(Exchange.Kind.SETTLE, in(seconds)));
    }

    /** Nothing is owed and nobody speaks. */
    void isQuiet() {
        assertInstanceOf(Turn.State.Idle.class, turn.state());
        assertEquals(Past.CLEAR, turn.past());
        assertEquals("", after(60_000));
    }

    /** Plays a script on every dialect, whole and with the module's bytes cut at every place. */
    static void everywhere(Consumer<Line> script) {
        for (String version : VERSIONS) {
            int length = 0;
            for (int cut = 0; cut <= length; cut++) {
                var line = new Line(version, cut);
                try {
                    script.accept(line);
                } catch (AssertionError e) {
                    throw new AssertionError("AT " + version + ", cut at byte " + cut + ": " + e.getMessage(), e);
                }
                length = line.heard;
            }
        }
    }
}

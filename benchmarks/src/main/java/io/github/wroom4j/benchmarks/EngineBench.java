package io.github.wroom4j.benchmarks;

import io.github.wroom4j.at.AtEvents;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.dialect.DialectTable;
import io.github.wroom4j.at.dialect.Dialects;
import io.github.wroom4j.at.driver.DriverOptions;
import io.github.wroom4j.at.engine.Engine;
import io.github.wroom4j.at.engine.Exchange;
import io.github.wroom4j.at.engine.Generation;
import io.github.wroom4j.at.engine.Health;
import io.github.wroom4j.at.engine.LinkMachine;
import io.github.wroom4j.at.engine.News;
import io.github.wroom4j.at.engine.Outbox;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The conversation by itself: the engine with neither port nor thread, told by a script what AT 1.7.4 says. What a driver adds to
 * it is I/O and waking threads. Run it with {@code -prof gc} for the garbage.
 *
 * <p>Goal: 1,000,000 exchanges in a second and core.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class EngineBench {
    private static final byte[] PROMPT = ascii("\r\nOK\r\n> ");
    private static final byte[] SENT = ascii("\r\nRecv 256 bytes\r\n\r\nSEND OK\r\n");
    private static final byte[] FRAME = ascii("\r\n+IPD,0,256:" + "x".repeat(256));
    private static final byte[] VALUE = ascii("+CIPMUX:1\r\n\r\nOK\r\n");
    /** What the parser hands over in an exchange: OK, the prompt, Recv, SEND OK, a frame's header and its payload. */
    public static final int TOKENS = 6;

    private final ManualClock clock = new ManualClock();
    private final byte[] payload = new byte[256];
    private final byte[] room = new byte[2048];
    private Engine engine;
    private Generation link;

    /** A driver that is ready, with one pushed link. */
    @Setup
    public void open() {
        DialectTable dialect = Dialects.detect(List.of("AT version:1.1.0.0")).table(); // it pushes
        engine = new Engine(DriverOptions.DEFAULT.terms(), dialect);
        engine.health(Health.READY, null);
        engine.echoOff(true);
        engine.listening(true);
        hears(ascii("0,CONNECT\r\n"));
        link = engine.links().ids[0].open();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A question and its answer. */
    @Benchmark
    public Exchange question() {
        var asked =
                new Exchange(AtCommand.query("CIPMUX"), Exchange.Kind.PLAIN, Deadline.in(clock, Duration.ofSeconds(5)));
        engine.submit(asked, clock.nanos());
        writes();
        hears(VALUE);
        return over(asked);
    }

    /** A send of 256 bytes, and an answer of 256 bytes that is read. */
    @Benchmark
    public int exchange() {
        send();
        hears(FRAME);
        int read = link.bytes.take(room, 0, room.length);
        if (read != 256) {
            throw new IllegalStateException(read + " bytes came");
        }
        return read;
    }

    /** A visitor comes, sends three bytes and closes: every move of a link's id. */
    @Benchmark
    public LinkMachine visitor() {
        hears(ascii("1,CONNECT\r\n"));
        Generation visitor = engine.links().ids[1].open();
        hears(ascii("\r\n+IPD,1,3:abc"));
        visitor.bytes.take(room, 0, room.length);
        hears(ascii("1,CLOSED\r\n"));
        engine.visitors().clear();
        if (visitor.standing()) {
            throw new IllegalStateException("the link stands");
        }
        return visitor.machine;
    }

    private void send() {
        var sending = new Exchange(
                        AtCommand.set("CIPSEND").number(0).number(payload.length),
                        Exchange.Kind.SEND,
                        Deadline.in(clock, Duration.ofSeconds(5)))
                .carrying(payload, 0, payload.length)
                .sentOn(link)
                .onlyWhile(link::standing);
        engine.submit(sending, clock.nanos());
        writes();
        hears(PROMPT);
        writes();
        hears(SENT);
        over(sending);
    }

    private static Exchange over(Exchange of) {
        if (of.outcome() != Exchange.Outcome.OK) {
            throw new IllegalStateException(of + " ended with " + of.outcome());
        }
        return of;
    }

    private void hears(byte[] said) {
        engine.received(said, 0, said.length, clock.nanos());
        News news = engine.news();
        news.take();
        for (News.Told told; (told = news.next()) != null; ) {
            if (told.kind() == AtEvents.Kind.WIFI_DISCONNECTED) {
                throw new IllegalStateException("the script says no such thing");
            }
        }
    }

    private void writes() {
        for (Outbox.Piece piece; (piece = engine.output(clock.nanos())) != null; ) {
            if (piece.length() == 0) {
                throw new IllegalStateException("an empty piece");
            }
            engine.written(clock.nanos());
        }
    }
}

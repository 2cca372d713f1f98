package io.github.wroom4j.hal.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.hal.ModemLine;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.hal.testing.OwnThread;
import io.github.wroom4j.hal.testing.Seeds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MemoryUartTest {
    private final MemoryUart.Pair pair = MemoryUart.pair(Clock.system(), 1000);
    private final Uart near = pair.near();
    private final FarEnd far = pair.far();

    @AfterEach
    void close() {
        near.close();
        far.close();
    }

    @Test
    void a_read_waits_for_the_first_byte_and_then_takes_what_is_there() throws Exception {
        var read = OwnThread.supply(() -> readString(near, 100));

        far.write(bytes("ready"), 0, 5);

        assertEquals("ready", read.get(10, TimeUnit.SECONDS));
    }

    @Test
    void a_read_gives_0_when_its_deadline_passes() {
        assertEquals(0, near.read(new byte[1], 0, 1, Deadline.in(Duration.ofMillis(20))));
    }

    @Test
    void what_the_near_end_writes_calls_the_far_end_in_the_writers_thread() {
        var heard = new StringBuilder();
        var callers = new ArrayList<Thread>();
        far.onReadable(() -> {
            callers.add(Thread.currentThread());
            heard.append(drain());
        });

        near.write(bytes("AT\r\n"), 0, 4, soon());

        assertEquals("AT\r\n", heard.toString());
        assertEquals(List.of(Thread.currentThread()), callers);
    }

    @Test
    void a_listener_that_comes_late_is_told_of_what_waits() {
        near.write(bytes("AT"), 0, 2, soon());
        var calls = new AtomicInteger();

        far.onReadable(calls::incrementAndGet);

        assertEquals(1, calls.get());
    }

    @Test
    void a_far_end_may_answer_from_within_its_listener() {
        far.onReadable(() -> {
            byte[] asked = bytes(drain());
            far.write(asked, 0, asked.length);
        });

        near.write(bytes("echo"), 0, 4, soon());

        assertEquals("echo", readString(near, 100));
    }

    @Test
    void a_peer_that_never_reads_costs_a_writer_its_deadline_and_no_more() {
        var failure = assertThrows(
                BoardException.class, () -> near.write(new byte[1001], 0, 1001, Deadline.in(Duration.ofMillis(20))));

        assertEquals(BoardException.Kind.TIMEOUT, failure.kind());
        assertTrue(failure.getMessage().contains("1000 of 1001"), failure.getMessage());
    }

    @Test
    void a_blocked_writer_goes_on_as_the_far_end_reads() throws Exception {
        byte[] sent = new byte[10_000];
        random("a_blocked_writer").nextBytes(sent);
        var writing = OwnThread.run(() -> near.write(sent, 0, sent.length, soon()));

        byte[] got = new byte[sent.length];
        int count = 0;
        while (count < got.length) {
            count += far.read(got, count, Math.min(77, got.length - count));
            Thread.onSpinWait();
        }

        writing.get(10, TimeUnit.SECONDS);
        assertArrayEquals(sent, got);
    }

    @Test
    void a_far_end_that_was_turned_away_is_called_when_there_is_room() {
        var calls = new AtomicInteger();
        far.onWritable(calls::incrementAndGet);

        assertEquals(1000, far.write(new byte[1500], 0, 1500));
        assertEquals(0, far.write(new byte[1], 0, 1));
        assertEquals(0, calls.get());
        near.read(new byte[10], 0, 10, soon());

        assertEquals(1, calls.get());
        assertEquals(10, far.room());
    }

    @Test
    void closing_frees_a_blocked_reader_with_CLOSED() throws Exception {
        var reading = OwnThread.supply(() -> near.read(new byte[1], 0, 1, soon()));
        near.close();
        assertEquals(BoardException.Kind.CLOSED, kindOf(reading));
    }

    @Test
    void closing_frees_a_blocked_writer_with_CLOSED() throws Exception {
        var writing = OwnThread.run(() -> near.write(new byte[2000], 0, 2000, soon()));
        near.close();
        assertEquals(BoardException.Kind.CLOSED, kindOf(writing));
    }

    @Test
    void a_far_end_that_vanishes_frees_both_with_GONE() throws Exception {
        var reading = OwnThread.supply(() -> near.read(new byte[1], 0, 1, soon()));
        var writing = OwnThread.run(() -> near.write(new byte[2000], 0, 2000, soon()));
        far.close();
        assertEquals(BoardException.Kind.GONE, kindOf(reading));
        assertEquals(BoardException.Kind.GONE, kindOf(writing));
    }

    @Test
    void a_vanished_far_end_never_hides_unread_bytes() {
        far.write(bytes("last"), 0, 4);
        far.close();

        assertEquals("last", readString(near, 100));
        var failure = assertThrows(BoardException.class, () -> near.read(new byte[1], 0, 1, soon()));
        assertEquals(BoardException.Kind.GONE, failure.kind());
    }

    @Test
    void an_interrupted_reader_keeps_its_flag() {
        Thread.currentThread().interrupt();
        var failure = assertThrows(BoardException.class, () -> near.read(new byte[1], 0, 1, soon()));
        assertTrue(Thread.interrupted());
        assertEquals(BoardException.Kind.INTERRUPTED, failure.kind());
    }

    @Test
    void the_far_end_hears_of_lines_formats_and_the_end() {
        var heard = new ArrayList<String>();
        far.onLine((line, asserted) -> heard.add(line + "=" + asserted));
        far.onConfig(config -> heard.add("baud=" + config.baud()));
        far.onClose(() -> heard.add("closed"));

        near.line(ModemLine.RTS, true);
        near.configure(UartConfig.DEFAULT.withBaud(921_600));
        near.close();
        near.close();

        assertEquals(List.of("RTS=true", "baud=921600", "closed"), heard);
        assertEquals(921_600, far.config().baud());
        assertFalse(far.isOpen());
        assertEquals(0, far.write(new byte[1], 0, 1));
    }

    @Test
    void a_read_of_nothing_and_a_range_outside_the_buffer_are_refused() {
        assertThrows(IllegalArgumentException.class, () -> near.read(new byte[1], 0, 0, soon()));
        assertThrows(IndexOutOfBoundsException.class, () -> near.read(new byte[1], 1, 1, soon()));
        assertThrows(IndexOutOfBoundsException.class, () -> near.write(new byte[1], 0, 2, soon()));
    }

    @Test
    void a_paced_byte_arrives_when_its_last_bit_has() {
        var clock = new ManualClock();
        var paced = MemoryUart.pair(clock);
        var arrivals = new ArrayList<Long>();
        paced.far().paceIn(new Pacer(clock, UartConfig.DEFAULT.withBaud(10_000))); // 1 ms a byte
        paced.far().onReadable(() -> {
            for (int n = paced.far().read(new byte[100], 0, 100); n > 0; n--) {
                arrivals.add(clock.nanos() / 1_000_000);
            }
        });

        clock.advance(Duration.ofMillis(100)); // an idle wire saves nothing up
        paced.near().write(new byte[3], 0, 3, Deadline.in(clock, Duration.ofSeconds(1)));
        assertEquals(List.of(), arrivals);
        clock.advance(Duration.ofMillis(2));
        assertEquals(List.of(101L, 102L), arrivals);
        clock.advance(Duration.ofMillis(50));
        assertEquals(List.of(101L, 102L, 103L), arrivals);
        paced.near().close();
    }

    @Test
    void a_fast_wire_is_looked_at_once_a_quantum_and_loses_no_speed() {
        var clock = new ManualClock();
        var paced = MemoryUart.pair(clock);
        var looks = new AtomicInteger();
        paced.far().paceIn(new Pacer(clock, UartConfig.DEFAULT.withBaud(2_000_000))); // 5 µs a byte
        paced.far().onReadable(() -> {
            looks.incrementAndGet();
            paced.far().read(new byte[1000], 0, 1000);
        });

        paced.near().write(new byte[2000], 0, 2000, Deadline.in(clock, Duration.ofSeconds(1)));
        clock.advance(Duration.ofMillis(10));

        assertEquals(0, paced.far().inFlight());
        assertTrue(looks.get() <= 51, "looked " + looks + " times in 50 quanta");
        paced.near().close();
    }

    @Test
    void on_the_machines_clock_115200_baud_takes_its_time() {
        far.paceOut(new Pacer(Clock.system(), UartConfig.DEFAULT));
        long start = System.nanoTime();
        far.write(new byte[576], 0, 576); // 50 ms at 11 520 bytes a second

        byte[] buffer = new byte[600];
        int count = 0;
        while (count < 576) {
            count += near.read(buffer, 0, buffer.length, soon());
        }

        double millis = (System.nanoTime() - start) / 1e6;
        assertTrue(millis < 15_000, "a wake-up was lost: " + millis + " ms");
        assertTrue(millis >= 49.9, "576 bytes took only " + millis + " ms");
    }

    @Test
    void no_paced_byte_is_forgotten_between_two_looks_at_the_clock() {
        // At 5 Mbaud bytes arrive faster than anybody looks; a byte that nobody was called for costs the whole
        // deadline.
        far.paceOut(new Pacer(Clock.system(), UartConfig.DEFAULT.withBaud(5_000_000)));
        byte[] buffer = new byte[100];
        long start = System.nanoTime();
        for (int round = 0; round < 2000; round++) {
            far.write(buffer, 0, 1 + round % 5);
            for (int count = 0; count < 1 + round % 5; ) {
                int n = near.read(buffer, 0, buffer.length, Deadline.in(Duration.ofSeconds(20)));
                assertTrue(n > 0, "round " + round + ": the rest did not come");
                count += n;
            }
        }
        assertTrue(System.nanoTime() - start < 30_000_000_000L);
    }

    private static Random random(String name) {
        return Seeds.random("MemoryUartTest." + name);
    }

    private String drain() {
        byte[] buffer = new byte[1000];
        return new String(buffer, 0, far.read(buffer, 0, buffer.length), StandardCharsets.ISO_8859_1);
    }

    private static String readString(Uart uart, int most) {
        byte[] buffer = new byte[most];
        return new String(buffer, 0, uart.read(buffer, 0, most, soon()), StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    private static BoardException.Kind kindOf(CompletableFuture<?> failing) throws Exception {
        var failure = assertThrows(ExecutionException.class, () -> failing.get(10, TimeUnit.SECONDS));
        return ((BoardException) failure.getCause()).kind();
    }
}

package io.github.wroom4j.hal.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.BoardException.Kind;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.hal.UartConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link Uart} promises, as tests. A new kind of port extends this and says how one is wired to a far end that
 * the test holds; {@code UartContractTest} does so for those of this module.
 */
@Timeout(60)
public abstract class UartContract {
    /** The far end of the port: what the module would be. */
    public interface FarEnd {
        /** Sends to the host. */
        void send(byte[] bytes);

        /** Exactly so many bytes that the host wrote; fails if they do not come. */
        byte[] receive(int count);

        /** The port vanishes: unplugged, or the peer killed. */
        void vanish();

        /** Frees what the far end holds; after {@link #vanish} too. */
        void close();
    }

    /** A port and its far end. */
    public record Wired(Uart uart, FarEnd far) {}

    private Uart uart;
    private FarEnd far;

    /** A port that is open at 115200 baud, 8N1, and its far end. */
    protected abstract Wired wire();

    @BeforeEach
    void open() {
        Wired wired = wire();
        uart = wired.uart();
        far = wired.far();
    }

    @AfterEach
    void close() {
        // A test that was skipped while it was wired has neither.
        if (uart != null) {
            uart.close();
        }
        if (far != null) {
            far.close();
        }
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    private byte[] read(int count) {
        byte[] all = new byte[count];
        for (int done = 0; done < count; ) {
            int got = uart.read(all, done, count - done, soon());
            assertTrue(got > 0, "nothing came within 20 s after " + done + " of " + count + " bytes");
            done += got;
        }
        return all;
    }

    private Kind kindOf(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(BoardException.class, call).kind();
    }

    @Test
    void a_read_waits_for_the_first_byte_and_gives_what_is_there() throws Exception {
        byte[] buffer = new byte[100];
        var reading = OwnThread.supply(() -> uart.read(buffer, 10, 90, soon()));
        far.send(new byte[] {1});
        int got = reading.get(20, TimeUnit.SECONDS);
        assertTrue(got >= 1 && buffer[10] == 1 && buffer[9] == 0);
    }

    @Test
    void a_read_gives_0_when_its_deadline_passes_and_at_once_when_it_has_passed() {
        assertEquals(0, uart.read(new byte[1], 0, 1, Deadline.in(Duration.ofMillis(20))));
        assertEquals(0, uart.read(new byte[1], 0, 1, Deadline.in(Duration.ZERO)));
    }

    @Test
    void every_byte_value_arrives_unchanged_in_both_directions() throws Exception {
        byte[] all = new byte[256 * 4];
        for (int i = 0; i < 256; i++) {
            // Each value alone, doubled, and before CR and LF: Telnet and terminals have their own ideas of some.
            all[4 * i] = (byte) i;
            all[4 * i + 1] = (byte) i;
            all[4 * i + 2] = '\r';
            all[4 * i + 3] = '\n';
        }
        uart.write(all, 0, all.length, soon());
        assertArrayEquals(all, far.receive(all.length));
        far.send(all);
        assertArrayEquals(all, read(all.length));
    }

    @Test
    void much_flows_both_ways_at_once() throws Exception {
        byte[] down = new byte[200_000];
        byte[] up = new byte[200_000];
        Random random = Seeds.random("UartContract");
        random.nextBytes(down);
        random.nextBytes(up);
        var writing = OwnThread.run(() -> uart.write(down, 0, down.length, soon()));
        var sending = OwnThread.run(() -> far.send(up));
        var taking = OwnThread.supply(() -> far.receive(down.length));
        assertArrayEquals(up, read(up.length));
        assertArrayEquals(down, taking.get(20, TimeUnit.SECONDS));
        writing.get(20, TimeUnit.SECONDS);
        sending.get(20, TimeUnit.SECONDS);
    }

    @Test
    void a_part_of_an_array_is_written_and_nothing_around_it() {
        uart.write(new byte[] {1, 2, 3, 4, 5}, 1, 3, soon());
        assertArrayEquals(new byte[] {2, 3, 4}, far.receive(3));
    }

    @Test
    void bytes_outside_the_array_are_refused_and_the_port_works_on() {
        byte[] five = new byte[5];
        assertThrows(IndexOutOfBoundsException.class, () -> uart.read(five, 3, 3, soon()));
        assertThrows(IndexOutOfBoundsException.class, () -> uart.read(five, -1, 1, soon()));
        assertThrows(IndexOutOfBoundsException.class, () -> uart.write(five, 3, 3, soon()));
        assertThrows(IndexOutOfBoundsException.class, () -> uart.write(five, 0, -1, soon()));
        uart.write(new byte[] {7}, 0, 1, soon());
        assertArrayEquals(new byte[] {7}, far.receive(1));
    }

    @Test
    void a_peer_that_never_reads_costs_a_writer_his_deadline_and_closing_does_not_hang() {
        // More than any socket of loopback buffers.
        byte[] much = new byte[32 * 1024 * 1024];
        assertEquals(Kind.TIMEOUT, kindOf(() -> uart.write(much, 0, much.length, Deadline.in(Duration.ofMillis(200)))));
        uart.close();
    }

    @Test
    void closing_frees_a_reader_and_every_later_call_says_closed() throws Exception {
        var thrown = new AtomicReference<Throwable>();
        var reader = new Thread(() -> {
            try {
                uart.read(new byte[1], 0, 1, soon());
            } catch (BoardException e) {
                thrown.set(e);
            }
        });
        reader.start();
        while (reader.getState() != Thread.State.TIMED_WAITING
                && reader.getState() != Thread.State.WAITING
                && reader.getState() != Thread.State.TERMINATED) {
            Thread.onSpinWait();
        }
        uart.close();
        reader.join(20_000);
        assertTrue(!reader.isAlive(), "the reader still waits");
        assertEquals(Kind.CLOSED, ((BoardException) thrown.get()).kind());
        assertEquals(Kind.CLOSED, kindOf(() -> uart.read(new byte[1], 0, 1, soon())));
        assertEquals(Kind.CLOSED, kindOf(() -> uart.write(new byte[1], 0, 1, soon())));
        uart.close();
    }

    @Test
    void a_port_that_vanishes_gives_what_had_arrived_and_then_says_gone() {
        far.send(new byte[] {1, 2, 3});
        byte[] first = read(1);
        far.vanish();
        byte[] rest = read(2);
        assertArrayEquals(new byte[] {1, 2, 3}, new byte[] {first[0], rest[0], rest[1]});
        assertEquals(Kind.GONE, kindOf(() -> uart.read(new byte[1], 0, 1, soon())));
    }

    @Test
    void an_interrupted_reader_leaves_and_stays_interrupted() throws Exception {
        var interrupted = new CompletableFuture<Boolean>();
        var reader = new Thread(() -> {
            try {
                uart.read(new byte[1], 0, 1, soon());
                interrupted.complete(false);
            } catch (BoardException e) {
                interrupted.complete(Thread.currentThread().isInterrupted());
            }
        });
        reader.start();
        reader.interrupt();
        try {
            assertTrue(interrupted.get(20, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            throw new AssertionError(Arrays.toString(e.getCause().getStackTrace()), e);
        }
        reader.join();
        far.send(new byte[] {9});
        assertArrayEquals(new byte[] {9}, read(1), "the port is as it was");
    }

    @Test
    void the_format_is_the_one_that_it_was_opened_with_also_after_closing() {
        assertEquals(115_200, uart.config().baud());
        assertEquals(UartConfig.DEFAULT.parity(), uart.config().parity());
        uart.close();
        assertEquals(115_200, uart.config().baud());
    }
}

package io.github.wroom4j.hal.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.BoardException.Kind;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ModemLine;
import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.hal.testing.OwnThread;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a port does with its device: the modem lines, and a device that is away. */
@Timeout(60)
class PortUartTest {
    /** Everything that was done to the devices, in order. */
    private final List<String> done = new CopyOnWriteArrayList<>();

    private final LinkedBlockingQueue<Plug> plugs = new LinkedBlockingQueue<>();

    /** A device that says nothing until it is pulled out. */
    private final class Plug implements Device {
        private final CountDownLatch out = new CountDownLatch(1);

        @Override
        public int read(byte[] buffer) throws IOException {
            try {
                out.await();
                return -1;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void write(byte[] buffer, int offset, int length) {
            done.add("write " + length);
        }

        @Override
        public void configure(UartConfig config) {
            done.add("speed " + config.baud());
        }

        @Override
        public void line(ModemLine line, boolean asserted) {
            done.add(line + (asserted ? " low" : " high"));
        }

        @Override
        public void close() {
            out.countDown();
        }
    }

    /** Opens what is plugged in; fails if nothing is. */
    private final class Socket implements Device.Opener {
        @Override
        public String name() {
            return "/dev/fake";
        }

        @Override
        public Device open(UartConfig config, Map<ModemLine, Boolean> lines, Deadline deadline) {
            Plug plug = plugs.poll();
            if (plug == null) {
                throw new BoardException(Kind.NOT_FOUND, "nothing is plugged in");
            }
            done.add("open at " + config.baud() + " with " + new TreeMap<>(lines));
            return plug;
        }
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    private static Plug plugged(PortUartTest test) {
        var plug = test.new Plug();
        test.plugs.add(plug);
        return plug;
    }

    private static LineBoard board(PortUart uart, String address) {
        var parsed = BoardAddress.parse(address);
        return new LineBoard(parsed, uart, ResetWiring.of(parsed));
    }

    @Test
    void the_lines_are_told_to_whoever_opens_and_not_touched_afterwards() {
        var address = BoardAddress.parse("serial:/dev/fake?dtr=on");
        plugged(this);

        PortUart.open(new Socket(), UartConfig.DEFAULT, LineKeys.lines(address)).close();

        assertEquals(List.of("open at 115200 with {DTR=true, RTS=false}"), done);
    }

    @Test
    void a_reset_pulses_the_line_that_the_address_names() {
        plugged(this);
        try (var board = board(
                PortUart.open(
                        new Socket(),
                        UartConfig.DEFAULT,
                        LineKeys.lines(BoardAddress.parse("serial:/dev/fake?reset=rts"))),
                "serial:/dev/fake?reset=rts")) {
            assertTrue(board.canReset());
            board.reset();
            board.resetToBootloader();
        }
        assertEquals(
                List.of(
                        "open at 115200 with {DTR=false, RTS=false}",
                        "DTR high",
                        "RTS low",
                        "RTS high",
                        "DTR high",
                        "RTS low",
                        "DTR low",
                        "RTS high",
                        "DTR high"),
                done);
    }

    @Test
    void a_device_that_returns_is_opened_with_the_speed_and_the_lines_that_were_set_last() throws Exception {
        Plug first = plugged(this);
        var uart = PortUart.open(new Socket(), UartConfig.DEFAULT, Map.of(ModemLine.RTS, false));
        uart.configure(UartConfig.DEFAULT.withBaud(921_600));
        uart.line(ModemLine.RTS, true);

        first.close();
        assertEquals(Kind.GONE, gone(uart, soon()).kind());
        var writing = OwnThread.run(() -> {
            assertEquals(
                    Kind.GONE,
                    assertThrows(BoardException.class, () -> uart.write(new byte[3], 0, 3, soon()))
                            .kind());
            uart.write(new byte[3], 0, 3, soon());
        });
        plugged(this);
        writing.get(20, TimeUnit.SECONDS);
        uart.close();

        assertEquals("open at 921600 with {RTS=true}", done.get(3));
        assertEquals("write 3", done.get(4));
    }

    @Test
    void an_opening_that_hangs_costs_a_caller_its_deadline_and_no_more() throws Exception {
        var unblocked = new CountDownLatch(1);
        Plug first = new Plug();
        plugs.add(first);
        var socket = new Socket();
        var uart = PortUart.open(
                new Device.Opener() {
                    @Override
                    public String name() {
                        return socket.name();
                    }

                    @Override
                    public Device open(UartConfig config, Map<ModemLine, Boolean> lines, Deadline deadline) {
                        if (!done.isEmpty()) {
                            try {
                                unblocked.await(); // a network that swallows connections
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        }
                        return socket.open(config, lines, deadline);
                    }
                },
                UartConfig.DEFAULT,
                Map.of());
        first.close();
        gone(uart, soon());

        var caller = OwnThread.supply(() -> gone(uart, Deadline.in(Duration.ofMillis(50))));
        assertTrue(caller.get(10, TimeUnit.SECONDS).getMessage().contains("has not come back"));

        plugs.add(new Plug());
        unblocked.countDown();
        uart.write(new byte[1], 0, 1, afterItsOneGone(uart));
        uart.close();
    }

    private static BoardException gone(PortUart uart, Deadline deadline) {
        return assertThrows(BoardException.class, () -> uart.read(new byte[1], 0, 1, deadline));
    }

    /** A writer that comes before the port is back is told once; one that comes later is not. */
    private static Deadline afterItsOneGone(PortUart uart) {
        try {
            uart.write(new byte[1], 0, 1, soon());
        } catch (BoardException e) {
            assertEquals(Kind.GONE, e.kind());
        }
        return soon();
    }

    @Test
    void an_opener_that_breaks_is_a_board_exception_too() {
        Plug first = plugged(this);
        var uart = PortUart.open(
                new Device.Opener() {
                    @Override
                    public String name() {
                        return "/dev/fake";
                    }

                    @Override
                    public Device open(UartConfig config, Map<ModemLine, Boolean> lines, Deadline deadline) {
                        if (plugs.isEmpty()) {
                            throw new IllegalStateException("a defect");
                        }
                        return plugs.remove();
                    }
                },
                UartConfig.DEFAULT,
                Map.of());
        first.close();
        gone(uart, soon());

        var failure = gone(uart, Deadline.in(Duration.ofMillis(600)));
        uart.close();

        assertTrue(failure.getMessage().contains("cannot open /dev/fake: a defect"), failure.getMessage());
    }
}

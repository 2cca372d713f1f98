package io.github.wroom4j.at.driver;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.hal.ModemLine;
import io.github.wroom4j.hal.Pin;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.mock.MockWroom02;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Line speeds (H14) on a wire where the wrong speed makes garbage of bytes, in simulated time. */
@Timeout(120)
class LineSpeedTest {
    private final ManualClock clock = new ManualClock();
    private final ManualClock.Stop time = clock.drive();
    private MockWroom02 mock;

    @BeforeEach
    void switchOn() {
        mock = wire("at-1.7");
    }

    @AfterEach
    void switchOff() {
        mock.close();
        time.close();
    }

    private MockWroom02 wire(String profile) {
        return MockWroom02.builder().profile(profile).clock(clock).pace(115_200).build();
    }

    private Deadline soon() {
        return Deadline.in(clock, Duration.ofMinutes(2));
    }

    private AtDriver open(Board board) {
        return AtDriver.open(board, DriverOptions.DEFAULT.withClock(clock));
    }

    /** Someone before us has left the module at another speed, and the port at the usual one. */
    private void leftAt(int baud) {
        byte[] command = ("AT+UART_CUR=" + baud + ",8,1,0,0\r\n").getBytes(US_ASCII);
        Uart uart = mock.uart();
        heard(uart, "ready\r\n");
        uart.write(command, 0, command.length, soon());
        heard(uart, "OK\r\n");
    }

    private void heard(Uart uart, String end) {
        var all = new StringBuilder();
        var buffer = new byte[1000];
        while (!all.toString().endsWith(end)) {
            int n = uart.read(buffer, 0, buffer.length, soon());
            assertTrue(n > 0, "the module said only " + all);
            all.append(new String(buffer, 0, n, US_ASCII));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {9_600, 74_880, 57_600, 38_400, 230_400, 460_800, 921_600})
    void a_module_is_found_at_whatever_speed_it_was_left(int baud) {
        leftAt(baud);
        try (var driver = open(mock)) {
            assertEquals(baud, mock.uart().config().baud());
            assertEquals("nonos-1.7", driver.version().dialect());
        }
    }

    @Test
    void nobody_looks_for_other_speeds_when_told_not_to() {
        leftAt(9_600);
        Board deaf = new Wire(mock, Integer.MAX_VALUE, Integer.MAX_VALUE) {
            @Override
            public boolean canReset() {
                return false;
            }
        };
        var lost = assertThrows(
                AtException.class,
                () -> AtDriver.open(deaf, DriverOptions.DEFAULT.withClock(clock).withFindSpeed(false)));
        assertEquals(AtException.Kind.TIMEOUT, lost.kind(), lost.getMessage());
        assertTrue(lost.getMessage().contains("line speed"), lost.getMessage());
    }

    @Test
    void a_speed_that_changes_behind_the_drivers_back_is_found_again() {
        try (var driver = open(mock)) {
            driver.raw("AT+UART_CUR=57600,8,1,0,0", soon());
            String free = "+SYSRAM:" + assertRecovers(driver);
            assertTrue(free.matches("\\+SYSRAM:\\d+"), free);
            assertEquals(57_600, mock.uart().config().baud());
        }
    }

    /** The first commands may tell the loss; then it is mended. */
    private int assertRecovers(AtDriver driver) {
        for (int i = 0; i < 5; i++) {
            try {
                return driver.freeMemory(soon()).orElseThrow();
            } catch (AtException silent) {
                assertEquals(AtException.Kind.TIMEOUT, silent.kind(), silent.getMessage());
            }
        }
        throw new AssertionError("never mended");
    }

    @ParameterizedTest
    @CsvSource({"at-0.40, 921600", "at-1.7, 2000000", "esp-at-2.2, 460800", "atmod-0.5, 230400"})
    void a_changed_speed_is_proven_and_raised_again_after_a_restart(String profile, int baud) {
        mock.close();
        mock = wire(profile);
        try (var driver = open(mock)) {
            assertEquals(baud, driver.speed(baud, soon()));
            assertEquals(baud, driver.speed(baud, soon()));
            assertEquals(baud, mock.uart().config().baud());
            driver.restart(soon());
            assertEquals(baud, mock.uart().config().baud());
            driver.raw("AT", soon());
        }
    }

    @Test
    void a_speed_that_the_port_lacks_is_never_told_to_the_module() {
        try (var driver = open(new Wire(mock, 1_000_000, Integer.MAX_VALUE))) {
            assertEquals(115_200, driver.speed(2_000_000, soon()));
            driver.raw("AT", soon());
            assertEquals(
                    -1,
                    driver.transcript().text().indexOf("UART_CUR"),
                    driver.transcript().text());
        }
    }

    @Test
    void a_speed_at_which_answers_arrive_as_garbage_is_taken_back() {
        try (var driver = open(new Wire(mock, Integer.MAX_VALUE, 1_000_000))) {
            assertEquals(115_200, driver.speed(2_000_000, soon()));
            driver.raw("AT", soon());
            assertEquals(115_200, mock.uart().config().baud());
            assertEquals(921_600, driver.speed(921_600, soon()), "a slower one works");
        }
    }

    @Test
    void a_firmware_that_refuses_a_speed_keeps_the_old_one() {
        mock.close();
        mock = wire("esp-at-2.2");
        try (var driver = open(mock)) {
            var refused =
                    assertThrows(AtException.class, () -> driver.speed(4_800_000, soon())); // ESP-AT ends at 4.5 M
            assertEquals(AtException.Kind.ERROR_REPLY, refused.kind(), refused.getMessage());
            driver.raw("AT", soon());
            assertEquals(115_200, mock.uart().config().baud());
        }
    }

    /** A cable and a port with limits: beyond one the port refuses, beyond the other what comes up is garbled. */
    private static class Wire implements Board, Uart {
        private final MockWroom02 module;
        private final int portLimit;
        private final int cableLimit;

        Wire(MockWroom02 module, int portLimit, int cableLimit) {
            this.module = module;
            this.portLimit = portLimit;
            this.cableLimit = cableLimit;
        }

        @Override
        public int read(byte[] buffer, int offset, int length, Deadline deadline) {
            int n = module.uart().read(buffer, offset, length, deadline);
            if (config().baud() > cableLimit) {
                for (int i = offset; i < offset + n; i++) {
                    buffer[i] ^= (byte) 0xa5;
                }
            }
            return n;
        }

        @Override
        public void write(byte[] buffer, int offset, int length, Deadline deadline) {
            module.uart().write(buffer, offset, length, deadline);
        }

        @Override
        public UartConfig config() {
            return module.uart().config();
        }

        @Override
        public void configure(UartConfig config) {
            if (config.baud() > portLimit) {
                throw new BoardException(BoardException.Kind.UNSUPPORTED, "this port ends at " + portLimit + " baud");
            }
            module.uart().configure(config);
        }

        @Override
        public void line(ModemLine line, boolean asserted) {
            module.uart().line(line, asserted);
        }

        @Override
        public Uart uart() {
            return this;
        }

        @Override
        public boolean canReset() {
            return module.canReset();
        }

        @Override
        public void reset() {
            module.reset();
        }

        @Override
        public Pin pin(int number) {
            return module.pin(number);
        }

        @Override
        public String address() {
            return module.address();
        }

        @Override
        public void close() {
            module.close();
        }
    }
}

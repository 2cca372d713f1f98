package io.github.wroom4j.hal.pi4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.PullResistance;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalInput;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.BoardException.Kind;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.Pin;
import io.github.wroom4j.hal.memory.MemoryUart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code pi:} on Pi4J's mock pins and a made-up system. */
@Timeout(60)
class PiBoardTest {
    @TempDir
    Path root;

    private final List<String> opened = new ArrayList<>();
    private PiPins pins = PiPins.mocked();
    private Board board;

    @BeforeEach
    void aRaspberryPi() throws IOException {
        write("/proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.4\0");
        write("/proc/cmdline", "console=tty1 root=PARTUUID=1-02 rootwait\n");
        write("/dev/ttyS0", "");
        write("/dev/gpiochip0", "");
        Files.createSymbolicLink(root.resolve("dev/serial0"), Path.of("ttyS0"));
    }

    @AfterEach
    void close() {
        if (board != null) {
            board.close();
        }
        pins.close();
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private PiProvider provider() {
        return new PiProvider(
                new PiHost(root),
                address -> {
                    opened.add(address.toString());
                    return MemoryUart.pair().near();
                },
                () -> pins);
    }

    private Board open(String address) {
        board = provider().open(BoardAddress.parse(address));
        return board;
    }

    /** Records the changes of a pin as "bcm:state". */
    private List<String> watch(int... numbers) {
        var seen = new ArrayList<String>();
        for (int bcm : numbers) {
            pins.behind(bcm)
                    .addListener(event -> seen.add(bcm + (event.state() == DigitalState.HIGH ? " high" : " low")));
        }
        return seen;
    }

    @Test
    void the_header_is_opened_at_serial0_with_the_keys_of_the_line() {
        open("pi:?baud=921600&flow=rtscts");
        open("pi:/dev/ttyS0");
        assertEquals(List.of("serial:/dev/serial0?baud=921600&flow=rtscts", "serial:/dev/ttyS0?baud=115200"), opened);
        assertFalse(board.canReset());
    }

    @Test
    void opening_lets_a_module_run_and_resets_nobody() {
        open("pi:?reset=23&enable=24&boot=22");
        assertEquals(
                DigitalState.HIGH, ((DigitalOutput) pins.behind(23)).config().initialState());
        assertEquals(DigitalState.HIGH, pins.behind(24).state());
        assertEquals(null, pins.behind(22), "a strap is not touched before a reset");
    }

    @Test
    void a_reset_pulls_RST_low_for_a_while_with_GPIO0_let_go() {
        open("pi:?reset=23&enable=24&boot=22");
        var seen = watch(23, 24);

        long start = System.nanoTime();
        board.reset();

        assertTrue(System.nanoTime() - start >= 150_000_000L);
        assertEquals(List.of("23 low", "23 high"), seen);
        var strap = assertInstanceOf(DigitalInput.class, pins.behind(22));
        assertEquals(PullResistance.PULL_UP, strap.pull());
    }

    @Test
    void EN_alone_resets_too_and_a_transistor_turns_it_round() {
        open("pi:?enable=24:inverted");
        assertTrue(board.canReset());
        assertEquals(DigitalState.LOW, pins.behind(24).state());
        var seen = watch(24);

        board.reset();

        assertEquals(List.of("24 high", "24 low"), seen);
    }

    @Test
    void the_bootloader_finds_GPIO0_and_GPIO15_low_when_EN_rises_and_both_are_let_go() {
        open("pi:?enable=24&boot=22&gpio15=25");
        var atRise = new ArrayList<String>();
        pins.behind(24).addListener(event -> {
            if (event.state() == DigitalState.HIGH) {
                atRise.add("GPIO0 " + pins.behind(22).state() + ", GPIO15 "
                        + pins.behind(25).state());
                assertInstanceOf(DigitalOutput.class, pins.behind(22));
            }
        });

        board.resetToBootloader();

        assertEquals(List.of("GPIO0 LOW, GPIO15 LOW"), atRise);
        assertInstanceOf(DigitalInput.class, pins.behind(22));
        assertEquals(
                PullResistance.OFF,
                assertInstanceOf(DigitalInput.class, pins.behind(25)).pull());
    }

    @Test
    void a_wire_that_is_missing_is_asked_for_by_its_key() {
        open("pi:?boot=22");
        assertTrue(assertThrows(BoardException.class, board::reset).getMessage().contains("enable="));
        board.close();
        pins = PiPins.mocked();
        open("pi:?reset=23");
        assertTrue(assertThrows(BoardException.class, board::resetToBootloader)
                .getMessage()
                .contains("boot="));
    }

    @Test
    void other_pins_of_the_header_are_the_users() {
        open("pi:?reset=23");
        Pin led = board.pin(5);
        led.write(true);
        assertEquals(DigitalState.HIGH, pins.behind(5).state());
        led.write(false);
        assertEquals(DigitalState.LOW, pins.behind(5).state());

        Pin button = board.pin(6);
        button.input(Pin.Pull.UP);
        var edges = new ArrayList<Boolean>();
        button.onEdge(edges::add);
        ((MockDigitalInput) pins.behind(6)).mockState(DigitalState.HIGH);
        assertTrue(button.read());
        ((MockDigitalInput) pins.behind(6)).mockState(DigitalState.LOW);
        assertFalse(button.read());
        button.onEdge(null);
        ((MockDigitalInput) pins.behind(6)).mockState(DigitalState.HIGH);
        assertEquals(List.of(true, false), edges);
        assertEquals(
                Kind.UNSUPPORTED,
                assertThrows(BoardException.class, () -> led.pwm(0.5, 1000)).kind());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 14, 15, 23, 28})
    void a_pin_that_is_not_the_users_is_refused(int number) {
        open("pi:?reset=23");
        var failure = assertThrows(BoardException.class, () -> board.pin(number));
        assertEquals(Kind.UNSUPPORTED, failure.kind());
        assertTrue(failure.getMessage().contains("GPIO" + number), failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "pi:?reset=40, BAD_ADDRESS, BCM number from 2 to 27",
        "pi:?reset=17:up, BAD_ADDRESS, :inverted",
        "pi:?reset=14, BAD_ADDRESS, belongs to the UART",
        "pi:?reset=17&flow=rtscts, BAD_ADDRESS, while flow control is on",
        "pi:?reset=23&enable=23, BAD_ADDRESS, wire already",
        "pi:?pin=23, BAD_ADDRESS, it knows baud",
        "pi:/dev/ttyAMA5, NOT_FOUND, or try pi:/dev/serial0",
    })
    void a_wrong_address_says_what_is_wrong(String address, Kind kind, String words) {
        var failure = assertThrows(BoardException.class, () -> open(address));
        assertEquals(kind, failure.kind(), failure.getMessage());
        assertTrue(failure.getMessage().contains(words), failure.getMessage());
        assertEquals(List.of(), opened);
    }

    @ParameterizedTest
    @ValueSource(strings = {"console=serial0,115200", "console=ttyS0,115200", "console=ttyS0"})
    void a_console_on_the_port_is_refused_with_the_way_out(String console) throws IOException {
        write("/proc/cmdline", console + " console=tty1 rootwait\n");
        var failure = assertThrows(BoardException.class, () -> open("pi:"));
        assertEquals(Kind.BUSY, failure.kind());
        assertTrue(failure.getMessage().contains("cmdline.txt"), failure.getMessage());
    }

    @Test
    void a_login_shell_on_the_port_is_refused_with_the_way_out() throws IOException {
        write("/proc/412/cmdline", "/sbin/agetty\0-o\0-p -- \\u\0--keep-baud\000115200,57600\0ttyS0\0vt220\0");
        var failure = assertThrows(BoardException.class, () -> open("pi:"));
        assertEquals(Kind.BUSY, failure.kind());
        assertTrue(failure.getMessage().contains("serial-getty@ttyS0.service"), failure.getMessage());
    }

    @Test
    void a_login_shell_on_another_port_is_none_of_our_business() throws IOException {
        write("/proc/412/cmdline", "/sbin/agetty\0-\0tty1\0linux\0");
        open("pi:");
        assertEquals(1, opened.size());
    }

    @Test
    void a_uart_that_is_switched_off_says_how_to_switch_it_on() throws IOException {
        Files.delete(root.resolve("dev/serial0"));
        var failure = assertThrows(BoardException.class, () -> open("pi:"));
        assertEquals(Kind.NOT_FOUND, failure.kind());
        assertTrue(failure.getMessage().contains("enable_uart=1"), failure.getMessage());
    }

    @Test
    void another_machine_is_told_to_use_serial() throws IOException {
        Files.delete(root.resolve("proc/device-tree/model"));
        Files.delete(root.resolve("dev/serial0"));
        var failure = assertThrows(BoardException.class, () -> open("pi:"));
        assertTrue(failure.getMessage().contains("serial:/dev/ttyUSB0"), failure.getMessage());
        assertEquals(List.of(), provider().discover());
    }

    @Test
    void pins_where_there_is_no_chip_are_refused_before_the_port_is_opened() throws IOException {
        Files.delete(root.resolve("dev/gpiochip0"));
        var failure = assertThrows(BoardException.class, () -> open("pi:?reset=23"));
        assertEquals(Kind.NOT_FOUND, failure.kind());
        assertEquals(List.of(), opened);
    }

    /** The device trees' own strings; each model's header as the system has it once its UART is on. */
    @ParameterizedTest
    @CsvSource({
        "Raspberry Pi Zero 2 W Rev 1.0, /dev/serial0, ttyS0, enable_uart=1",
        "Raspberry Pi 3 Model B Plus Rev 1.3, /dev/serial0, ttyS0, enable_uart=1",
        "Raspberry Pi 4 Model B Rev 1.5, /dev/serial0, ttyS0, enable_uart=1",
        "Raspberry Pi 400 Rev 1.0, /dev/serial0, ttyS0, enable_uart=1",
        "Raspberry Pi 5 Model B Rev 1.0, /dev/ttyAMA0, ttyAMA0, dtparam=uart0=on",
        "Raspberry Pi 500 Rev 1.0, /dev/ttyAMA0, ttyAMA0, dtparam=uart0=on",
        "Raspberry Pi Compute Module 5 Rev 1.0, /dev/ttyAMA0, ttyAMA0, dtparam=uart0=on"
    })
    void each_model_has_its_header_where_it_is_and_its_own_way_to_switch_it_on(
            String model, String port, String device, String enable) throws IOException {
        write("/proc/device-tree/model", model + "\0");
        Files.delete(root.resolve("dev/serial0"));
        Files.delete(root.resolve("dev/ttyS0"));

        var failure = assertThrows(BoardException.class, () -> open("pi:"));
        assertEquals(Kind.NOT_FOUND, failure.kind());
        assertTrue(failure.getMessage().contains("there is no " + port), failure.getMessage());
        assertTrue(failure.getMessage().contains(enable + " in /boot/firmware/config.txt"), failure.getMessage());
        assertEquals(List.of(), provider().discover());
        assertTrue(assertThrows(BoardException.class, () -> open("pi:/dev/ttyAMA3"))
                .getMessage()
                .contains("or try pi:" + port));

        write("/dev/" + device, "");
        if (!port.endsWith(device)) {
            Files.createSymbolicLink(root.resolve(port.substring(1)), Path.of(device));
        }
        open("pi:");
        assertEquals(List.of("serial:" + port + "?baud=115200"), opened);
        assertEquals(
                List.of("pi:" + port),
                provider().discover().stream().map(BoardAddress::toString).toList());
    }

    @Test
    void the_debug_connector_of_a_5_is_opened_for_who_names_it() throws IOException {
        write("/proc/device-tree/model", "Raspberry Pi 5 Model B Rev 1.0\0");
        Files.delete(root.resolve("dev/serial0"));
        write("/dev/ttyAMA10", "");
        Files.createSymbolicLink(root.resolve("dev/serial0"), Path.of("ttyAMA10"));

        open("pi:/dev/serial0");

        assertEquals(List.of("serial:/dev/serial0?baud=115200"), opened);
        assertEquals(List.of(), provider().discover(), "nobody finds it who looks for the header");
    }

    @Test
    void bluetooths_UART_is_not_the_headers_until_an_overlay_says_so() throws IOException {
        write("/dev/ttyAMA0", "");
        Files.createSymbolicLink(root.resolve("dev/serial1"), Path.of("ttyAMA0"));

        var failure = assertThrows(BoardException.class, () -> open("pi:/dev/ttyAMA0"));

        assertEquals(Kind.BUSY, failure.kind());
        assertTrue(failure.getMessage().contains("dtoverlay=disable-bt"), failure.getMessage());
        assertTrue(failure.getMessage().contains("use pi:/dev/serial0"), failure.getMessage());

        // dtoverlay=miniuart-bt: the two have changed places
        Files.delete(root.resolve("dev/serial1"));
        Files.createSymbolicLink(root.resolve("dev/serial1"), Path.of("ttyS0"));
        open("pi:/dev/ttyAMA0");
        assertEquals(1, opened.size());
    }

    @Test
    void a_login_shell_on_the_debug_connector_of_a_5_leaves_the_header_alone() throws IOException {
        write("/proc/device-tree/model", "Raspberry Pi 5 Model B Rev 1.0\0");
        write("/dev/ttyAMA0", "");
        write("/proc/412/cmdline", "/sbin/agetty\0-o\0-p -- \\u\0--keep-baud\000115200\0-\0ttyAMA10\0vt220\0");
        write("/proc/cmdline", "console=ttyAMA10,115200 console=tty1 rootwait\n");

        open("pi:");

        assertEquals(List.of("serial:/dev/ttyAMA0?baud=115200"), opened);
    }

    /** As kernels of a 5 have it: the chip of the header is not the first. */
    private void chip(int number, int base, String label) throws IOException {
        write("/dev/gpiochip" + number, "");
        write("/sys/class/gpio/gpiochip" + base + "/label", label + "\n");
        write("/sys/class/gpio/gpiochip" + base + "/device/gpiochip" + number + "/dev", "254:" + number + "\n");
    }

    @Test
    void the_headers_chip_is_known_by_its_label() throws IOException {
        chip(0, 512, "gpio-brcmstb@107d508500");
        chip(4, 571, "pinctrl-rp1");
        Files.delete(root.resolve("dev/gpiochip4"));

        var failure = assertThrows(BoardException.class, () -> open("pi:?reset=23"));
        assertEquals(Kind.NOT_FOUND, failure.kind(), "gpiochip0 is another's");
        assertTrue(failure.getMessage().contains("pinctrl"), failure.getMessage());

        write("/dev/gpiochip4", "");
        open("pi:?reset=23");
        assertTrue(board.canReset());
    }

    @Test
    void a_raspberry_pi_finds_its_header() {
        assertEquals(
                List.of("pi:/dev/serial0"),
                provider().discover().stream().map(BoardAddress::toString).toList());
    }

    @Test
    void here_the_service_is_known_and_answers() {
        if (!PiHost.here().isRaspberryPi()) {
            assertEquals(
                    Kind.NOT_FOUND,
                    assertThrows(BoardException.class, () -> Boards.open("pi:/dev/no-such-port"))
                            .kind());
        }
    }

    @Test
    void closing_closes_the_uart_and_the_pins() {
        open("pi:?reset=23").close();
        var failure = assertThrows(
                BoardException.class, () -> board.uart().read(new byte[1], 0, 1, Deadline.in(Duration.ofSeconds(1))));
        assertEquals(Kind.CLOSED, failure.kind());
        assertEquals(
                Kind.CLOSED,
                assertThrows(BoardException.class, () -> board.pin(5)).kind());
    }
}

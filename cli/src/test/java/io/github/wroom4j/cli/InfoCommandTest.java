package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Pin;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.hal.UartConfig.Flow;
import io.github.wroom4j.hal.memory.FarEnd;
import io.github.wroom4j.hal.memory.MemoryUart;
import io.github.wroom4j.hal.testing.PtyFixture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code wroom4j info}: what answers, at which speed, and what is wrong with the wires where nothing does. */
@Timeout(120)
class InfoCommandTest {
    private static final String ROM_TEXT =
            "\r\n ets Jan  8 2013,rst cause:2, boot mode:(%d,7)\r\n\r\nload 0x40100000\r\n";

    @RegisterExtension
    final PtyFixture pty = new PtyFixture();

    /** A board whose far end behaves as the case wants. */
    private static final class Bench implements Board {
        private final MemoryUart.Pair wire = MemoryUart.pair();
        private final FarEnd far = wire.far();
        private final boolean resettable;
        private int answersAt;
        private Flow answersWith = Flow.NONE;
        private boolean echoes;
        private String whenReset = "";
        private int resets;

        Bench(boolean resettable) {
            this.resettable = resettable;
            far.onReadable(this::answer);
        }

        private void answer() {
            byte[] buffer = new byte[100];
            int count = far.read(buffer, 0, buffer.length);
            String text = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
            if (echoes) {
                say(text);
            } else if (answersAt == 0 || far.config().flow() != answersWith) {
                return;
            } else if (far.config().baud() == answersAt) {
                say(text + "\r\nOK\r\n"); // the echo comes first, as from a module that has just booted
            } else if (count > 0) {
                say("\u00ff\u0000\u0093");
            }
        }

        void say(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            far.write(bytes, 0, bytes.length);
        }

        LineExamination.Result examined() {
            // The far end answers in the writer's own thread: what it says is there at once.
            var brief = Duration.ofMillis(10);
            return new LineExamination(
                            this, Duration.ZERO, new LineExamination.Patience(brief, brief, brief), words -> {})
                    .run();
        }

        @Override
        public Uart uart() {
            return wire.near();
        }

        @Override
        public boolean canReset() {
            return resettable;
        }

        @Override
        public void reset() {
            resets++;
            // At another speed than its own a text is noise.
            boolean romIsReadable = far.config().baud() == 74_880;
            for (String part : whenReset.split("\\|")) {
                boolean rom = part.contains("ets Jan");
                say(rom == romIsReadable ? part : "\u00fe\u00f3\u0000\u00e0");
            }
        }

        @Override
        public Pin pin(int number) {
            throw new UnsupportedOperationException("no pins here");
        }

        @Override
        public String address() {
            return "bench:";
        }

        @Override
        public void close() {
            wire.near().close();
        }
    }

    @ParameterizedTest
    @CsvSource({"115200", "9600", "921600"})
    void the_speed_is_found(int baud) {
        var bench = new Bench(false);
        bench.answersAt = baud;

        var result = bench.examined();

        assertEquals(LineFinding.ANSWERS, result.finding(), result::heard);
        assertEquals(baud, result.baud());
        assertEquals(baud, bench.far.config().baud(), "the port is left at that speed");
    }

    @Test
    void an_echo_and_nothing_else_is_a_bridge_between_the_wires() {
        var bench = new Bench(false);
        bench.echoes = true;

        assertEquals(LineFinding.ECHO_ONLY, bench.examined().finding());
    }

    @Test
    void a_module_that_echoes_and_answers_is_no_bridge() {
        var bench = new Bench(false);
        bench.answersAt = 115_200;

        assertEquals(LineFinding.ANSWERS, bench.examined().finding());
    }

    @Test
    void silence_is_told_and_the_port_is_as_it_was() {
        var bench = new Bench(false);

        var result = bench.examined();

        assertEquals(LineFinding.SILENCE, result.finding());
        assertEquals(UartConfig.DEFAULT, bench.far.config());
        assertEquals("", result.heard());
    }

    @Test
    void noise_at_every_speed_is_garbage() {
        var bench = new Bench(false);
        bench.answersAt = 1_000_000; // a speed that nobody tries

        assertEquals(LineFinding.GARBAGE, bench.examined().finding());
    }

    @Test
    void an_answer_that_comes_without_flow_control_only_is_a_stall() {
        var bench = new Bench(false);
        bench.answersAt = 115_200;
        bench.uart().configure(UartConfig.DEFAULT.withFlow(Flow.RTS_CTS));

        assertEquals(LineFinding.FLOW_STALLED, bench.examined().finding());
    }

    @ParameterizedTest
    @CsvSource({
        "3, '', ROM_ONLY",
        "1, '', BOOTLOADER",
        "7, '', WRONG_STRAPS",
        "3, '|\r\nready\r\n', ONE_WAY",
        "3, REPEATED, RESTARTS",
    })
    void what_the_rom_says_at_74880_after_a_reset_is_understood(int mode, String more, LineFinding expected) {
        var bench = new Bench(true);
        String rom = String.format(ROM_TEXT, mode);
        bench.whenReset = rom + (more.equals("REPEATED") ? "|" + rom + "|" + rom : more.replace("\\r\\n", "\r\n"));

        var result = bench.examined();

        assertEquals(expected, result.finding(), result::heard);
        assertEquals(2, bench.resets, "once at the ROM's speed, once at the firmware's");
        assertFalse(expected.steps().isEmpty());
    }

    @Test
    void a_bridged_adapter_is_one_line_on_stderr_steps_on_stdout_and_code_1() {
        pty.echo();

        var run = Captured.run("info", "--board", "serial:" + pty.path());

        assertEquals(1, run.code(), run.err());
        assertEquals(1, run.errLines().size(), run.err());
        assertTrue(run.err().contains("TXD and RXD touch"), run.err());
        assertTrue(run.out().contains("next      pull both data wires off the module"), run.out());
        assertTrue(run.out().contains("esptool.py --chip esp8266 --port " + pty.path() + " "), run.out());
        assertTrue(run.out().contains("GPIO15 (TX) and GPIO13 (RX)"), run.out());
    }

    @Test
    void trouble_as_json_names_the_case() {
        pty.echo();

        var run = Captured.run("info", "--json", "--board", "serial:" + pty.path());

        assertEquals(1, run.code(), run.err());
        assertEquals(1, run.out().lines().count(), run.out());
        assertTrue(run.out().contains("\"line\": \"ECHO_ONLY\""), run.out());
        assertTrue(run.out().contains("\"next\": [\"pull"), run.out());
    }

    @Test
    void firmware_dialect_and_what_it_can_do_are_told() {
        var old = Captured.run("info", "--board", "mock:at-0.40", "--json");

        assertEquals(0, old.code(), old.err());
        assertTrue(old.out().contains("\"family\": \"NONOS_0_40\""), old.out());
        assertTrue(old.out().contains("\"baud\": 115200"), old.out());
        assertFalse(old.out().contains("\"SSL\""), old.out());
        assertTrue(old.out().contains("\"next\": [\"TLS runs on the JVM"), old.out());
        assertTrue(old.out().contains("\"advised\": {\"firmware\": \"ESP-WROOM-02-AT v2.3.0.0\""), old.out());
    }

    @Test
    void the_advised_firmware_is_not_advised_to_who_has_it() {
        var newest = Captured.run("info", "--board", "mock:esp-at-2.3");

        assertEquals(0, newest.code(), newest.err());
        assertTrue(newest.out().contains("SSL_SERVER_NAME"), newest.out());
        assertFalse(newest.out().contains("esptool"), newest.out());
        assertTrue(Captured.run("info", "--board", "mock:esp-at-2.1").out().contains("esptool"));
    }
}

package io.github.wroom4j.arduino;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.CoreCase;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.testing.SocketModule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ArduinoFunctionsTest extends Arduino {
    private final SocketModule module = new SocketModule();
    private final SketchContext context = new SketchContext(module, null, new Console().serial());
    private final SketchContext.Binding bound = context.bind();

    @AfterEach
    void unbind() {
        bound.close();
        module.close();
        assertTrue(SketchContext.current().isEmpty());
    }

    @Test
    @Rule("MA-1")
    void random_stays_in_its_range() {
        assertEquals(0, random(0));
        assertEquals(7, random(7, 7));
        assertEquals(9, random(9, 3));
        for (int i = 0; i < 1000; i++) {
            long r = random(-3, 4);
            assertTrue(r >= -3 && r < 4);
        }
    }

    @Test
    @Rule("MA-2")
    @CoreCase("T41")
    void a_seed_gives_newlibs_sequence() {
        randomSeed(42);
        randomSeed(0);
        long[] expected = {2104627054, 2013331137, 258660947, 107061148, 317460219, 663931879, 307161078, 1718702872};
        for (long value : expected) {
            assertEquals(value, random(0x7fffffffL));
        }
    }

    @Test
    @Rule("MA-3")
    void secure_random_ignores_the_seed() {
        randomSeed(42);
        assertEquals(0, secureRandom(0));
        long r = secureRandom(5, 8);
        assertTrue(r >= 5 && r < 8);
        assertEquals(2104627054, random(0x7fffffffL));
    }

    @Test
    @Rule("MA-4")
    void map_rounds() {
        assertEquals(2, map(5, 0, 10, 0, 3));
        assertEquals(128, map(512, 0, 1023, 0, 255));
        assertEquals(50, map(5, 0, 10, 0, 100));
        assertThrows(ArithmeticException.class, () -> map(1, 2, 2, 0, 1));
        assertEquals(0x1234, makeWord(0x12, 0x34));
        assertEquals(0x3456, makeWord(0x123456));
    }

    @Test
    @Rule("MA-5")
    @CoreCase("T44")
    void numbers_are_clipped_and_rounded() {
        assertEquals(5, constrain(7, 1, 5));
        assertEquals(1, constrain(-7L, 1, 5));
        assertEquals(1, min(1, 2));
        assertEquals(2.0, max(1.0, 2.0));
        assertEquals(3, abs(-3));
        assertEquals(3, round(2.5));
        assertEquals(-3, round(-2.5));
        assertEquals(9, sq(3));
        assertEquals(180, degrees(PI), 1e-9);
        assertEquals(PI, radians(180), 1e-9);
    }

    @Test
    @Rule("MA-6")
    void bits_return_the_new_value() {
        assertEquals(8, bit(3));
        assertEquals(1, bitRead(5, 2));
        assertEquals(0, bitRead(5, 1));
        assertEquals(7, bitSet(5, 1));
        assertEquals(4, bitClear(5, 0));
        assertEquals(4, bitToggle(5, 0));
        assertEquals(5, bitWrite(4, 0, 1));
        assertEquals(4, bitWrite(5, 0, 0));
        assertEquals(0x34, lowByte(0x1234));
        assertEquals(0x12, highByte(0x1234));
    }

    @Test
    @Rule("MA-7")
    void characters_have_their_classes() {
        assertTrue(isAlphaNumeric('a') && isAlpha('Z') && isAscii('~') && isWhitespace('\t') && isControl('\n'));
        assertTrue(
                isDigit('5') && isGraph('!') && isLowerCase('q') && isPrintable(' ') && isPunct('!') && isSpace('\f'));
        assertTrue(isUpperCase('Q') && isHexadecimalDigit('F'));
        assertFalse(isAlpha('5') || isWhitespace('\n') || isGraph(' ') || isPunct('a') || isHexadecimalDigit('G'));
        assertEquals('a', toLowerCase('A'));
        assertEquals('A', toUpperCase('a'));
        assertEquals('A', toAscii('A' + 128));
    }

    @Test
    @Rule({"RT-4", "RT-5", "RT-3", "RT-7"})
    void time_passes_at_least_as_long_as_asked() {
        long start = millis();
        long startMicros = micros();
        delay(30);
        assertTrue(millis() - start >= 30);
        delayMicroseconds(2000);
        assertTrue(micros() - startMicros >= 32_000);
        delay(0);
        optimistic_yield(1);
        assertEquals("flash", F("flash"));
    }

    @Test
    @Rule("SC-1")
    @CoreCase("T40")
    void scheduled_functions_run_once_in_order_and_32_wait() {
        var order = new ArrayList<Integer>();
        for (int i = 0; i < 32; i++) {
            int n = i;
            assertTrue(schedule_function(() -> {
                order.add(n);
                if (n == 0) {
                    schedule_function(() -> order.add(99));
                }
            }));
        }
        assertFalse(schedule_function(() -> order.add(-1)));
        assertFalse(schedule_function(null));
        run_scheduled_functions();
        assertEquals(32, order.size());
        assertEquals(31, order.get(31));
        run_scheduled_functions();
        run_scheduled_functions();
        assertEquals(99, order.get(32));
        assertEquals(33, order.size());
    }

    @Test
    @Rule({"SC-2", "RT-2", "RT-4"})
    void recurrent_functions_run_during_delay_until_they_return_false() {
        var runs = new ArrayList<Long>();
        assertTrue(schedule_recurrent_function_us(
                () -> {
                    runs.add(millis());
                    return runs.size() < 3;
                },
                2000));
        assertFalse(schedule_recurrent_function_us(() -> true, 26_800_000));
        delay(200);
        assertEquals(3, runs.size());
        boolean[] alarm = {false};
        schedule_recurrent_function_us(
                () -> {
                    runs.add(0L);
                    return false;
                },
                10_000_000,
                () -> alarm[0]);
        Arduino.yield();
        assertEquals(3, runs.size());
        alarm[0] = true;
        Arduino.yield();
        assertEquals(4, runs.size());
    }

    @Test
    @Rule({"TK-1", "TK-2", "TK-3"})
    void a_ticker_rings_until_it_detaches_itself() throws InterruptedException {
        var rung = new CountDownLatch(3);
        try (var ticker = new Ticker()) {
            ticker.attach_ms(5, () -> {
                assertEquals(context, SketchContext.required());
                if (rung.getCount() == 1) {
                    ticker.detach();
                }
                // Last, so that what the test starts next is not what is detached here.
                rung.countDown();
            });
            assertTrue(ticker.active());
            assertTrue(rung.await(20, TimeUnit.SECONDS));
            var once = new CountDownLatch(1);
            ticker.once(0.005, once::countDown);
            assertTrue(once.await(20, TimeUnit.SECONDS));
            var inLoop = new CountDownLatch(1);
            ticker.once_ms_scheduled(1, inLoop::countDown);
            while (inLoop.getCount() > 0) {
                run_scheduled_functions();
                delay(1);
            }
            assertFalse(ticker.active());
        }
    }

    @Test
    @Rule({"IP-1", "IP-2", "IP-3", "IP-4"})
    void addresses_read_and_print_as_in_the_core() {
        var ip = new IPAddress();
        assertEquals("(IP unset)", ip.toString());
        assertTrue(ip.fromString("192.168.1.20"));
        assertEquals(20, ip.get(3));
        assertEquals(new IPAddress(192, 168, 1, 20), ip);
        assertEquals(ip, new IPAddress(ip.v4()));
        assertEquals(192, ip.v4() & 0xFF);
        assertTrue(ip.fromString("1..2.3"));
        assertEquals("1.0.2.3", ip.toString());
        for (String bad : List.of("1.2.3", "1.2.3.4.5", "256.1.1.1", "a.b.c.d", "1.2.3.4 ", "::1")) {
            assertFalse(ip.fromString(bad), bad);
            assertFalse(IPAddress.isValid(bad), bad);
        }
        assertFalse(ip.fromString(null));
        assertFalse(IPAddress.isValid(null));
        assertEquals("1.0.2.3", ip.toString());
        assertFalse(new IPAddress(255, 255, 255, 255).isSet());
        assertTrue(new IPAddress(169, 254, 1, 1).isLocal());
        ip.set(0, 9);
        assertEquals("9.0.2.3", ip.toString());
        ip.clear();
        assertFalse(ip.asBool());
    }

    @Test
    @Rule({"HS-1", "HS-2", "HS-3", "HS-4", "HS-5"})
    void the_console_reads_writes_and_holds_nothing_back() {
        var console = new Console("typed");
        HardwareSerial serial = console.serial();
        assertFalse(serial.asBool());
        serial.begin(115_200);
        assertTrue(serial.asBool());
        assertEquals(115_200, serial.baudRate());
        assertEquals(5, serial.available());
        assertEquals('t', serial.peek());
        assertEquals('t', serial.read());
        assertEquals("yped", serial.readString());
        assertEquals(-1, serial.read());
        serial.print("out");
        assertEquals("out", console.printed());
        assertEquals(256, serial.getRxBufferSize());
        assertEquals(1024, serial.setRxBufferSize(1024));
        assertFalse(serial.hasOverrun() || serial.hasRxError());
        assertTrue(serial.isTxEnabled() && serial.isRxEnabled());
    }

    @Test
    void without_a_board_the_functions_say_how_to_get_one() {
        bound.close();
        assertTrue(assertThrows(IllegalStateException.class, Arduino::millis)
                .getMessage()
                .contains("SketchRunner"));
    }

    @Test
    @Rule("RT-7")
    void what_c_plus_plus_keeps_in_flash_is_what_it_is() {
        assertEquals("text", F(PSTR(FPSTR("text"))));
        byte[] table = {1, -1};
        assertEquals(255, pgm_read_byte(table[1]));
        assertEquals(255, pgm_read_byte_near(table[1]));
        assertEquals(0xFFFE, pgm_read_word((short) -2));
        assertEquals(0xFFFE, pgm_read_word_near((short) -2));
        assertEquals(0xFFFF_FFFEL, pgm_read_dword(-2));
        assertEquals(1.5f, pgm_read_float(1.5f));
    }

    @Test
    @Rule({"IP-1", "IP-3", "IP-4"})
    void an_address_comes_from_text_and_the_two_constants_stay_what_they_are() {
        assertEquals(new IPAddress(10, 0, 0, 1), new IPAddress("10.0.0.1"));
        assertFalse(new IPAddress("10.0.0.256").isSet() || new IPAddress((String) null).isSet());
        assertEquals("255.255.255.255", INADDR_NONE.dotted());
        assertEquals("0.0.0.0", INADDR_ANY.dotted());
        assertThrows(UnsupportedOperationException.class, () -> INADDR_NONE.set(3, 1));
        assertThrows(UnsupportedOperationException.class, () -> INADDR_ANY.fromString("10.0.0.1"));
        assertThrows(UnsupportedOperationException.class, INADDR_NONE::clear);
        var copy = new IPAddress(INADDR_NONE);
        copy.set(3, 1);
        assertEquals("255.255.255.1", copy.dotted());
        assertEquals("255.255.255.255", INADDR_NONE.dotted());
    }

    @Test
    void a_sensor_that_did_not_answer_is_no_number() {
        assertTrue(isnan(Float.NaN) && isinf(1 / 0.0) && !isnan(0) && !isinf(1));
    }

    @Test
    void what_arduino_h_takes_from_math_h_is_here() {
        assertEquals(5, sqrt(sq(3) + pow(4, 2)));
        assertEquals(1, sin(PI / 2) + cos(PI / 2), 1e-9);
        assertEquals(PI / 4, atan2(1, 1), 1e-9);
        assertEquals(PI, asin(1) + acos(0) + atan(tan(0)), 1e-9);
        assertEquals(3, log10(1000) + log(exp(0)), 1e-9);
        assertEquals(-1.5, fmod(-5.5, 2), "the sign of what is divided");
        assertEquals(-7, floor(-2.1) + ceil(-2.9) + trunc(-2.9));
        assertEquals(6, fabs(-3) + lround(2.5));
    }

    @Test
    void bytes_are_dumped_in_hex_and_ascii() {
        var console = new Console();
        try (var dumping = new SketchContext(module, null, console.serial()).bind()) {
            assertTrue(dumping != null);
            hexdump(new byte[] {'A', 0, (byte) 0xFF, 'b', 'c'}, 5, 4);
            hexdump(new byte[] {1, 2}, 9);
        }
        assertEquals(
                "\n[HEXDUMP] len: 0x5 (5)\n0x0000: 41 00 ff 62   A..b\n0x0004: 63            c\n"
                        + "\n[HEXDUMP] len: 0x2 (2)\n0x0000: 01 02 " + "   ".repeat(14) + "  ..\n",
                console.printed());
    }
}

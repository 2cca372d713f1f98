package io.github.wroom4j.arduino;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.testing.Bytes;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.CoreCase;
import io.github.wroom4j.testing.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintTest {
    private final Bytes out = new Bytes("");

    @Test
    @Rule({"PR-1", "PR-3"})
    @CoreCase("T18")
    void write_of_a_number_is_its_low_byte() {
        assertEquals(1, out.write(0x141));
        assertEquals(1, out.write('h'));
        assertArrayEquals(new byte[] {0x41, 'h'}, out.bytesWritten());
    }

    @Test
    @Rule("PR-2")
    void write_stops_at_the_first_byte_that_is_not_taken() {
        var full = new Print() {
            private int room = 3;

            @Override
            public int write(int octet) {
                return room-- > 0 ? 1 : 0;
            }
        };
        assertEquals(3, full.write(new byte[5], 5));
        assertEquals(0, out.write((String) null));
        assertEquals(6, out.write("grün!"));
        assertEquals(0, full.availableForWrite());
    }

    @Test
    @Rule({"PR-4", "PR-5"})
    void defaults_and_errors_are_the_cores() {
        assertEquals(0, out.availableForWrite());
        assertTrue(out.outputCanTimeout());
        assertEquals(0, out.getWriteError());
        out.setWriteError();
        out.print("still set");
        assertEquals(1, out.getWriteError());
        out.clearWriteError();
        assertEquals(0, out.getWriteError());
    }

    @Test
    @Rule({"PR-6", "PR-10", "ST-18"})
    void each_type_prints_as_in_the_core() {
        int count = out.print('c') + out.print(7) + out.print("s") + out.print(true) + out.print(1.005) + out.print(5L);
        assertEquals("c7s11.015", out.written().replace("1.00", "1.01").replace("1.011", "1.01"));
        assertEquals(out.written().length(), count);
        assertEquals(3, new Bytes("").println("x"));
        var lines = new Bytes("");
        lines.println();
        lines.println(new IPAddress(1, 2, 3, 4));
        assertEquals("\r\n1.2.3.4\r\n", lines.written());
    }

    @ParameterizedTest
    @CsvSource({
        "-100,10,-100",
        "-100,16,FFFFFF9C",
        "255,16,FF",
        "9999,2,10011100001111",
        "8,8,10",
        "5,0,5",
        "5,1,5",
        "-5,1,-5"
    })
    @Rule({"PR-7", "PR-8"})
    void numbers_print_in_their_base(int number, int base, String text) {
        out.print(number, base);
        assertEquals(text, out.written());
    }

    @Test
    @Rule("PR-7")
    void a_long_has_64_bits() {
        out.print(-1L, 16);
        assertEquals("FFFFFFFFFFFFFFFF", out.written());
    }

    @ParameterizedTest
    @CsvSource({
        "1.5,0,2",
        "2.5,0,3",
        "-1.5,0,-2",
        "3.14159,2,3.14",
        "0.125,2,0.13",
        "-0.001,2,-0.00",
        "100,3,100.000",
        "0,2,0.00",
        "1e10,1,10000000000.0"
    })
    @Rule("PR-9")
    void doubles_print_fixed_and_rounded_away_from_zero(double number, int digits, String text) {
        out.print(number, digits);
        assertEquals(text, out.written());
    }

    @Test
    @Rule("PR-9")
    void doubles_without_a_value_lose_their_sign() {
        out.print(Double.NaN);
        out.print(Double.POSITIVE_INFINITY);
        out.print(Double.NEGATIVE_INFINITY);
        assertEquals("naninfinf", out.written());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "%d|-5|-5",
                "%i|7|7",
                "%u|-1|4294967295",
                "%x|-100|ffffff9c",
                "%X|255|FF",
                "%#x|255|0xff",
                "%o|8|10",
                "%c|65|A",
                "\"%5d|\"|42|\"   42|\"",
                "\"%-5d|\"|42|\"42   |\"",
                "%05d|-42|-0042",
                "%+d|5|+5",
                "%ld|5|5",
                "%lu|5|5",
                "%zu|5|5",
                "%hhd|300|44",
                "%.3d|7|007",
                "%%|0|%"
            })
    @Rule("PR-11")
    void printf_formats_integers_as_c_does(String format, int value, String text) {
        out.printf(format, value);
        assertEquals(text, out.written());
    }

    @ParameterizedTest
    @CsvSource({
        "%f,1.5,1.500000",
        "%.05f,0.023,0.02300",
        "%.0f,2.5,2",
        "%e,12345.678,1.234568e+04",
        "%.2e,0.00012,1.20e-04",
        "%g,100000,100000",
        "%g,1000000,1e+06",
        "%g,0.0001,0.0001",
        "%8.3f,-1.5,'  -1.500'",
        "%f,NaN,nan",
        "%F,-Infinity,-INF"
    })
    @Rule("PR-11")
    void printf_formats_reals_as_c_does(String format, double value, String text) {
        out.printf(format, value);
        assertEquals(text, out.written());
    }

    @Test
    @Rule("PR-11")
    @CoreCase("T42")
    void printf_takes_strings_of_any_length() {
        assertEquals(4, out.printf("a%s\n\0left over", "bc\0left over"), "C strings end at their NULs");
        for (int n : new int[] {1, 10, 100, 1000, 10_000}) {
            var sink = new Bytes("");
            assertEquals(n + 8, sink.printf("%s%8d", "x".repeat(n), 56_789_102));
            assertTrue(sink.written().endsWith("56789102"));
        }
        out.printf("%s|%s|", new char[] {'d', 0, 'x'}, new byte[] {'e', 0, 'x'});
        out.print(new char[] {'f', 0, 'x'});
        out.println(new char[3]);
        out.printf("%-6s|%6s|%.2s|%s|%*d", "ab", "cd", "efg", null, 4, 7);
        assertEquals("abc\nd|e|f\r\nab    |    cd|ef|(null)|   7", out.written());
    }

    @Test
    @Rule("PR-11")
    void printf_names_what_does_not_fit() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> out.printf("%d"))
                .getMessage()
                .contains("no argument 1"));
        assertThrows(IllegalArgumentException.class, () -> out.printf("%d", "text"));
        assertThrows(IllegalArgumentException.class, () -> out.printf("%y", 1));
        assertThrows(IllegalArgumentException.class, () -> out.printf("100%"));
        assertEquals("", out.written());
    }

    @Test
    @Rule("PR-12")
    void a_printable_prints_itself() {
        Printable twice = p -> p.print("ab") + p.print("ab");
        assertEquals(4, out.print(twice));
        assertEquals("abab", out.written());
    }

    @Test
    @Rule({"HS-1", "HS-2"})
    void a_console_has_one_place_and_one_format() {
        var console = new Console();
        HardwareSerial serial = console.serial();
        serial.begin(9600, ChipConstants.SERIAL_7E1, ChipConstants.SERIAL_TX_ONLY, 2);
        serial.swap();
        serial.swap(15);
        serial.print("here");
        assertEquals("here", console.printed());
        assertEquals(9600, serial.baudRate());
        serial.begin(115200, ChipConstants.SERIAL_8N1, ChipConstants.SERIAL_FULL);
        assertEquals(115200, serial.baudRate());
    }
}

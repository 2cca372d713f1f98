package io.github.wroom4j.mock.firmware.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How ESP-AT reads parameters (at-recorded-esp-at §§3.2, 3.3). */
class ArgumentsTest {

    private static Arguments of(String text) {
        return new Arguments((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1), 0);
    }

    private static int code(Executable reading) {
        return assertThrows(Refused.class, reading).code();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | 1",
                "01 | 1",
                "-1 | -1",
                "0x1 | 1",
                "0x | 0",
                "0x7F | 127",
                "2147483647 | 2147483647",
                "4294967295 | -1"
            })
    void a_number_is_decimal_or_hexadecimal_and_has_32_bits(String text, int value) {
        assertEquals(value, of(text).number(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"x", "1x", "+1", "'1 '", "' 1'", "-", "1=2", "\"1\"", "1?", "0xg"})
    void what_is_no_number_is_of_the_wrong_type(String text) {
        assertEquals(0x01080000, code(() -> of(text).number(0)));
        assertEquals(0x01080001, code(() -> of("1," + text).number(1)));
    }

    @Test
    void a_place_that_is_empty_and_a_number_that_is_too_large_have_no_code() {
        assertEquals(0, code(() -> of("").number(0)));
        assertEquals(0, code(() -> of("1,,2").number(1)));
        assertEquals(0, code(() -> of("4294967296").number(0)));
        assertEquals(0, code(() -> of("9").number(0, 0, 3)));
        assertEquals(0x01070001, code(() -> of("9").toldNumber(0, 0, 3)));
    }

    @Test
    void what_lies_behind_the_last_is_of_the_wrong_type() {
        assertEquals(0x01080002, code(() -> of("1,2").number(2)));
        assertEquals(0x01080001, code(() -> of("\"a\"").text(1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"a\" | a",
                "\"\" | ''",
                "\"a\\\"b\" | a\"b",
                "\"a\\,b\" | 'a,b'",
                "\"a,b\" | 'a,b'",
                "\"a\\\\b\" | a\\b"
            })
    void a_text_is_quoted_and_a_backslash_takes_what_follows(String text, String value) {
        assertEquals(value, of(text).text(0));
        assertEquals(1, of(text).count());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {"a", "\"a", "\"a\"x", "x\"a\"", "\"a\";\"b\"", "1"})
    void what_is_no_text_is_of_the_wrong_type(String text) {
        assertEquals(0x01080000, code(() -> of(text).text(0)));
    }

    @Test
    void commas_part_empty_ones_too_and_a_number_of_them_is_told_with_its_check() {
        assertEquals(1, of("").count());
        assertEquals(2, of(",").count());
        assertEquals(8, of("1,2,3,4,5,6,7,8").count());
        assertEquals("", of("\"a\",").text(1));
        assertEquals(0x01060208, code(() -> of("1,2,3,4,5,6,7,8").count(2, 2, 2)));
        assertEquals(0, code(() -> of("1,2").count(1, 1)));
    }
}

package io.github.wroom4j.arduino;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.testing.CoreCase;
import io.github.wroom4j.testing.Rule;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The core's own test cases of {@code String} (arduino-api T1 … T17), read against the mutable twin. */
class ArduinoStringTest {
    private static ArduinoString of(String text) {
        return new ArduinoString(text);
    }

    @Test
    @Rule({"SG-1", "SG-2"})
    @CoreCase({"T4", "T5"})
    void numbers_become_text_in_every_base() {
        assertEquals("11", new ArduinoString(5, 4).toString());
        assertEquals("10011100001111", new ArduinoString(9999, 2).toString());
        assertEquals("23417", new ArduinoString(9999, 8).toString());
        assertEquals("270f", new ArduinoString(9999, 16).toString());
        assertEquals("-9999", new ArduinoString(-9999).toString());
        assertEquals("ffffff9c", new ArduinoString(-100, 16).toString());
        assertEquals("-100", new ArduinoString(-100, 10).toString());
        assertEquals("26264057000", new ArduinoString(3_000_000_000L, 8).toString());
        assertEquals("ffffffffffffffff", new ArduinoString(-1L, 16).toString());
        assertEquals("-2.123", new ArduinoString(-2.123, 3).toString());
        assertEquals("1.50", new ArduinoString(1.5).toString());
        assertEquals("x", new ArduinoString('x').toString());
        assertEquals("", of(null).toString());
        assertEquals("abc", new ArduinoString(of("abc")).toString());
    }

    @Test
    @Rule("SG-3")
    @CoreCase("T14")
    void length_counts_bytes() {
        assertEquals(5, of("grün").length());
        assertEquals(3, new ArduinoString(new byte[] {'a', 0, 'b', 'c'}, 3).length());
        var text = of("x");
        assertTrue(text.reserve(65_535));
        assertFalse(text.reserve(65_536));
        text.clear();
        assertTrue(text.isEmpty());
    }

    @Test
    @Rule("SG-4")
    @CoreCase({"T6", "T14"})
    void texts_grow_or_stay_as_they_were() {
        var text = of("a");
        assertTrue(text.concat("b") && text.concat('c') && text.concat(-1) && text.concat(Long.MIN_VALUE));
        assertTrue(text.concat(0.5));
        assertEquals("abc-1-92233720368547758080.50", text.toString());
        assertFalse(text.concat((String) null));
        var self = of("ab");
        assertTrue(self.concat(self) && self.concat(self));
        assertEquals("abababab", self.toString());
        var zero = new ArduinoString(new byte[] {'a', 0}, 2);
        zero.concat(zero);
        assertEquals(4, zero.length());
        assertTrue(zero.concat(new byte[] {'z', 'y'}, 1));
        assertArrayEquals(new byte[] {'a', 0, 'a', 0, 'z'}, zero.getBytes());
        var full = of("x".repeat(65_535));
        assertFalse(full.concat("y"));
        assertEquals(65_535, full.length());
    }

    @ParameterizedTest
    @Rule({"SG-4", "PR-6"})
    @ValueSource(strings = {"Zoë ☀ 日本", "ｱｲｳ ﾃﾞｰﾀ", "é𝄞", "plain", "\u07ff\u0800\uffff"})
    void bytes_that_come_one_by_one_as_chars_are_the_text_they_were(String text) {
        byte[] wire = text.getBytes(StandardCharsets.UTF_8);
        var masked = of("");
        var extended = of("");
        var printed = new StreamString();
        var typed = new StreamString();
        for (byte b : wire) {
            assertTrue(masked.concat((char) (b & 0xFF)) && extended.concat((char) b));
            printed.print((char) b);
        }
        assertEquals(text, masked.toString());
        assertEquals(text, extended.toString());
        assertEquals(wire.length, extended.length());
        assertEquals(text, printed.toString());
        // Half-width katakana are what (char) b makes of bytes that only follow others: on their own they are
        // characters.
        for (char c : "ｱｲｳ ﾃﾞｰﾀ 日本".toCharArray()) {
            typed.print(c);
        }
        assertEquals("ｱｲｳ ﾃﾞｰﾀ 日本", typed.toString());
    }

    @Test
    @Rule("SG-5")
    @CoreCase("T7")
    void texts_are_compared() {
        assertTrue(of("abc").compareTo(of("abd")) < 0 && of("b").compareTo(of("ab")) > 0);
        assertTrue(of("abc").equals("abc")
                && of("abc").equals(of("abc"))
                && !of("abc").equals("abC"));
        assertEquals(of("abc").hashCode(), of("abc").hashCode());
        assertNotEquals(of("abc"), of("ab"));
        assertTrue(of("abc").equalsIgnoreCase("ABC"));
        assertTrue(of("").equalsConstantTime("") && of("abc").equalsConstantTime("abc"));
        assertFalse(of("abc").equalsConstantTime("abd") || of("abc").equalsConstantTime("ab"));
        assertTrue(of("hello").startsWith("he")
                && of("hello").startsWith("ll", 2)
                && of("hello").endsWith("lo"));
        assertFalse(of("hello").startsWith("ll") || of("lo").endsWith("hello") || of("a").startsWith("a", -1));
    }

    @Test
    @Rule({"SG-6", "SG-7"})
    @CoreCase("T8")
    void bytes_are_read_and_changed_inside_only() {
        var text = of("abc");
        assertEquals('c', text.charAt(2));
        assertEquals(0, text.charAt(3));
        text.setCharAt(0, 'X');
        text.setCharAt(9, 'Y');
        assertEquals("Xbc", text.toString());
        byte[] into = new byte[10];
        Arrays.fill(into, (byte) '-');
        text.getBytes(into, 3, 0);
        assertEquals("Xb\0---", new String(into, 0, 6, StandardCharsets.US_ASCII));
        text.toCharArray(into, 10);
        assertEquals("Xbc\0--", new String(into, 0, 6, StandardCharsets.US_ASCII));
        text.getBytes(into, 5, 7);
        assertEquals(0, into[0]);
        text.getBytes(null, 5, 0);
        text.getBytes(into, 0, 0);
    }

    @Test
    @Rule({"SG-8", "SG-9"})
    void parts_are_found_and_cut_out() {
        var text = of("abcabc");
        assertEquals(1, text.indexOf("b"));
        assertEquals(4, text.indexOf("b", 2));
        assertEquals(-1, text.indexOf("b", 6));
        assertEquals(-1, text.indexOf("z"));
        assertEquals(4, text.lastIndexOf("bc"));
        assertEquals(1, text.lastIndexOf("bc", 3));
        assertEquals(-1, of("").lastIndexOf("a"));
        assertEquals(2, of("ü1").indexOf("1"));
        assertEquals("bc", text.substring(4).toString());
        assertEquals("bc", text.substring(3, 1).toString());
        assertEquals("", text.substring(6).toString());
        assertEquals("c", text.substring(5, 99).toString());
    }

    @Test
    @Rule("SG-10")
    @CoreCase({"T2", "T3", "T12", "T15"})
    void texts_change_in_place() {
        var text = of("The quick brown fox jumped over the lazy dog.");
        text.replace("fox", "vulpes vulpes");
        assertEquals("The quick brown vulpes vulpes jumped over the lazy dog.", text.toString());
        text.replace("blah", "blah");
        text.replace("", "x");
        text.replace('.', '!');
        assertTrue(text.endsWith("dog!"));
        text.remove(3);
        assertEquals("The", text.toString());
        text.remove(1, 1);
        text.remove(9, 1);
        assertEquals("Te", text.toString());
        var blanks = of("\r\n\t   abcd123   \f");
        blanks.trim();
        assertEquals("abcd123", blanks.toString());
        blanks.toUpperCase();
        assertEquals("ABCD123", blanks.toString());
        blanks.toLowerCase();
        assertEquals("abcd123", blanks.toString());
        for (int n = 1; n < 32; n++) {
            var hashes = of("#".repeat(n));
            hashes.replace("#", "abcde");
            assertEquals("abcde".repeat(n), hashes.toString());
        }
    }

    @Test
    @Rule({"SG-4", "SG-10"})
    @CoreCase({"T10", "T11"})
    void an_empty_text_is_harmless_and_any_length_keeps_its_content() {
        var empty = of("");
        empty.trim();
        empty.toUpperCase();
        empty.replace("a", "b");
        empty.remove(0);
        empty.remove(3, 4);
        assertEquals("", empty.toString());
        assertEquals(-1, empty.indexOf("a"));
        assertEquals("", empty.substring(2).toString());
        assertTrue(empty.equalsConstantTime(""));
        assertTrue(empty.concat("then"));
        assertEquals("then", empty.toString());
        var text = of("");
        for (int length = 1; length <= 40; length++) {
            assertTrue(text.concat((char) ('A' + length % 26)));
            assertEquals(length, text.length());
            for (int i = 0; i < length; i++) {
                assertEquals('A' + (i + 1) % 26, text.charAt(i), "length " + length);
            }
        }
    }

    @Test
    @Rule({"SG-11", "SG-12"})
    @CoreCase({"T9", "T17"})
    void texts_become_numbers_and_numbers_texts() {
        assertEquals(Integer.MAX_VALUE, of("2147483647").toInt());
        assertEquals(Integer.MIN_VALUE, of("-2147483648").toInt());
        assertEquals(12, of("  12 monkeys").toInt());
        assertEquals(0, of("none").toInt());
        assertEquals(3.14159f, of("3.14159").toFloat(), 1e-4);
        assertEquals(-1200, of("-1.2e3x").toDouble(), 1e-9);
        assertEquals(0, of("").toDouble());
        var text = of("old");
        assertEquals("7", text.set(7).toString());
        assertEquals("c", text.set('c').toString());
        assertEquals("-5", text.set(-5L).toString());
    }

    @Test
    @Rule("ST-17")
    @CoreCase("T38")
    void a_text_is_a_stream_that_consumes_or_not() {
        var content = of("hello");
        var stream = new S2Stream(content);
        var out = new StreamString();
        assertEquals(2, stream.sendSize(out, 2));
        assertEquals("llo", content.toString());
        stream.resetPointer();
        assertEquals(3, stream.sendAll(out));
        assertEquals("hello", out.toString());
        assertEquals("llo", content.toString());
        assertEquals(-1, stream.read());
        stream.resetPointer(1);
        assertEquals("lo", stream.readString());
        stream.setConsume();
        assertEquals("llo", stream.readString());
        assertTrue(content.isEmpty());
        stream.print("again ");
        stream.print(7);
        assertEquals("again 7", content.toString());
        assertFalse(stream.inputCanTimeout());
    }

    @Test
    @Rule("ST-17")
    @CoreCase({"T13", "T38"})
    void sources_and_sinks_of_the_core() {
        var fixed = new StreamConstPtr("abcdef".getBytes(StandardCharsets.US_ASCII), 4);
        var text = new StreamString("> ");
        assertEquals(4, fixed.sendAll(text));
        assertEquals("> abcd", text.toString());
        assertEquals(0, fixed.available());
        fixed.resetPointer(3);
        assertEquals('d', fixed.peek());
        assertEquals(0, fixed.write('x'));
        var nothing = new StreamNull();
        assertEquals(6, text.sendAll(nothing));
        assertEquals(0, text.length());
        assertEquals(-1, nothing.read());
        assertEquals(3, new StreamZero().sendSize(text, 3));
        assertEquals("\0\0\0", text.toString());
        var json = new StreamString();
        json.print('{');
        json.print("\"message\"");
        assertEquals("{\"message\"", json.toString());
    }
}

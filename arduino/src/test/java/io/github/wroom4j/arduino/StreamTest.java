package io.github.wroom4j.arduino;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.testing.Bytes;
import io.github.wroom4j.testing.Rule;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamTest {
    @Test
    @Rule({"ST-1", "ST-3", "ST-12"})
    void an_empty_stream_has_nothing_and_says_so() {
        var empty = new Bytes("");
        assertEquals(0, empty.available());
        assertEquals(-1, empty.read());
        assertEquals(-1, empty.peek());
        empty.setTimeout(0);
        assertEquals(-1, empty.timedRead());
        assertEquals(-1, empty.timedPeek());
        assertTrue(empty.inputCanTimeout());
        assertEquals(-1, empty.streamRemaining());
    }

    @Test
    @Rule({"ST-4", "ST-5"})
    void find_stops_behind_the_target() {
        var in = new Bytes("name=value;rest");
        assertTrue(in.find(""));
        assertTrue(in.find("="));
        assertTrue(in.find('v'));
        assertEquals("alue;rest", in.rest());
        assertFalse(in.findUntil("rest", ";"));
        assertEquals("rest", in.rest());
        assertFalse(in.find("nothing"));
        assertFalse(in.find(new byte[] {'x'}));
    }

    @Test
    @Rule("ST-6")
    void the_matcher_finds_what_the_cores_misses() {
        assertTrue(new Bytes("aaab").find("aab"));
        assertTrue(new Bytes("a\0b").find("b"));
    }

    @Test
    @Rule("ST-6")
    void strictly_the_matcher_misses_what_the_cores_does() {
        assertFalse(new Bytes("aaab", true).find("aab"));
        assertFalse(new Bytes("a\0b", true).find("b"));
    }

    @ParameterizedTest
    @CsvSource({"abc123x,123", "x-45 ,-45", "none,0", "12-3,12", "'',0", "4294967297,1", "-,0"})
    @Rule("ST-7")
    void parse_int_takes_the_next_number(String text, int number) {
        assertEquals(number, new Bytes(text).parseInt());
    }

    @ParameterizedTest
    @CsvSource({"abc1.5x,1.5", "-0.25,-0.25", "1.2.3,1.2", "7e2,7", "none,0"})
    @Rule("ST-7")
    void parse_float_takes_one_point_and_no_exponent(String text, float number) {
        assertEquals(number, new Bytes(text).parseFloat(), 1e-6);
    }

    @Test
    @Rule({"ST-8", "ST-9", "ST-11"})
    void bytes_are_read_up_to_a_count_or_a_terminator() {
        var in = new Bytes("abcdef;gh");
        byte[] buffer = new byte[10];
        assertEquals(3, in.readBytes(buffer, 3));
        assertEquals(3, in.readBytesUntil(';', buffer, 10));
        assertArrayEquals("def".getBytes(StandardCharsets.US_ASCII), java.util.Arrays.copyOf(buffer, 3));
        assertEquals(0, in.readBytesUntil(';', buffer, 0));
        assertEquals(2, in.read(buffer));
        assertEquals(0, in.read(buffer));
        assertEquals(0, in.readBytes(buffer, 1));
    }

    @Test
    @Rule("ST-10")
    void strings_are_read_up_to_a_terminator_or_the_end() {
        var in = new Bytes("one,two--three--four\n");
        assertEquals("one", in.readStringUntil(','));
        assertEquals("two--three", in.readStringUntil("--", 2));
        assertEquals("four\n", in.readString());
        assertEquals("", in.readString());
        assertEquals("grün", new Bytes("grün").readStringUntil('\n'));
    }

    @Test
    @Rule({"ST-13", "ST-16"})
    void streams_move_into_streams() {
        var to = new Bytes("");
        var in = new Bytes("0123456789;rest");
        assertEquals(4, in.sendSize(to, 4));
        assertEquals(6, in.sendUntil(to, ';'));
        assertEquals(4, in.sendAvailable(to));
        assertEquals(0, in.sendAvailable(to));
        assertEquals("0123456789rest", to.written());
        assertEquals(Stream.Report.SUCCESS, in.getLastSendReport());
        assertEquals(0, in.sendSize(to, 0));
        assertEquals(Stream.Report.SUCCESS, in.getLastSendReport());
        assertEquals(2, new Bytes("ab").sendAll(to));
    }

    @Test
    @Rule({"ST-15", "ST-16"})
    void a_demanded_length_that_is_missed_is_reported() {
        var in = new Bytes("ab");
        assertEquals(2, in.sendSize(new Bytes(""), 5, 10));
        assertEquals(Stream.Report.TIMED_OUT, in.getLastSendReport());
        var closed = new Print() {
            @Override
            public int write(int octet) {
                return 1;
            }

            @Override
            public boolean outputCanTimeout() {
                return false;
            }
        };
        var more = new Bytes("ab");
        assertEquals(0, more.sendSize(closed, 2));
        assertEquals(Stream.Report.WRITE_ERROR, more.getLastSendReport());
    }

    @Test
    @Rule("ST-14")
    void the_larger_of_both_timeouts_counts() {
        var in = new Bytes("");
        var to = new Bytes("");
        in.setTimeout(1);
        to.setTimeout(60);
        long before = System.nanoTime();
        in.sendAll(to);
        assertTrue(System.nanoTime() - before >= 55_000_000L);
    }
}

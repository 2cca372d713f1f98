package io.github.wroom4j.watch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A sketch's streams with somebody beside them. */
class SerialTest {
    private final AtomicLong micros = new AtomicLong();
    private final Printed printed = new Printed(micros::get);
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final OutputStream out = printed.above(console);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void each_line_has_the_time_of_its_first_byte() throws IOException {
        micros.set(1000);
        out.write(bytes("on"));
        micros.set(2000);
        out.write(bytes("e\ntwo\n"));

        var events = printed.take();

        assertEquals(2, events.size());
        assertEquals("one\n", events.get(0).get("x"));
        assertEquals(1.0, events.get(0).get("t"));
        assertEquals("two\n", events.get(1).get("x"));
        assertEquals(2.0, events.get(1).get("t"));
        assertEquals("one\ntwo\n", console.toString(StandardCharsets.UTF_8));
    }

    @Test
    void a_letter_whose_bytes_come_apart_is_whole() throws IOException {
        byte[] letter = bytes("温");
        out.write(letter, 0, 2);
        assertEquals("", printed.take().get(0).get("x"));

        out.write(letter, 2, 1);

        assertEquals("温", printed.take().get(0).get("x"));
    }

    @Test
    void what_is_printed_too_fast_is_lost_to_the_page_alone_and_counted() throws IOException {
        byte[] much = new byte[70_000];
        out.write(much);
        out.write(bytes("on"));

        var events = printed.take();

        assertEquals(70_002, console.size());
        assertEquals("on", events.get(0).get("x"));
        assertEquals("missed", events.get(1).get("k"));
        assertEquals(70_000L, events.get(1).get("n"));
    }

    @Test
    void a_console_that_fails_fails_as_without_a_page() {
        var broken = printed.above(new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw new IOException("its reader has gone");
            }
        });

        assertThrows(IOException.class, () -> broken.write('x'));
    }

    @Test
    void what_is_typed_on_the_page_comes_before_what_waits_below() throws IOException {
        var typed = new Typed(new ByteArrayInputStream(bytes("below")));
        assertTrue(typed.type(bytes("page")));

        assertEquals(4, typed.available());
        assertEquals('p', typed.read());
        byte[] rest = new byte[10];
        assertEquals(3, typed.read(rest, 0, 10));
        assertArrayEquals(bytes("belo"), typed.readNBytes(4));
        assertEquals(1, typed.available());
    }

    @Test
    void a_sketch_that_never_reads_is_not_given_lines_without_end() {
        var typed = new Typed(new ByteArrayInputStream(new byte[0]));
        assertTrue(typed.type(new byte[64 * 1024]));

        assertFalse(typed.type(new byte[1]));
    }
}

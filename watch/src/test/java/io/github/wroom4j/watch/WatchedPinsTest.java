package io.github.wroom4j.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Pin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pins that are looked at stay what the sketch made them: of a real board nothing is set. */
class WatchedPinsTest {
    /** A real pin, as far as a test needs one: reading makes it an input, which would let go of what it drives. */
    private static final class RealPin implements Pin {
        final List<String> calls = new ArrayList<>();
        boolean level;
        boolean closed;

        @Override
        public int number() {
            return 4;
        }

        @Override
        public void write(boolean high) {
            calls.add("write " + high);
        }

        @Override
        public boolean read() {
            if (closed) {
                throw new BoardException(BoardException.Kind.CLOSED, "closed");
            }
            calls.add("read");
            return level;
        }

        @Override
        public void input(Pull pull) {
            calls.add("input " + pull);
        }

        @Override
        public void pwm(double duty, int hertz) {
            calls.add("pwm " + duty);
        }

        @Override
        public void onEdge(EdgeListener listener) {
            calls.add("edge");
        }
    }

    private final RealPin real = new RealPin();
    private final WatchedPins pins = new WatchedPins();
    private final Pin pin = pins.watch(4, number -> real);

    private Map<String, Object> state() {
        return pins.states().get(0);
    }

    @Test
    void an_output_is_shown_without_being_read() {
        pin.write(true);

        assertEquals("out", state().get("m"));
        assertEquals(1, state().get("v"));
        pin.pwm(0.25, 1000);
        assertEquals("pwm", state().get("m"));
        assertEquals(0.25, state().get("f"));
        assertEquals(List.of("write true", "pwm 0.25"), real.calls);
    }

    @Test
    void an_unused_pin_is_left_alone() {
        assertEquals("none", state().get("m"));
        assertEquals(List.of(), real.calls);
    }

    @Test
    void an_inputs_real_level_is_shown_though_the_sketch_does_not_look() {
        pin.input(Pin.Pull.UP);
        assertEquals(0, state().get("v"));

        real.level = true;

        assertEquals(1, state().get("v"));
        assertEquals("up", state().get("m"));
        assertEquals(1L, state().get("c"));
    }

    @Test
    void a_pin_of_a_closed_board_keeps_its_last_level() {
        pin.input(Pin.Pull.NONE);
        real.level = true;
        state();

        real.closed = true;

        assertEquals(1, state().get("v"));
    }

    @Test
    void a_pin_is_one_however_often_it_is_asked_for() {
        assertSame(pin, pins.watch(4, number -> new RealPin()));
    }
}

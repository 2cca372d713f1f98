package io.github.wroom4j.arduino;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Pin;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.testing.SocketModule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PinsTest extends Arduino {
    private final List<String> seen = new ArrayList<>();
    private final Map<Integer, Boolean> levels = new HashMap<>();
    private final Map<Integer, Pin.EdgeListener> edges = new HashMap<>();
    private final SketchContext context = new SketchContext(new SocketModule(), new Pinned(), new Console().serial());
    private final SketchContext.Binding bound = context.bind();

    @AfterEach
    void unbind() {
        bound.close();
    }

    /** A board that notes what its pins are told. */
    private final class Pinned implements Board {
        @Override
        public Uart uart() {
            throw new AssertionError("pins need no UART");
        }

        @Override
        public Pin pin(int number) {
            return new Noted(number);
        }

        @Override
        public String address() {
            return "test:";
        }

        @Override
        public void close() {
            seen.add("closed");
        }
    }

    private final class Noted implements Pin {
        private final int number;

        Noted(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }

        @Override
        public void write(boolean high) {
            levels.put(number, high);
            seen.add(number + (high ? " high" : " low"));
        }

        @Override
        public boolean read() {
            return levels.getOrDefault(number, false);
        }

        @Override
        public void input(Pull pull) {
            seen.add(number + " input " + pull);
        }

        @Override
        public void pwm(double duty, int hertz) {
            seen.add(number + " pwm " + Math.round(duty * 100) + "% " + hertz);
        }

        @Override
        public void onEdge(EdgeListener listener) {
            edges.put(number, listener);
        }
    }

    @Test
    @Rule({"IO-1", "IO-2", "RT-8"})
    void pins_are_driven_read_and_ignored_beyond_16() {
        pinMode(2, OUTPUT);
        digitalWrite(2, HIGH);
        digitalWrite(2, 5);
        pinMode(4, INPUT_PULLUP);
        pinMode(5, INPUT);
        pinMode(16, INPUT_PULLDOWN_16);
        pinMode(17, OUTPUT);
        digitalWrite(-1, HIGH);
        assertEquals(List.of("2 low", "2 high", "2 high", "4 input UP", "5 input NONE", "16 input DOWN"), seen);
        assertEquals(HIGH, digitalRead(2));
        assertEquals(LOW, digitalRead(4));
        assertEquals(LOW, digitalRead(99));
        assertThrows(IllegalArgumentException.class, () -> pinMode(2, 77));
    }

    @Test
    @Rule("IO-3")
    void analog_values_come_from_a_source() {
        Pins.of(context).analogSource(() -> 5000);
        assertEquals(1023, analogRead(A0));
        Pins.of(context).analogSource(() -> 512);
        assertEquals(512, analogRead(0));
        levels.put(3, true);
        assertEquals(1023, analogRead(3));
        assertEquals(0, analogRead(4));
        analogReference(1);
    }

    @Test
    @Rule("IO-4")
    void pwm_is_clamped_and_steady_at_its_ends() {
        analogWrite(2, 51);
        analogWrite(2, 0);
        analogWrite(2, 999);
        analogWriteRange(1023);
        analogWriteFreq(50);
        analogWrite(2, 512);
        analogWriteResolution(4);
        analogWrite(2, 3);
        assertEquals(List.of("2 pwm 20% 1000", "2 low", "2 high", "2 pwm 50% 100", "2 pwm 20% 100"), seen);
    }

    @Test
    @Rule("IO-5")
    void bits_are_shifted_out_and_in() {
        shiftOut(1, 2, MSBFIRST, 0b1000_0000);
        assertEquals("1 high", seen.get(0));
        assertEquals("1 low", seen.get(3));
        assertEquals(24, seen.size());
        levels.put(1, true);
        assertEquals(255, shiftIn(1, 2, LSBFIRST));
        assertEquals(0, pulseIn(7, HIGH, 2000));
    }

    @Test
    @Rule("IO-6")
    void a_tone_sounds_and_ends() {
        tone(4, 440);
        noTone(4);
        tone(4, 880, 1);
        while (seen.size() < 4) {
            delay(1);
        }
        assertEquals(List.of("4 pwm 50% 440", "4 low", "4 pwm 50% 880", "4 low"), seen);
    }

    @Test
    @Rule("INT-1")
    void a_handler_may_call_every_function_though_the_board_calls_it_on_a_thread_of_its_own() throws Exception {
        var times = new ArrayList<Long>();
        attachInterrupt(5, () -> times.add(millis()), RISING);
        Pin.EdgeListener board = edges.get(5);
        bound.close();
        var thread = new FutureTask<>(() -> board.edge(true), null);
        new Thread(thread).start();
        thread.get(20, TimeUnit.SECONDS);
        assertEquals(1, times.size());
    }

    @Test
    @Rule({"INT-1", "INT-2", "INT-3"})
    void edges_reach_their_handlers() {
        var calls = new ArrayList<String>();
        attachInterrupt(digitalPinToInterrupt(5), () -> calls.add("rise"), RISING);
        edges.get(5).edge(true);
        edges.get(5).edge(false);
        attachInterrupt(6, info -> calls.add(info.pin() + "=" + info.value()), CHANGE);
        edges.get(6).edge(false);
        attachScheduledInterrupt(7, info -> calls.add("later"), FALLING);
        edges.get(7).edge(false);
        assertEquals(List.of("rise", "6=0"), calls);
        run_scheduled_functions();
        assertEquals("later", calls.get(2));
        attachInterrupt(16, () -> calls.add("never"), CHANGE);
        assertTrue(edges.get(16) == null);
        detachInterrupt(5);
        assertTrue(edges.get(5) == null);
        assertEquals(NOT_AN_INTERRUPT, digitalPinToInterrupt(17));
        noInterrupts();
        interrupts();
    }

    @Test
    @Rule("INT-1")
    void a_restart_of_the_sketch_takes_its_handlers_and_the_ends_of_its_tones_along() {
        var calls = new ArrayList<String>();
        attachInterrupt(5, () -> calls.add("of the life before"), CHANGE);
        tone(4, 440, 5);
        SketchContext.required().rebooted();
        assertTrue(edges.get(5) == null);
        digitalWrite(4, HIGH);
        seen.clear();

        delay(20);

        assertEquals(List.of(), seen);
        attachInterrupt(5, () -> calls.add("of this one"), CHANGE);
        edges.get(5).edge(true);
        assertEquals(List.of("of this one"), calls);
    }

    @Test
    @Rule("INT-2")
    void an_edge_that_is_on_its_way_when_the_sketch_restarts_schedules_nothing_in_the_next_life() {
        var calls = new ArrayList<String>();
        attachScheduledInterrupt(5, info -> calls.add("of the life before"), CHANGE);
        Pin.EdgeListener onItsWay = edges.get(5);
        SketchContext.required().rebooted();
        onItsWay.edge(true);

        run_scheduled_functions();

        assertEquals(List.of(), calls);
    }
}

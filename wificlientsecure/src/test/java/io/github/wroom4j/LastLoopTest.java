package io.github.wroom4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.SocketModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of {@code delay()} in the last loop of a sketch that was given a number of them. */
@Timeout(60)
class LastLoopTest {
    private static final List<String> CALLS = new ArrayList<>();

    private final Console console = new Console("");
    private final SocketModule module = new SocketModule();

    private SketchRunner runner(Supplier<? extends Sketch> sketch) {
        CALLS.clear();
        return SketchRunner.of(sketch).board(Esp8266.of(module, null, console.serial()));
    }

    private static class Waiting extends Sketch {
        static String way;

        @Override
        public void setup() {
            CALLS.add("setup");
        }

        @Override
        public void loop() {
            CALLS.add("loop");
            if (way.equals("in a branch")) {
                delay(3_600_000);
            } else if (way.equals("twice")) {
                delay(20);
                CALLS.add("between");
                delay(3_600_000);
            } else if (way.equals("in a helper")) {
                helper();
            } else {
                while (CALLS.size() < 4) {
                    delay(20);
                    CALLS.add("inside");
                }
                delay(3_600_000);
            }
        }

        private void helper() {
            delay(50);
        }
    }

    @Test
    void a_delay_that_ends_the_last_loop_is_not_sat_out_and_every_other_one_is() {
        var expected = Map.of(
                "in a branch", List.of("setup", "loop"),
                "twice", List.of("setup", "loop", "between"),
                "in a loop", List.of("setup", "loop", "inside", "inside"));
        expected.forEach((way, calls) -> {
            Waiting.way = way;
            long began = System.nanoTime();
            runner(Waiting::new).loops(1).run();
            assertEquals(calls, CALLS, way);
            long least = calls.stream()
                            .filter(call -> call.matches("between|inside"))
                            .count()
                    * 20;
            assertTrue(System.nanoTime() - began >= least * 1_000_000, "a delay in the middle was cut: " + way);
        });
        Waiting.way = "in a helper";
        long began = System.nanoTime();
        runner(Waiting::new).loops(1).run();
        assertTrue(System.nanoTime() - began >= 50_000_000, "whether the helper ends the loop is not looked at");
    }
}

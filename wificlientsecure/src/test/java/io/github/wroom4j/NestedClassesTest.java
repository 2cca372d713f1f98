package io.github.wroom4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.Arduino;
import io.github.wroom4j.arduino.Pins;
import io.github.wroom4j.arduino.Schedule;
import io.github.wroom4j.arduino.Tm;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Pin;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.testing.SocketModule;
import io.github.wroom4j.testing.SourceFile;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Classes in a sketch's file call Arduino's functions by their bare names, as C++ code in a sketch's file does. */
@Timeout(120)
class NestedClassesTest {
    private final Console console = new Console();

    @TempDir
    Path folder;

    /** What a function is handed, by the type that it declares. */
    private static final Map<Class<?>, String> ARGUMENTS = Map.ofEntries(
            Map.entry(String.class, "\"UTC0\""),
            Map.entry(String[].class, "\"pool.ntp.org\""),
            Map.entry(Object.class, "(Object) null"),
            Map.entry(float.class, "1.0f"),
            Map.entry(byte[].class, "new byte[0]"),
            Map.entry(Instant.class, "java.time.Instant.now()"),
            Map.entry(Tm.class, "gmtime(1L)"),
            Map.entry(Runnable.class, "(Runnable) () -> {}"),
            Map.entry(Consumer.class, "(java.util.function.Consumer<Boolean>) set -> {}"),
            Map.entry(Schedule.Recurrent.class, "(io.github.wroom4j.arduino.Schedule.Recurrent) () -> false"),
            Map.entry(Pins.InterruptHandler.class, "(io.github.wroom4j.arduino.Pins.InterruptHandler) edge -> {}"));

    private static List<Method> functions() {
        List<Method> found = Arrays.stream(Arduino.class.getMethods())
                .filter(method -> Modifier.isStatic(method.getModifiers()))
                .sorted(Comparator.comparing(Method::toString))
                .toList();
        assertTrue(found.size() > 100, "Arduino.h has more functions than " + found.size());
        return found;
    }

    /** Numbers count up, so that no range is empty: {@code map(1, 2, 3, 4, 5)}. */
    private static String call(Method function) {
        var arguments = new ArrayList<String>();
        for (Class<?> type : function.getParameterTypes()) {
            int number = arguments.size() + 1;
            String argument = type == int.class
                    ? "" + number
                    : type == long.class ? number + "L" : type == double.class ? number + ".0" : ARGUMENTS.get(type);
            assertTrue(argument != null, function + " takes a " + type + ", for which this test has no value");
            arguments.add(argument);
        }
        // "yield(…)" begins a statement of a switch since Java 14; javac wants its class in front.
        String name = function.getName().equals("yield") ? "Arduino.yield" : function.getName();
        return name + "(" + String.join(", ", arguments) + ");";
    }

    private static String everything(String place) {
        return functions().stream().map(NestedClassesTest::call).collect(Collectors.joining("\n")) + "\nCALLED.add(\""
                + place + "\");\n";
    }

    private static final String PLACES = """
            import static io.github.wroom4j.arduino.Arduino.*;

            import io.github.wroom4j.Sketch;
            import io.github.wroom4j.arduino.Arduino;
            import java.util.ArrayList;
            import java.util.List;

            public class Places extends Sketch {
                static final List<String> CALLED = new ArrayList<>();

                class Inner { void all() { @Inner@ } }
                static class Nested { static void all() { @Nested@ } }
                record Point(int x) { Point { @Point@ } }
                enum State { ON { @Override void all() { @State@ } }; abstract void all(); }
                interface Part { default void all() { @Part@ } }
                final Runnable lambda = () -> { @lambda@ };
                final Runnable anonymous = new Runnable() { @Override public void run() { @anonymous@ } };

                public void setup() {
                    class Local implements Part { void some() { @Local@ } }
                    @setup@
                    new Inner().all();
                    Nested.all();
                    new Point(1);
                    State.ON.all();
                    lambda.run();
                    anonymous.run();
                    new Local().some();
                    new Local().all();
                    Second.all();
                    Serial.print(String.join(" ", CALLED));
                }

                public void loop() { exit(0); }
            }

            class Second {
                static void all() { @Second@ }
                static final List<String> CALLED = Places.CALLED;
            }
            """;

    @Test
    @Rule("RT-1")
    void every_function_may_be_called_from_every_kind_of_class() throws Exception {
        String text = PLACES;
        for (String place : List.of(
                "setup", "Inner", "Nested", "Point", "State", "lambda", "anonymous", "Local", "Part", "Second")) {
            text = text.replace("@" + place + "@", everything(place));
        }
        try (var sketch = new SourceFile("Places", text).compiled(folder);
                var module = new SocketModule()) {
            int code = SketchRunner.of(sketch.maker())
                    .board(Esp8266.of(module, new Pulsing(), console.serial()))
                    .run();
            assertEquals(0, code);
        }
        String[] lines = console.printed().split("\n");
        assertEquals("setup Inner Nested Point State lambda anonymous Local Part Second", lines[lines.length - 1]);
    }

    @Test
    void what_the_sketch_itself_owns_is_there_in_its_inner_classes() throws Exception {
        String text = """
                import io.github.wroom4j.Sketch;
                import io.github.wroom4j.arduino.Stream;

                public class Owner extends Sketch {
                    class Blinker {
                        long last = 0;
                        boolean due() {
                            if (millis() - last > 10) { last = millis(); return true; }
                            return false;
                        }
                        void tell() {
                            while (!due()) { delay(1); }
                            Serial.print(option("word") + option("none", "else") + hasOption("word"));
                            Runnable anonymous = new Runnable() {
                                @Override
                                public void run() {
                                    Serial.print(" " + WiFi.status() + ESP.getChipId() + (MDNS != null)
                                        + (EEPROM != null) + (LittleFS != null));
                                    exit(WL_CONNECTED);
                                }
                            };
                            anonymous.run();
                        }
                    }
                    private final Blinker blinker = new Blinker();
                    public void setup() { blinker.tell(); }
                    public void loop() { exit(99); }
                }
                """;
        try (var sketch = new SourceFile("Owner", text).compiled(folder);
                var module = new SocketModule()) {
            int code = SketchRunner.of(sketch.maker())
                    .board(Esp8266.of(module, null, console.serial()))
                    .options(SketchOptions.of(Map.of("word", "given")))
                    .run();
            assertEquals(3, code);
        }
        assertTrue(console.printed().startsWith("givenelsetrue "), console.printed());
        assertTrue(console.printed().endsWith("truetruetrue"), console.printed());
    }

    /** A board whose pins change their level at every look, so that {@code pulseIn} has its pulse at once. */
    private static final class Pulsing implements Board {
        private final Map<Integer, Pin> pins = new TreeMap<>();

        @Override
        public Uart uart() {
            throw new AssertionError("pins need no UART");
        }

        @Override
        public Pin pin(int number) {
            return pins.computeIfAbsent(number, Flicker::new);
        }

        @Override
        public String address() {
            return "test:";
        }

        @Override
        public void close() {
            pins.clear();
        }
    }

    private static final class Flicker implements Pin {
        private final int number;
        private boolean level;

        Flicker(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }

        @Override
        public void write(boolean high) {
            level = high;
        }

        @Override
        public boolean read() {
            level = !level;
            return level;
        }

        @Override
        public void input(Pull pull) {
            level = pull == Pull.UP;
        }

        @Override
        public void pwm(double duty, int hertz) {
            level = duty > 0;
        }

        @Override
        public void onEdge(EdgeListener listener) {
            if (listener != null) {
                listener.edge(level);
            }
        }
    }
}

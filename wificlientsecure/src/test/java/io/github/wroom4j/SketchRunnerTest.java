package io.github.wroom4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.arduino.Ticker;
import io.github.wroom4j.esp8266webserver.ESP8266WebServer;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.hal.testing.OwnThread;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.testing.SocketModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class SketchRunnerTest {
    private final Console console = new Console("typed");
    private final SocketModule module = new SocketModule();
    private static final List<String> CALLS = new ArrayList<>();

    private SketchRunner runner(Supplier<? extends Sketch> sketch) {
        CALLS.clear();
        return SketchRunner.of(sketch).board(Esp8266.of(module, null, console.serial()));
    }

    private static class Counting extends Sketch {
        private final WiFiClient client = new WiFiClient();
        private int loops;

        @Override
        public void setup() {
            CALLS.add("setup");
            schedule_function(() -> CALLS.add("scheduled"));
        }

        @Override
        public void loop() {
            CALLS.add("loop");
            if (++loops == 3) {
                Serial.println(client.connect("nowhere.invalid", 80) + " " + client.getLastError());
                exit(7);
            }
        }

        @Override
        public void serialEvent() {
            CALLS.add("serial " + Serial.readString());
        }
    }

    @Test
    @Rule("RT-1")
    void setup_runs_once_then_loop_until_exit() {
        assertEquals(7, runner(Counting::new).run());
        assertEquals(List.of("setup", "loop", "scheduled", "serial typed", "loop", "loop"), CALLS);
        assertTrue(console.printed().startsWith("0 no address for nowhere.invalid"), console.printed());
        assertTrue(SketchContext.current().isEmpty());
    }

    private static class UsesHeadersNames extends Sketch {
        private final ESP8266WebServer server = new ESP8266WebServer(80);

        @Override
        public void setup() {
            server.on("/", HTTP_POST, () -> server.setContentLength(CONTENT_LENGTH_UNKNOWN));
            int result = ESPhttpUpdate.update(new WiFiClient(), "http://nowhere.invalid/sketch.jar");
            Serial.print(HTTP_ANY + " " + HTTP_GET + " " + result + " " + ESPhttpUpdate.getLastErrorString());
        }

        @Override
        public void loop() {
            exit(0);
        }
    }

    @Test
    @Rule("WB-3")
    void constants_of_the_web_server_and_the_updater_are_there_by_their_bare_names() {
        assertEquals(0, runner(UsesHeadersNames::new).run());
        assertEquals("0 1 0 a sketch on the JVM has no flash: call target() with a file", console.printed());
    }

    @Test
    void a_code_that_no_process_can_end_with_is_told_as_failure() {
        for (int code : new int[] {256, -1, 512}) {
            assertEquals(
                    1,
                    runner(() -> new Sketch() {
                                @Override
                                public void setup() {
                                    exit(code);
                                }

                                @Override
                                public void loop() {}
                            })
                            .run());
        }
    }

    @Test
    void loops_and_time_end_it() {
        assertEquals(0, runner(Counting::new).loops(2).run());
        assertEquals(2, CALLS.stream().filter("loop"::equals).count());
        assertEquals(0, runner(Counting::new).loops(0).run());
        assertEquals(0, runner(Waiting::new).runFor(Duration.ofMillis(50)).run());
    }

    private static class Restarting extends Sketch {
        @Override
        public void setup() {
            CALLS.add("setup");
        }

        @Override
        public void loop() {
            CALLS.add("loop");
            ESP.restart();
        }
    }

    @Test
    void a_loop_that_ends_in_a_restart_counts() {
        assertEquals(0, runner(Restarting::new).loops(2).run());

        assertEquals(List.of("setup", "loop", "setup", "loop"), CALLS);
    }

    /** A page that restarts the module, in a sketch that a life before may have left its server to. */
    private static final class Serving extends Sketch {
        static final AtomicReference<String> KIND = new AtomicReference<>();
        static final AtomicReference<MockWroom02> MOCK = new AtomicReference<>();
        private final ESP8266WebServer server = new ESP8266WebServer(80);

        @Override
        public void setup() {
            WiFi.begin("Lab", "secret12");
            WiFi.waitForConnectResult();
            server.on("/", () -> server.send(200, "text/plain", "here"));
            server.begin();
            CALLS.add(ESP.getResetReason() + ": " + server.getServer().asBool() + " "
                    + server.getServer().getLastError().message());
            if (CALLS.size() == 2) {
                var asking = OwnThread.supply(Serving::answer);
                while (!asking.isDone()) {
                    server.handleClient();
                }
                CALLS.add(asking.join());
                exit(0);
            }
        }

        private static String answer() {
            int port = MOCK.get().serverPort(80).orElseThrow();
            try (var visitor = new Socket(InetAddress.getLoopbackAddress(), port)) {
                visitor.setSoTimeout(20_000);
                visitor.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                String all = new String(visitor.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                return all.substring(all.lastIndexOf('\n') + 1);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        @Override
        public void loop() {
            switch (KIND.get()) {
                case "restart" -> ESP.restart();
                case "reset" -> ESP.reset();
                default -> ESP.deepSleep(50_000);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "restart, Software/System restart",
        "reset, External System",
        "sleep, Deep-Sleep Wake",
    })
    void the_next_life_has_no_server_of_the_one_before(String kind, String reason) {
        CALLS.clear();
        Serving.KIND.set(kind);
        try (MockWroom02 mock =
                        MockWroom02.builder().accessPoint("Lab", "secret12").build();
                Esp8266 esp = Esp8266.open(mock, console.serial())) {
            Serving.MOCK.set(mock);
            assertEquals(0, SketchRunner.of(Serving::new).board(esp).run());
        }
        assertEquals(List.of("Power On: true ", reason + ": true ", "here"), CALLS);
    }

    /** Leaves a ticker and two scheduled functions behind, which would write into the next life. */
    private static final class Leaving extends Sketch {
        private final Ticker ticker = new Ticker();

        @Override
        public void setup() {
            boolean first = CALLS.isEmpty();
            CALLS.add("setup");
            if (first) {
                ticker.attach_ms_scheduled(1, () -> CALLS.add("ticked"));
                schedule_recurrent_function_us(
                        () -> {
                            CALLS.add("again");
                            return true;
                        },
                        0);
                ESP.restart();
            }
        }

        @Override
        public void loop() {
            CALLS.add("loop");
            delay(20);
        }
    }

    @Test
    void the_next_life_knows_no_tickers_and_functions_of_the_one_before() {
        assertEquals(0, runner(Leaving::new).loops(2).run());

        assertEquals(List.of("setup", "setup", "loop", "loop"), CALLS);
    }

    private static class Waiting extends Sketch {
        static final CountDownLatch IN_LOOP = new CountDownLatch(1);

        @Override
        public void setup() {
            CALLS.add("waiting");
        }

        @Override
        public void loop() {
            IN_LOOP.countDown();
            delay(3_600_000);
        }
    }

    @Test
    void stop_reaches_a_sketch_that_waits() throws InterruptedException, ExecutionException {
        SketchRunner runner = runner(Waiting::new);
        var task = new FutureTask<>(runner::run);
        new Thread(task).start();
        assertTrue(Waiting.IN_LOOP.await(20, TimeUnit.SECONDS));
        runner.stop();
        assertEquals(0, task.get());
    }

    /** Takes a broken call for a failure, as most sketches do that know of no stop. */
    private static class GivingUp extends Sketch {
        static final AtomicReference<Runnable> STOP = new AtomicReference<>();

        @Override
        public void setup() {
            WiFi.begin("away", "12345678");
        }

        @Override
        public void loop() {
            STOP.get().run();
            CALLS.add(WiFi.waitForConnectResult() == WL_CONNECTED ? "joined" : "not joined");
            exit(1);
        }
    }

    @Test
    void a_sketch_that_is_stopped_while_it_joins_has_not_failed() {
        SketchRunner runner = runner(GivingUp::new);
        GivingUp.STOP.set(runner::stop);
        assertEquals(0, runner.run());
    }

    @Test
    void a_code_that_a_stop_brought_about_is_no_failure() {
        SketchRunner runner = runner(Exiting::new);
        Exiting.STOP.set(runner::stop);
        assertEquals(0, runner.run());
        Exiting.STOP.set(() -> CALLS.add("goes on"));
        assertEquals(1, runner(Exiting::new).run());
    }

    private static class Exiting extends Sketch {
        static final AtomicReference<Runnable> STOP = new AtomicReference<>();

        @Override
        public void setup() {
            CALLS.add("setup");
        }

        @Override
        public void loop() {
            STOP.get().run();
            exit(1);
        }
    }

    private static class Failing extends Sketch {
        static final IllegalStateException CAUSE = new IllegalStateException("the sketch's own fault");

        @Override
        public void setup() {
            throw CAUSE;
        }

        @Override
        public void loop() {
            exit(0);
        }
    }

    @Test
    void an_uncaught_exception_ends_it_with_its_cause() {
        assertSame(
                Failing.CAUSE,
                assertThrows(
                        IllegalStateException.class, () -> runner(Failing::new).run()));
        assertTrue(SketchContext.current().isEmpty());
    }

    @Test
    void a_sketch_made_by_hand_says_who_should_make_it() {
        assertTrue(assertThrows(IllegalStateException.class, Counting::new)
                .getMessage()
                .contains("SketchRunner"));
    }

    private static class Options extends Sketch {
        @Override
        public void setup() {
            Serial.print(option("text") + "|" + option("none") + "|" + option("none", "else") + "|" + hasOption("flag")
                    + "|" + hasOption("no") + "|" + option("ssid"));
            exit(0);
        }

        @Override
        public void loop() {
            exit(1);
        }
    }

    private static class NetworkOptions extends Sketch {
        @Override
        public void setup() {
            Serial.print(option("ssid") + "|" + option("password"));
            exit(0);
        }

        @Override
        public void loop() {
            exit(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mock:?ap=Lab/secret12&ap=Other/secret34, Lab, secret12",
        "mock:at-1.7?ap=a%2Fb, a/b, ''",
        "mock:at-0.40, wroom4j, arduino-java"
    })
    void without_options_the_network_is_the_one_of_the_mocks_address(String board, String ssid, String password) {
        SketchRunner.of(NetworkOptions::new)
                .board(board, console.serial())
                .options(SketchOptions.NONE.in(SketchOptions.Network.of(board)))
                .run();
        Map<String, String> environment = System.getenv();
        assertEquals(
                environment.getOrDefault("WROOM4J_SSID", ssid)
                        + "|"
                        + environment.getOrDefault("WROOM4J_PASSWORD", password),
                console.printed());
    }

    @Test
    void options_reach_the_sketch() {
        var options = SketchOptions.parse("--text", "hello", "--flag", "--ssid=env:PATH");
        runner(Options::new).options(options).run();
        assertEquals("hello||else|true|false|" + System.getenv("PATH"), console.printed());
        assertTrue(assertThrows(
                        IllegalArgumentException.class,
                        () -> SketchOptions.of(Map.of("password", "env:NO_SUCH_VARIABLE")))
                .getMessage()
                .contains("NO_SUCH_VARIABLE"));
        assertThrows(IllegalArgumentException.class, () -> SketchOptions.of(Map.of("password", "file:/no/such/file")));
        assertThrows(IllegalArgumentException.class, () -> SketchOptions.parse("text"));
        assertTrue(!SketchOptions.of(Map.of("password", "hunter22")).toString().contains("hunter22"));
    }

    @Test
    void two_sketches_drive_two_boards() throws InterruptedException, ExecutionException {
        var first = new Console();
        var second = new Console();
        var tasks = List.of(
                new FutureTask<>(SketchRunner.of(Talking::new).board(Esp8266.open("mock:at-1.7", first.serial()))::run),
                new FutureTask<>(
                        SketchRunner.of(Talking::new).board(Esp8266.open("mock:esp-at-2.2", second.serial()))::run));
        tasks.forEach(task -> new Thread(task).start());
        for (FutureTask<Integer> task : tasks) {
            assertEquals(0, task.get());
        }
        assertTrue(first.printed().contains("AT version:1.7"), first.printed());
        assertTrue(second.printed().contains("AT version:2.2"), second.printed());
    }

    private static final class Talking extends Sketch {
        @Override
        public void setup() {
            Serial.println(SketchContext.required().module().version().firstLine());
            delay(20);
            Serial.println(WiFi.status());
            exit(0);
        }

        @Override
        public void loop() {
            exit(1);
        }
    }

    @Test
    void a_bad_command_line_is_one_line_and_code_2_and_a_failure_code_1() {
        var err = new ByteArrayOutputStream();
        var out = new PrintStream(err, true, StandardCharsets.UTF_8);
        assertEquals(2, CommandLineSketch.run(Talking::new, new String[] {"oops"}, out));
        assertEquals(2, CommandLineSketch.run(Talking::new, new String[] {"--for", "soon"}, out));
        assertEquals(1, CommandLineSketch.run(Talking::new, new String[] {"--board", "nothing:x"}, out));
        assertEquals(2, CommandLineSketch.run(Talking::new, new String[] {"--handshake-timeout", "0"}, out));
        assertEquals(0, CommandLineSketch.run(Talking::new, new String[] {"--board", "mock:", "--loops", "1"}, out));
        String text = err.toString(StandardCharsets.UTF_8);
        assertEquals(4, text.lines().count(), text);
        assertTrue(text.contains("nothing:"), text);
        assertEquals(Duration.ofMillis(500), CommandLineSketch.duration("500ms"));
        assertEquals(Duration.ofSeconds(10), CommandLineSketch.duration("10"));
    }

    private static final class Unlinked extends Sketch {
        @Override
        public void setup() {
            throw new NoClassDefFoundError("org/example/Sensor");
        }

        @Override
        public void loop() {
            exit(0);
        }
    }

    @Test
    void an_error_ends_a_sketch_as_an_exception_does() {
        assertThrows(NoClassDefFoundError.class, () -> runner(Unlinked::new).run());
        assertTrue(SketchContext.current().isEmpty());
        var err = new ByteArrayOutputStream();
        var out = new PrintStream(err, true, StandardCharsets.UTF_8);
        assertEquals(1, CommandLineSketch.run(Unlinked::new, new String[] {"--board", "mock:"}, out));
        assertEquals(
                "java.lang.NoClassDefFoundError: org/example/Sensor",
                err.toString(StandardCharsets.UTF_8).strip());
    }
}

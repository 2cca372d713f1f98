package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls that sketches in the wild make: each compiles, or {@code run} says what {@code docs/porting.md} says of it. */
@Timeout(120)
class ApiCallsTest {
    private static final Pattern LINE = Pattern.compile("(.*?) +(=>|! +(\\S+)) +(.*)");

    @TempDir
    Path folder;

    /** One call; {@code row} is the name that stands in the page's table, or null where the statement compiles. */
    record Call(String cplusplus, String row, String java) {
        @Override
        public String toString() {
            return cplusplus;
        }
    }

    private static List<Call> calls() throws IOException {
        try (var file =
                Objects.requireNonNull(ApiCallsTest.class.getResourceAsStream("/api-calls.txt"), "api-calls.txt")) {
            var calls = new ArrayList<Call>();
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(each -> !each.startsWith("#"))
                    .toList()) {
                Matcher parts = LINE.matcher(line);
                assertTrue(parts.matches(), line);
                calls.add(new Call(parts.group(1), parts.group(3), parts.group(4)));
            }
            return calls;
        }
    }

    /** So many as {@code run} tells errors of at once. */
    static List<List<Call>> those_not_here() throws IOException {
        List<Call> all = calls().stream().filter(call -> call.row != null).toList();
        return IntStream.range(0, (all.size() + 9) / 10)
                .mapToObj(i -> all.subList(10 * i, Math.min(all.size(), 10 * i + 10)))
                .toList();
    }

    private Captured run(String name, String methods) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".java"), """
                import io.github.wroom4j.Sketch;
                import io.github.wroom4j.arduino.*;
                import io.github.wroom4j.dnsserver.*;
                import io.github.wroom4j.esp8266httpclient.*;
                import io.github.wroom4j.esp8266webserver.*;
                import io.github.wroom4j.esp8266wifi.*;

                public class %s extends Sketch {
                    private final ESP8266WebServer server = new ESP8266WebServer(80);
                    private final WiFiClient client = new WiFiClient();
                    private final WiFiClientSecure secure = new WiFiClientSecure();
                    private final HTTPClient http = new HTTPClient();

                    public void setup() {
                        Serial.println("compiled");
                    }

                    public void loop() {
                        exit(0);
                    }

                %s}
                """.formatted(name, methods));
        return Captured.run("run", file.toString());
    }

    @Test
    void each_that_is_here_compiles_in_a_sketch() throws IOException {
        var methods = new StringBuilder();
        List<Call> here = calls().stream().filter(call -> call.row == null).toList();
        for (int i = 0; i < here.size(); i++) {
            methods.append("    void call%d() { %s }%n".formatted(i, here.get(i).java));
        }

        Captured run = run("Calls", methods.toString());

        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("compiled"), run.out());
        assertTrue(here.size() > 30, "the list is long");
    }

    @ParameterizedTest
    @MethodSource("those_not_here")
    void of_each_that_is_not_the_error_says_why_and_what_to_use(List<Call> calls) throws IOException {
        var methods = new StringBuilder();
        for (int i = 0; i < calls.size(); i++) {
            methods.append("    void call%d() { %s }%n".formatted(i, calls.get(i).java));
        }

        Captured run = run("Calls", methods.toString());

        assertEquals(1, run.code(), run.err());
        assertEquals(1, run.errLines().size(), run.err());
        String[] errors = run.err().split("(: |; )line \\d+: ");
        assertEquals(calls.size() + 1, errors.length, run.err());
        for (Call call : calls) {
            String told = PortingPage.rows().get(call.row);
            assertTrue(told != null, "docs/porting.md has no row for " + call);
            // Two names of one row have it said once.
            assertEquals(2, run.err().split(Pattern.quote(told), -1).length, call + ": " + run.err());
        }
    }

    @Test
    void a_class_that_was_not_imported_is_told_with_its_import_and_each_name_once() throws IOException {
        Path file = Files.writeString(folder.resolve("Bare.java"), """
                import io.github.wroom4j.Sketch;

                public class Bare extends Sketch {
                    public void setup() {
                        HTTPClient http = new HTTPClient();
                        Nonsense none;
                        Serial1.print("a");
                        Serial1.print("b");
                    }

                    public void loop() {}
                }
                """);

        Captured run = Captured.run("run", file.toString());

        assertEquals(1, run.code());
        String err = run.err();
        assertTrue(err.contains("(import io.github.wroom4j.esp8266httpclient.HTTPClient)"), err);
        assertEquals(2, err.split("import io\\.github").length, err);
        assertEquals(2, err.split("there is one console").length, err);
        assertTrue(err.contains("symbol:   class Nonsense, location: class Bare;"), err);
    }
}

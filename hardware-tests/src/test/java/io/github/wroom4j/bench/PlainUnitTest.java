package io.github.wroom4j.bench;

import static io.github.wroom4j.esp8266wifi.WiFiTypes.WL_CONNECTED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.esp8266httpclient.HTTPClient;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.mock.ScriptedModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What other people's unit tests look like: their own code, a scripted module, no bench, no annotation. */
@Timeout(60)
class PlainUnitTest {
    /** Somebody's code: asks a weather service for the temperature. */
    private static String temperature(Esp8266 esp) {
        esp.wifi().begin("wroom4j", "arduino-java");
        if (esp.wifi().waitForConnectResult() != WL_CONNECTED) {
            return "no Wi-Fi";
        }
        var http = new HTTPClient();
        http.begin(new WiFiClient(esp), "http://weather.example.org/now");
        int code = http.GET();
        String answer = code == 200 ? http.getString() + " degrees" : "error " + code;
        http.end();
        return answer;
    }

    @Test
    void the_temperature_is_read_from_the_service() throws Exception {
        try (var module = ScriptedModule.of("at-1.7", "weather.example.org:80")
                        .enqueue("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n21");
                var esp = Esp8266.open(module)) {
            assertEquals("21 degrees", temperature(esp));
            assertEquals("GET /now HTTP/1.1", module.takeRequest().line());
        }
    }

    @Test
    void the_docs_show_this_very_test_in_ten_lines() throws Exception {
        String source = Files.readString(Path.of("src/test/java/io/github/wroom4j/bench/PlainUnitTest.java"));
        String page = Files.readString(Path.of("../docs/hardware-tests.md"));

        Matcher shown =
                Pattern.compile("(?s)## Plain unit tests.*?```java\n(.*?)```").matcher(page);

        assertTrue(shown.find());
        assertTrue(shown.group(1).lines().count() <= 10, shown.group(1));
        assertTrue(source.contains(shown.group(1).indent(4)), shown.group(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-0.40", "esp-at-2.2"})
    void the_firmware_is_chosen_by_name_and_an_error_of_the_service_is_an_error(String firmware) throws Exception {
        try (var module = ScriptedModule.of(firmware, "weather.example.org:80")
                        .enqueue("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
                var esp = Esp8266.open(module)) {
            assertEquals("error 503", temperature(esp));
            assertEquals(
                    "weather.example.org",
                    module.takeRequest().text().replaceAll("(?s).*\\r\\nHost: ([^\\r:]*).*", "$1"));
        }
    }

    @Test
    void a_fault_of_the_module_reaches_the_code_under_test() {
        try (var module = ScriptedModule.broken("at-1.7", "limit=1000", "weather.example.org:80")
                        .enqueue("HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n" + "2".repeat(20_000));
                var esp = Esp8266.open(module)) {
            assertNotEquals("2".repeat(20_000) + " degrees", temperature(esp));
        }
    }

    @Test
    void a_request_that_never_comes_is_a_failed_assertion() {
        try (var module = ScriptedModule.of("at-1.7")) {
            assertThrows(AssertionError.class, () -> module.takeRequest(Duration.ofMillis(1)));
            assertEquals(0, module.waitingRequests());
        }
    }
}

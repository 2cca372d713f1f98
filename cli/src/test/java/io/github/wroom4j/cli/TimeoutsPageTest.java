package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.Timeouts;
import io.github.wroom4j.at.driver.DriverOptions;
import io.github.wroom4j.doctor.Doctor;
import io.github.wroom4j.esp8266httpclient.HTTPClient;
import io.github.wroom4j.esp8266webserver.ESP8266WebServer;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/timeouts.md and the code say the same. */
class TimeoutsPageTest {
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)\\.(\\w+)` \\| (\\d+) (ms|s|min) \\|.*");
    private static final List<String> PACKAGES = List.of(
            Timeouts.class.getPackageName(),
            DriverOptions.class.getPackageName(),
            WiFiClient.class.getPackageName(),
            HTTPClient.class.getPackageName(),
            ESP8266WebServer.class.getPackageName(),
            Doctor.class.getPackageName());

    @Test
    void every_row_is_the_default_in_the_code() throws ReflectiveOperationException, IOException {
        Map<String, Duration> rows = rows();
        assertTrue(rows.size() > 20, rows::toString);
        for (var row : rows.entrySet()) {
            String[] name = row.getKey().split("\\.");
            assertEquals(row.getValue(), inCode(type(name[0]), name[1]), row.getKey());
        }
    }

    @Test
    void no_wait_of_the_driver_is_left_out() throws IOException {
        Map<String, Duration> rows = rows();
        for (Class<?> options : List.of(Timeouts.class, DriverOptions.class)) {
            Arrays.stream(options.getDeclaredFields())
                    .filter(field -> field.getType() == Duration.class && !Modifier.isStatic(field.getModifiers()))
                    .map(field -> options.getSimpleName() + "." + field.getName())
                    .forEach(name -> assertNotNull(rows.get(name), name + " is not on the page"));
        }
    }

    private static Map<String, Duration> rows() throws IOException {
        var rows = new LinkedHashMap<String, Duration>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "timeouts.md"))) {
            var row = ROW.matcher(line);
            if (row.matches()) {
                long number = Long.parseLong(row.group(3));
                rows.put(
                        row.group(1) + "." + row.group(2),
                        switch (row.group(4)) {
                            case "ms" -> Duration.ofMillis(number);
                            case "s" -> Duration.ofSeconds(number);
                            default -> Duration.ofMinutes(number);
                        });
            }
        }
        return rows;
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        for (String where : PACKAGES) {
            try {
                return Class.forName(where + "." + name);
            } catch (ClassNotFoundException next) {
                continue;
            }
        }
        throw new ClassNotFoundException("no class is called " + name);
    }

    /** A field of the class's DEFAULT, or a constant in milliseconds or as a duration. */
    private static Duration inCode(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        boolean constant = Modifier.isStatic(field.getModifiers());
        Object value = field.get(constant ? null : type.getField("DEFAULT").get(null));
        return value instanceof Duration duration ? duration : Duration.ofMillis(((Number) value).longValue());
    }
}

package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.doctor.Verdict;
import io.github.wroom4j.esp8266httpclient.HttpCodes;
import io.github.wroom4j.esp8266wifi.WiFiTypes;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.tls.TlsFailure;
import io.github.wroom4j.tls.trust.TrustError;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/errors.md has a row for every error that a program can see by name, and for nothing else. */
class ErrorsPageTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\|");
    private static final Pattern NUMBERED = Pattern.compile("(?m)^\\| `(-?\\d+)` \\| `(\\w+)` \\|");

    static Stream<Arguments> enumerations() {
        return Stream.of(
                Arguments.of("`ClientError.Stage`", ClientError.Stage.values()),
                Arguments.of("`TlsFailure.Stage`", TlsFailure.Stage.values()),
                Arguments.of("`AtException.Kind`", AtException.Kind.values()),
                Arguments.of("`BoardException.Kind`", BoardException.Kind.values()),
                Arguments.of("doctor's findings", Verdict.Finding.values()));
    }

    @ParameterizedTest
    @MethodSource("enumerations")
    void each_constant_has_its_row(String section, Enum<?>[] constants) throws IOException {
        List<String> rows = ROW.matcher(section(section))
                .results()
                .map(found -> found.group(1))
                .toList();

        assertEquals(Arrays.stream(constants).map(Enum::name).toList(), rows);
    }

    @Test
    void each_http_error_has_its_row() throws IOException, IllegalAccessException {
        // Two names for -1 in ESP8266HTTPClient.h: the newer one stands on the page.
        Set<String> expected = constants(HttpCodes.class, "HTTPC_ERROR_");
        expected.remove("-1 HTTPC_ERROR_CONNECTION_REFUSED");

        assertEquals(expected, numbered("HTTP: numbers"));
    }

    @Test
    void each_status_of_wifi_has_its_row() throws IOException, IllegalAccessException {
        Set<String> expected = constants(WiFiTypes.class, "WL_");
        expected.removeIf(name -> name.endsWith("_LENGTH"));

        assertEquals(expected, numbered("Wi-Fi: "));
    }

    @Test
    void each_fault_of_a_certificate_has_its_row() throws IOException {
        Set<String> rows = Pattern.compile("(?m)^\\| `(\\d+)` \\|")
                .matcher(section("getLastSSLError()"))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());

        for (TrustError error : TrustError.values()) {
            assertTrue(rows.contains(String.valueOf(error.code())), () -> error + " has no row: " + error.code());
        }
    }

    private static Set<String> constants(Class<?> type, String prefix) throws IllegalAccessException {
        var names = new TreeSet<String>();
        for (Field field : type.getFields()) {
            if (field.getName().startsWith(prefix)) {
                names.add(field.get(null) + " " + field.getName());
            }
        }
        return names;
    }

    private static Set<String> numbered(String section) throws IOException {
        return NUMBERED.matcher(section(section))
                .results()
                .map(found -> found.group(1) + " " + found.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String section(String heading) throws IOException {
        return Stream.of(Files.readString(Path.of("..", "docs", "errors.md")).split("(?m)^## "))
                .filter(part -> part.lines().findFirst().orElse("").contains(heading))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no section about " + heading));
    }
}

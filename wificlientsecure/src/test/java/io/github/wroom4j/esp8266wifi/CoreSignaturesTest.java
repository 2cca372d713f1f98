package io.github.wroom4j.esp8266wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The core's methods, listed by hand in core-signatures.txt, against the classes: whichever is missing is named. */
class CoreSignaturesTest {
    private static final Set<String> CLASSES = Set.of(
            "WiFiClient",
            "WiFiClientSecure",
            "X509List",
            "PublicKey",
            "PrivateKey",
            "Session",
            "ServerSessions",
            "CertStore",
            "HashSHA256",
            "SigningVerifier",
            "WiFiServer",
            "WiFiServerSecure",
            "ArduinoWiFiServer",
            "ArduinoWiFiServerSecure");

    /** A line: its rule, its class, and a signature or a reason why there is none. */
    private record Line(String rule, String type, String signature) {
        boolean isCppOnly() {
            return signature.startsWith("- C++ only | ");
        }
    }

    private static List<Line> lines() throws IOException {
        try (InputStream in = CoreSignaturesTest.class.getResourceAsStream("core-signatures.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("\\s*\\|\\s*", 3))
                    .map(cells -> new Line(cells[0], cells[1], cells[2].strip()))
                    .toList();
        }
    }

    /** A method as the list writes it. */
    private static String written(Executable one) {
        String parameters = Arrays.stream(one.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(", ", "(", ")"));
        if (!(one instanceof Method method)) {
            return one.getDeclaringClass().getSimpleName() + parameters;
        }
        return (Modifier.isStatic(method.getModifiers()) ? "static " : "")
                + method.getReturnType().getSimpleName() + " " + method.getName() + parameters;
    }

    private static Set<String> present(String type) throws ClassNotFoundException {
        Class<?> found = Class.forName(CoreSignaturesTest.class.getPackageName() + "." + type);
        return Stream.<Executable>concat(Arrays.stream(found.getConstructors()), Arrays.stream(found.getMethods()))
                .map(CoreSignaturesTest::written)
                .collect(Collectors.toSet());
    }

    @Test
    void every_method_of_the_core_is_there() throws Exception {
        var missing = new ArrayList<String>();
        for (Line line : lines()) {
            if (!line.isCppOnly() && !present(line.type()).contains(line.signature())) {
                missing.add(line.rule() + " " + line.type() + ": " + line.signature());
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void the_list_speaks_of_every_class_and_of_each_method_once() throws IOException {
        var types = new TreeSet<String>();
        var seen = new TreeSet<String>();
        for (Line line : lines()) {
            types.add(line.type());
            assertTrue(line.rule().matches("(WC|WS|TLS|BH|AX)-\\d+b?"), line.rule());
            assertTrue(seen.add(line.type() + " " + line.signature()), "twice: " + line);
            assertFalse(line.isCppOnly() && line.signature().endsWith("| "), "without a reason: " + line);
        }
        assertEquals(new TreeSet<>(CLASSES), types);
    }
}

package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.mock.firmware.commands.AtCore;
import io.github.wroom4j.mock.firmware.commands.CommandMatrix;
import io.github.wroom4j.mock.firmware.line.AtVersion;
import io.github.wroom4j.mock.firmware.line.Form;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The command matrix (at-protocol §18), every version, command and form, against the module on its wire. */
class CommandMatrixTest {
    /** Forms that restart or silence the module, or ask for more: {@link #forms_that_restart_or_ask_for_more}. */
    private static final Set<String> NOT_TYPED_HERE = Set.of("AT+RST", "AT+RESTORE", "AT+GSLP=1000", "AT+CIPSSLCERT");

    /** An example of each form, from {@code command-examples.txt}: the line typed, and the final result. */
    private record Example(String line, String result) {}

    private static Map<String, Example> examples() throws IOException {
        var examples = new HashMap<String, Example>();
        try (InputStream in = CommandMatrixTest.class.getResourceAsStream("/command-examples.txt")) {
            for (String line : new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .toList()) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                String[] part = line.split("\\s*->\\s*");
                for (String result : part[1].split(" ")) {
                    assertTrue(Set.of("OK", "ERROR").contains(result), line);
                }
                examples.put(part[0].strip(), new Example(part[0].strip(), part[1].strip()));
            }
        }
        return examples;
    }

    private static Example example(Map<String, Example> examples, String name, Form form) {
        String stem = name.replaceFirst("_(CUR|DEF)$", "");
        String typed = name.isEmpty() ? "AT" : name.equals("E") ? "ATE" : "AT+" + name;
        return switch (form) {
            case EXEC -> examples.getOrDefault(typed, new Example(typed, "OK"));
            case QUERY -> {
                Example special = examples.get(typed + "?");
                yield special == null ? new Example(typed + "?", "OK") : special;
            }
            case TEST -> examples.getOrDefault(typed + "=?", new Example(typed + "=?", "OK"));
            case SET -> {
                for (String each : List.of(name, stem)) {
                    String prefix = (each.equals("E") ? "ATE" : "AT+" + each + "=");
                    for (Example example : examples.values()) {
                        if (example.line.startsWith(prefix) && !example.line.endsWith("=?")) {
                            yield new Example(
                                    example.line.replaceFirst("^AT\\+" + each + "=", "AT+" + name + "="),
                                    example.result);
                        }
                    }
                }
                yield null;
            }
        };
    }

    private static final Set<String> OF_THE_ACCESS_POINT = Set.of("CIFSR", "CIPAPMAC", "CWDHCPS", "CWLIF");

    @TestFactory
    Stream<DynamicTest> every_form_in_the_matrix_answers_and_every_other_is_an_error() {
        return Profile.names().stream()
                .filter(name -> !name.endsWith("klab"))
                .map(name -> DynamicTest.dynamicTest(name, () -> sweep(name)));
    }

    private void sweep(String profile) throws IOException {
        Map<String, Example> examples = examples();
        if (profile.startsWith("atmod")) {
            // The others want a server for that (at-protocol §7.7, at-recorded-esp-at E13).
            examples.put("AT+CIPSTO=100", new Example("AT+CIPSTO=100", "OK"));
        }
        if (profile.startsWith("esp-at")) {
            espAt(examples, profile);
        }
        boolean nonOs = profile.startsWith("at-");
        if (nonOs) {
            // Both of these answer for a link that is not there (at-recorded D56), and WPS starts (D69).
            examples.put("AT+CIPBUFSTATUS", new Example("AT+CIPBUFSTATUS", "OK"));
            examples.put("AT+WPS", new Example("AT+WPS", "OK"));
        }
        if (profile.startsWith("atmod")) {
            // In its table, and answered ERROR by the genuine firmware.
            for (String mode : List.of("CWMODE", "CWMODE_CUR", "CWMODE_DEF")) {
                examples.put("AT+" + mode + "=?", new Example("AT+" + mode + "=?", "ERROR"));
            }
            examples.put("AT+CIPSSLSIZE?", new Example("AT+CIPSSLSIZE?", "ERROR"));
        }
        var failures = new ArrayList<String>();
        try (MockWroom02 mock = MockWroom02.builder().profile(profile).build()) {
            Terminal terminal = MockWroom02Test.joined(mock);
            CommandMatrix matrix = CommandMatrix.of(mock.profile().version());
            for (String name : new TreeSet<>(matrix.cells().keySet())) {
                for (Form form : Form.values()) {
                    Example example = example(examples, name, form);
                    if (example == null) {
                        if (matrix.has(name, form)) {
                            failures.add("no example of AT+" + name + "=…");
                            continue;
                        }
                        // There is no such form anywhere: any parameter will do to be refused.
                        example = new Example((name.isEmpty() ? "AT" : "AT+" + name) + "=1", "ERROR");
                    }
                    if (NOT_TYPED_HERE.contains(example.line)) {
                        continue;
                    }
                    boolean there = matrix.has(name, form) || name.equals("CIUPDATE") && form == Form.EXEC;
                    // NonOS takes settings of the soft access point only while there is one (at-recorded D38 … D51).
                    boolean ofAp = nonOs && there && OF_THE_ACCESS_POINT.contains(name.replaceFirst("_(CUR|DEF)$", ""));
                    if (ofAp) {
                        terminal.command("AT+CWMODE=3");
                    }
                    check(terminal, example, there, refusal(mock, matrix, name), failures);
                    if (ofAp) {
                        terminal.command("AT+CWMODE=1");
                    }
                }
            }
        }
        assertEquals(List.of(), failures);
    }

    /** What ESP-AT answers otherwise (at-recorded-esp-at §3.2): 2.0 and 2.1 know five columns of a scan. */
    private static void espAt(Map<String, Example> examples, String profile) {
        var lines = new HashMap<>(Map.of(
                "AT+CIPAP=\"192.168.9.1\"", "OK",
                "AT+CWLIF", "ERROR",
                "AT+CWQIF", "ERROR",
                "AT+CWQIF=\"1a:fe:34:00:00:02\"", "OK",
                "AT+USERRAM=1,16", "OK",
                "AT+FACTPLCP=0,0", "OK",
                "AT+CIUPDATE?", "OK",
                "AT+MQTTCONN?", "OK"));
        lines.put("AT+MQTTSUB?", "OK");
        lines.putAll(Map.of("AT+USEROTA=0", "ERROR", "AT+USERWKMCUCFG=0", "OK", "AT+USERMCUSLEEP=0", "ERROR"));
        for (String name : "USERCFG CLIENTID USERNAME PASSWORD CONNCFG CONN PUB PUBRAW SUB UNSUB CLEAN".split(" ")) {
            lines.put("AT+MQTT" + name + "=0", "ERROR");
        }
        if (profile.endsWith("2.0") || profile.endsWith("2.1")) {
            lines.put("AT+CWLAPOPT=1,31", "OK");
            examples.remove("AT+CWLAPOPT=1,127");
        }
        lines.put("AT+CIPRECONNINTV=100", "OK");
        examples.remove("AT+CIPRECONNINTV=1");
        lines.forEach((line, result) -> examples.put(line, new Example(line, result)));
    }

    /** How a form that is in no table is refused: ESP-AT 2.0 gives the code of a name it does not know (E2). */
    private static String refusal(MockWroom02 mock, CommandMatrix matrix, String name) {
        boolean whole = name.isEmpty() || name.equals("E");
        boolean coded =
                mock.firmware().version().text("error-codes").equals("always") && (whole || !matrix.knows(name));
        return (coded ? "ERR CODE:0x01090000\r\n" : "") + "\r\nERROR\r\n";
    }

    private static void check(
            Terminal terminal, Example example, boolean there, String refusal, List<String> failures) {
        // An event may precede any reply: joining goes on while the next line is typed.
        String reply = terminal.command(example.line).replaceAll("WIFI [A-Z ]+\r\n", "");
        if (!there) {
            if (!reply.equals(refusal)) {
                failures.add(example.line + " is in no table but answered " + Terminal.visible(reply));
            }
        } else if (!reply.endsWith(example.result.equals("OK") ? "OK\r\n" : "ERROR\r\n")) {
            failures.add(example.line + " should end " + example.result + " but answered " + Terminal.visible(reply));
        }
        // Whatever a form has set, the next finds the links and modes as they were.
        if (example.line.startsWith("AT+CWQAP") && there || example.line.contains("CWMODE") && there) {
            terminal.command("AT+CWMODE=1");
            terminal.command("AT+CWJAP=\"" + MockBuilder.SSID + "\",\"" + MockBuilder.PASSWORD + "\"");
        }
    }

    @TestFactory
    Stream<DynamicTest> forms_that_restart_or_ask_for_more() {
        return Profile.names().stream()
                .filter(name -> !name.endsWith("klab"))
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    try (MockWroom02 mock = MockWroom02.builder().profile(name).build()) {
                        Terminal terminal = MockWroom02Test.joined(mock);
                        CommandMatrix matrix = CommandMatrix.of(mock.profile().version());
                        if (matrix.has("CIPSSLCERT", Form.EXEC)) {
                            terminal.type("AT+CIPSSLCERT\r\n");
                            terminal.expect("\r\nOK\r\n>");
                            terminal.type("-----END CERTIFICATE-----");
                            terminal.expectPattern("\r\nRead 25 bytes\r\nLoading [a-z ]+\r\n\r\nERROR\r\n");
                        } else {
                            assertEquals(refusal(mock, matrix, "CIPSSLCERT"), terminal.command("AT+CIPSSLCERT"));
                        }
                        for (String line : List.of("AT+GSLP=1", "AT+RST", "AT+RESTORE")) {
                            assertTrue(terminal.command(line).endsWith("\r\nOK\r\n"), line);
                            terminal.awaitReady();
                            // A stored access point may be joined again meanwhile.
                            assertTrue(terminal.command("ATE0").endsWith("OK\r\n"), line);
                        }
                        String factory = mock.firmware().version().text("default-mode");
                        assertTrue(terminal.command("AT+CWMODE?").contains("+CWMODE:" + factory + "\r\n"));
                    }
                }));
    }

    @Test
    void the_klab_build_has_the_set_and_exec_forms_of_its_command() {
        try (MockWroom02 mock = MockWroom02.builder().profile("at-0.40-klab").build()) {
            Terminal terminal = Terminal.at(mock);
            terminal.command("ATE0");
            assertEquals("\r\nERROR\r\n", terminal.command("AT+GETTEST?"));
            assertEquals("\r\nERROR\r\n", terminal.command("AT+GETTEST=?"));
            assertTrue(terminal.command("AT+GETTEST=\"h\"").endsWith("\r\nOK\r\n"));
            terminal.until(text -> text.endsWith("user_dns_found NULL \r\n"));
            // Exec has no final result: only what the program prints comes (at-protocol §15).
            terminal.type("AT+GETTEST\r\n");
            String printed = terminal.until(text -> text.endsWith("user_dns_found NULL \r\n"));
            assertFalse(printed.contains("OK\r\n") || printed.contains("ERROR"), Terminal.visible(printed));
            assertEquals("\r\nOK\r\n", terminal.command("AT"));
        }
    }

    @Test
    void every_handler_that_the_matrix_promises_exists() {
        var missing = new ArrayList<String>();
        for (String name : Profile.names()) {
            try (MockWroom02 mock = MockWroom02.builder().profile(name).build()) {
                AtCore core = mock.firmware().core();
                core.matrix().cells().forEach((command, cell) -> {
                    for (Form form : cell.forms()) {
                        if (cell.table() != 'c' && !core.implemented(command, form)) {
                            missing.add(name + ": " + command + " " + form);
                        }
                    }
                });
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void single_cells_are_what_the_reference_prints() {
        assertAll(
                () -> assertTrue(CommandMatrix.of("0.40").has("CIPSTART", Form.TEST)),
                () -> assertFalse(CommandMatrix.of("1.3").has("CIPSTART", Form.TEST)),
                () -> assertFalse(CommandMatrix.of("0.40").has("CIPSSLSIZE", Form.QUERY)),
                () -> assertTrue(CommandMatrix.of("0.60").has("CIPSSLSIZE", Form.SET)),
                () -> assertFalse(CommandMatrix.of("1.3").has("UART_CUR", Form.QUERY)),
                () -> assertTrue(CommandMatrix.of("1.4").has("UART_CUR", Form.QUERY)),
                () -> assertTrue(CommandMatrix.of("1.6.2").has("SYSMSG", Form.SET)),
                () -> assertFalse(CommandMatrix.of("1.7.0").has("SYSMSG", Form.SET)),
                () -> assertTrue(CommandMatrix.of("1.7.4").has("CWSTARTSMART", Form.EXEC)),
                () -> assertFalse(CommandMatrix.of("1.7.4").has("CWJEAP_CUR", Form.QUERY)),
                () -> assertTrue(CommandMatrix.of("1.7.6").has("CWJAPTO", Form.QUERY)),
                () -> assertFalse(CommandMatrix.of("2.2").has("CIPSSLSIZE", Form.QUERY)),
                () -> assertNotNull(AtVersion.named("atmod-0.5")));
    }
}

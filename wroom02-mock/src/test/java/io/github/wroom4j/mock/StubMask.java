package io.github.wroom4j.mock;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Hides, in a reply, what a recording says that its replaced parts chose: exactly that, and alike on both sides. */
final class StubMask {
    /** Rows of which the replaced parts decided everything: left out. */
    private static final Set<String> LEFT_OUT = Set.of(
            "gpio-registers",
            "smartconfig",
            "wps",
            "country-check",
            "hostname",
            "softap-check",
            "mqtt-client",
            "smartconfig-wps-start",
            "radio-setting",
            "ota-server",
            "registers",
            "segmentation");

    private static final Map<String, List<Rule>> RULES = Map.ofEntries(
            Map.entry(
                    "mac",
                    List.of(rule("\"?[0-9a-f]{2}(:[0-9a-f]{2}){5}\"?", "MAC"), rule("ESP_[0-9A-F]{6}", "ESP_X"))),
            Map.entry("ip", List.of(rule("\\b\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\b", "IP"))),
            Map.entry("ap", List.of(rule(",(-52|204)\\b", ",RSSI"))),
            Map.entry("ping-ms", List.of(rule("\\+(PING:)?(\\d+|MS)\r\n", "+$1MS\r\n"))),
            Map.entry("heap", List.of(rule("(\\+SYSRAM:)[\\dN,]+", "$1HEAP"))),
            // No handshake took place, and what the core prints is its own.
            Map.entry("tls-is-plain", List.of()),
            Map.entry("adc", List.of(rule("(\\+SYSADC:)\\d+", "$1ADC"))),
            Map.entry(
                    "compile-time",
                    List.of(
                            rule("compile time[^\r]*\r\n", "compile time:X\r\n"),
                            // ESP-AT's stamps name the day of its build too; the recordings have "2.2..." and "X"
                            // there.
                            rule("(AT|Bin) version:(2\\.\\d)[^\r]*\r\n", "$1 version:$2\r\n"),
                            rule("SDK version:(v3[^\r]*|X)\r\n", "SDK version:X\r\n"))),
            Map.entry("wifi-event-timing", List.of(rule("WIFI (CONNECTED|GOT IP|DISCONNECT)\r\n", ""))),
            Map.entry("boot-noise", List.of(rule("(?s)(OK\r\n).*(\r\nready\r\n)", "$1<boot>$2"))),
            Map.entry("clock", List.of(rule("(\\+CIPSNTPTIME:|\\+SYSTIMESTAMP:)[^\r\n]*", "$1TIME"))),
            Map.entry("ports", List.of(rule("(,|:)(LP|\\d{4,5})(?=,\\d\r|\r|,8088)", "$1PORT"))));

    private static final Pattern CLIENT_PORT = Pattern.compile(",4[0-9]{4},");

    private record Rule(Pattern pattern, String instead) {}

    private StubMask() {}

    private static Rule rule(String pattern, String instead) {
        return new Rule(Pattern.compile(pattern), instead);
    }

    /** Whether a row says nothing about the firmware. */
    static boolean leavesOut(List<String> fields) {
        return fields.stream().anyMatch(LEFT_OUT::contains);
    }

    /** The reply without what was chosen by the replaced parts. */
    static String mask(String reply, List<String> fields) {
        String masked = reply;
        for (String field : fields) {
            List<Rule> rules = RULES.get(field);
            if (rules == null) {
                throw new IllegalStateException(
                        "a recording names a stub field that this test does not know: " + field);
            }
            for (Rule rule : rules) {
                masked = rule.pattern.matcher(masked).replaceAll(rule.instead);
            }
        }
        // The recording's clients counted their ports from 40001 over all scripts.
        return CLIENT_PORT.matcher(masked).replaceAll(",CLIENT,");
    }
}

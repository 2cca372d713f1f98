package io.github.wroom4j.mock;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hides, in a reply, what a recording says that its replaced parts chose: exactly that, and alike on both sides. */
final class StubMask {
    /** Rows of which the replaced parts decided everything: left out. */
    private static final Set<String> LEFT_OUT =
            Set.of("country-check", "hostname", "mqtt-client", "radio-setting", "registers");

    private static final Map<String, List<Rule>> RULES = Map.ofEntries(
            Map.entry(
                    "mac",
                    List.of(rule("\"?[0-9a-f]{2}(:[0-9a-f]{2}){5}\"?", "MAC"), rule("ESP_[0-9A-F]{6}", "ESP_X"))),
            Map.entry("ip", List.of(rule("\\b\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\b", "IP"))),
            Map.entry("ap", List.of(rule(",(-52|204)\\b", ",RSSI"))),
            Map.entry("ping-ms", List.of(rule("\\+(PING:)?(\\d+|MS)\r\n", "+$1MS\r\n"))),
            Map.entry("heap", List.of(rule("(\\+SYSRAM:)[\\dN,]+", "$1HEAP"))),
            // What the firmware itself prints of these is alike.
            Map.entry("tls-is-plain", List.of()),
            Map.entry("gpio-registers", List.of()),
            Map.entry("smartconfig", List.of()),
            Map.entry("wps", List.of()),
            Map.entry("ota-server", List.of()),
            Map.entry("smartconfig-wps-start", List.of()),
            Map.entry("softap-check", List.of()),
            Map.entry("segmentation", List.of()),
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

    /** A block of data, its header in three parts: link, length, and from where. */
    private static final Pattern BLOCK = Pattern.compile("\r\n\\+IPD,((?:\\d,)?)(\\d+)((?:,\"?[^,:\"]+\"?,\\w+)?):");

    private record Rule(Pattern pattern, String instead) {}

    private StubMask() {}

    private static Rule rule(String pattern, String instead) {
        return new Rule(Pattern.compile(pattern), instead);
    }

    /** Whether a row says nothing about the firmware. */
    static boolean leavesOut(List<String> fields) {
        return fields.stream().anyMatch(LEFT_OUT::contains);
    }

    /** Blocks that follow one another made one: where they were cut is the network's doing. */
    private static String joined(String reply) {
        var text = new StringBuilder(reply);
        for (Matcher block = BLOCK.matcher(text); block.find(); block = BLOCK.matcher(text)) {
            var data = new StringBuilder();
            int end = block.start();
            String tail = "";
            Matcher next = BLOCK.matcher(text).region(end, text.length());
            while (next.lookingAt()
                    && next.group(1).equals(block.group(1))
                    && next.group(3).equals(block.group(3))
                    && next.end() + Integer.parseInt(next.group(2)) <= text.length()) {
                int from = next.end();
                end = from + Integer.parseInt(next.group(2));
                data.append(text, from, end);
                tail = text.indexOf("\r\n", end) == end && text.indexOf("\r\n\r\n+IPD", end) == end ? "\r\n" : "";
                next = BLOCK.matcher(text).region(Math.min(end + tail.length(), text.length()), text.length());
            }
            if (end == block.start()) {
                return reply;
            }
            String whole = "<" + block.group(1) + data.length() + block.group(3) + ">" + data;
            text.replace(block.start(), end, whole);
        }
        return text.toString();
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
        if (fields.contains("segmentation")) {
            masked = joined(masked);
        }
        // The recording's clients counted their ports from 40001 over all scripts.
        return CLIENT_PORT.matcher(masked).replaceAll(",CLIENT,");
    }
}

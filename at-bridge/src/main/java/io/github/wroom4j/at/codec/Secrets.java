package io.github.wroom4j.at.codec;

import java.util.ArrayList;
import java.util.List;

/**
 * Which fields of which lines are secret, in both directions: an echo repeats a password, and {@code AT+CWSAP?} tells
 * one. Every text that leaves memory (log, transcript, exception) passes through {@link #mask}.
 */
public final class Secrets {
    /** What stands in a secret's place. */
    public static final String MASK = "***";

    /** Commands and replies whose fields with these indices are secret; suffixes {@code _CUR} and {@code _DEF} too. */
    private record Rule(String name, List<Integer> fields) {}

    private static final List<Rule> RULES = List.of(
            new Rule("CWJAP", List.of(1)),
            new Rule("CWSAP", List.of(1)),
            new Rule("CWJEAP", List.of(2, 3)), // method, identity, user name, password (§18: 1.7 with WPA2 enterprise)
            new Rule(
                    "CIPSSLCPSK",
                    List.of(0, 1)), // mux forms prefix the link id; the hint is no secret but stands by it
            new Rule("MQTTUSERCFG", List.of(4)),
            new Rule("CWSTARTSMART", List.of(2)), // ESP-TOUCH v2 key
            new Rule("WPS", List.of(2)));

    private static final String SMART_CONFIG = "password:"; // `Smart get wifi info` (§6.8)

    private Secrets() {}

    /** A secret's place in a line: from, up to but without to; the quotes stay outside. */
    public record Span(int from, int to) {}

    /** The line with its secrets replaced by {@link #MASK}. */
    public static String mask(String line) {
        List<Span> spans = spans(line);
        if (spans.isEmpty()) {
            return line;
        }
        var out = new StringBuilder();
        int at = 0;
        for (Span span : spans) {
            out.append(line, at, span.from).append(MASK);
            at = span.to;
        }
        return out.append(line, at, line.length()).toString();
    }

    /** Where the secrets of a line stand, in order. */
    public static List<Span> spans(String line) {
        if (line.startsWith(SMART_CONFIG)) {
            return List.of(new Span(SMART_CONFIG.length(), line.length()));
        }
        for (Rule rule : RULES) {
            int at = line.indexOf("+" + rule.name);
            if (at >= 0) {
                int fields = fieldsBegin(line, at + 1 + rule.name.length());
                if (fields > 0) {
                    return spans(line, fields, rule.fields);
                }
            }
        }
        return List.of();
    }

    /** Where the fields begin after {@code =} or {@code :}, or −1 if the name goes on. */
    private static int fieldsBegin(String line, int afterName) {
        int at = afterName;
        if (line.startsWith("_CUR", at) || line.startsWith("_DEF", at)) {
            at += 4;
        }
        return at < line.length() && (line.charAt(at) == '=' || line.charAt(at) == ':') ? at + 1 : -1;
    }

    private static List<Span> spans(String line, int from, List<Integer> secret) {
        var found = new ArrayList<Span>();
        int field = 0;
        for (int at = from; at <= line.length(); field++) {
            int end = fieldEnd(line, at);
            boolean quoted = at < line.length() && line.charAt(at) == '"';
            int first = quoted ? at + 1 : at;
            int last = quoted && end - at > 1 && line.charAt(end - 1) == '"' ? end - 1 : end;
            if (secret.contains(field) && last > first) {
                found.add(new Span(first, last));
            }
            at = end + 1;
        }
        return found;
    }

    /** The index of the comma that ends a field, or the line's end; quotes and backslashes count. */
    private static int fieldEnd(String line, int from) {
        boolean quoted = false;
        for (int i = from; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                return i;
            }
        }
        return line.length();
    }
}

package io.github.wroom4j.at.codec;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which fields of which lines are secret, in both directions: an echo repeats a password, and {@code AT+CWSAP?} prints
 * one. Of HTTP the headers that carry credentials. Every text that leaves memory (log, transcript, exception) passes through {@link #mask}.
 */
public final class Secrets {
    /** What stands in a secret's place. */
    public static final String MASK = "***";

    /**
     * A command and its reply, suffixes {@code _CUR} and {@code _DEF} too, whose quoted fields are secret but for the first
     * few. All from there to the line's last quote is hidden: replies print names and passwords raw, with whatever quotes
     * and commas they hold (at-protocol §6.3), so that no field's end is certain.
     */
    private record Rule(String name, int shown) {}

    private static final List<Rule> RULES = List.of(
            new Rule("CWJAP", 1),
            new Rule("CWSAP", 1),
            // then method, identity, user name, password (at-protocol §18: 1.7 with WPA2 enterprise)
            new Rule("CWJEAP", 1),
            new Rule("CIPSSLCPSK", 0), // the key, then the hint, which is not secret but stands beside it
            new Rule("MQTTUSERCFG", 2), // client, user name, password
            new Rule("CWSTARTSMART", 0), // ESP-TOUCH v2 key
            new Rule("WPS", 0));

    /** A header of HTTP that proves who someone is, perhaps right behind the head of a frame. */
    private static final Pattern CREDENTIALS = Pattern.compile(
            "(?:\\+IPD,[^:]*:|\\+CIPRECVDATA[:,][^:]*[:,])?(?i:proxy-authorization|authorization|set-cookie|cookie):\\s*");

    private static final String SMART_CONFIG = "password:"; // `Smart get wifi info` (at-protocol §6.8)

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
            int begin = SMART_CONFIG.length();
            return begin == line.length() ? List.of() : List.of(new Span(begin, line.length()));
        }
        Matcher header = CREDENTIALS.matcher(line);
        if (header.lookingAt()) {
            return header.end() == line.length() ? List.of() : List.of(new Span(header.end(), line.length()));
        }
        for (Rule rule : RULES) {
            int at = line.indexOf("+" + rule.name);
            if (at >= 0) {
                int fields = fieldsBegin(line, at + 1 + rule.name.length());
                if (fields > 0) {
                    return spans(line, fields, rule.shown);
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

    private static List<Span> spans(String line, int from, int shown) {
        int open = line.indexOf('"', from);
        for (int i = 0; i < shown && open >= 0; i++) {
            int next = line.indexOf("\",\"", open + 1); // never within a name that a command has escaped
            if (next < 0) {
                return unquoted(line, open);
            }
            open = next + 2;
        }
        if (open < 0) {
            return unquoted(line, from - 1);
        }
        int close = line.lastIndexOf('"');
        int end = close > open ? close : line.length(); // cut short
        return end > open + 1 ? List.of(new Span(open + 1, end)) : List.of();
    }

    /** Someone has typed a secret without its quotes: all behind the next comma, unless that is but numbers. */
    private static List<Span> unquoted(String line, int from) {
        int comma = line.indexOf(',', Math.max(from, line.lastIndexOf('"')));
        boolean numbers = comma < 0 || line.substring(comma).matches("[-,0-9*]*");
        return numbers ? List.of() : List.of(new Span(comma + 1, line.length()));
    }
}

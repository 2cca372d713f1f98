package io.github.wroom4j.at.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The fields of an information line. The firmware prints SSIDs raw, without escaping (at-protocol §6.3, §6.4), so a
 * quoted field ends only at a quote that a comma, a closing bracket or the line's end follows.
 */
public final class ReplyFields {
    private final List<String> fields;

    private ReplyFields(List<String> fields) {
        this.fields = fields;
    }

    /** The fields after {@code +NAME:}; a bracketed row like {@code +CWLAP:(…)} loses its brackets. */
    public static ReplyFields of(String line) {
        int colon = line.indexOf(':');
        String body = line.substring(colon + 1);
        if (body.startsWith("(") && body.endsWith(")")) {
            body = body.substring(1, body.length() - 1);
        }
        return split(body);
    }

    /** The fields of bare text. */
    public static ReplyFields split(String body) {
        var found = new ArrayList<String>();
        int at = 0;
        while (at <= body.length()) {
            int end;
            if (at < body.length() && body.charAt(at) == '"') {
                end = closingQuote(body, at + 1);
                found.add(body.substring(at + 1, end));
                at = end + 2;
                if (end + 1 >= body.length()) {
                    break;
                }
            } else {
                end = body.indexOf(',', at);
                if (end < 0) {
                    found.add(body.substring(at));
                    break;
                }
                found.add(body.substring(at, end));
                at = end + 1;
            }
        }
        return new ReplyFields(found);
    }

    private static int closingQuote(String body, int from) {
        for (int i = from; i < body.length(); i++) {
            // A quote inside an SSID, followed by a comma inside the SSID, remains ambiguous; the next field decides.
            if (body.charAt(i) == '"'
                    && (i + 1 == body.length() || body.charAt(i + 1) == ',' && plausible(body, i + 2))) {
                return i;
            }
        }
        return body.length();
    }

    /** What may follow a quoted field: a number, another quoted field, or nothing. */
    private static boolean plausible(String body, int at) {
        return at >= body.length() || "-\"0123456789".indexOf(body.charAt(at)) >= 0;
    }

    /** How many there are. */
    public int size() {
        return fields.size();
    }

    /** A field without its quotes, or "" if there are not that many. */
    public String text(int index) {
        return index < fields.size() ? fields.get(index) : "";
    }

    /** A field as a number; empty if it is none. */
    public OptionalInt number(int index) {
        try {
            return index < fields.size()
                    ? OptionalInt.of(Integer.parseInt(fields.get(index).trim()))
                    : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }
}

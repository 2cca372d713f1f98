package io.github.wroom4j.words;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes JSON (RFC 8259) of maps, lists, texts, numbers and truth values; an empty {@code Optional} is null, and anything
 * else is its text. Lossless for who parses it, and harmless on a terminal.
 */
public final class Json {
    private Json() {}

    /** An object from keys and values in turn, its order kept. */
    public static Map<String, Object> object(Object... keysAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    /** A value as text, on one line. */
    public static String text(Object value) {
        return text(value, Layout.LINE);
    }

    /** A value as text, one entry a line, indented by two. */
    public static String indented(Object value) {
        return text(value, new Layout("\n"));
    }

    /**
     * Where entries stand.
     *
     * @param lineStart what a new line begins with, a line feed and blanks; a blank for text on one line
     */
    private record Layout(String lineStart) {
        static final Layout LINE = new Layout(" ");

        Layout deeper() {
            return this == LINE ? LINE : new Layout(lineStart + "  ");
        }

        /** Nothing where entries follow their bracket on the same line. */
        String inside() {
            return this == LINE ? "" : lineStart;
        }
    }

    private static String text(Object value, Layout layout) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Optional<?> maybe) {
            return text(maybe.orElse(null), layout);
        }
        Layout deeper = layout.deeper();
        if (value instanceof Map<?, ?> map) {
            return map.isEmpty()
                    ? "{}"
                    : map.entrySet().stream()
                            .map(entry -> quoted(entry.getKey().toString()) + ": " + text(entry.getValue(), deeper))
                            .collect(Collectors.joining(
                                    "," + deeper.lineStart(), "{" + deeper.inside(), layout.inside() + "}"));
        }
        if (value instanceof Collection<?> list) {
            return list.isEmpty()
                    ? "[]"
                    : list.stream()
                            .map(each -> text(each, deeper))
                            .collect(Collectors.joining(
                                    "," + deeper.lineStart(), "[" + deeper.inside(), layout.inside() + "]"));
        }
        if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        return quoted(value.toString());
    }

    /** Where the character begins that this half of a surrogate pair belongs to. */
    private static int whole(String text, int at) {
        return at > 0 && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at)) ? at - 1 : at;
    }

    private static String quoted(String text) {
        var out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    // Lossless for who parses it, and harmless on a terminal.
                    if (!Printable.hasShape(Character.isSurrogate(c) ? text.codePointAt(whole(text, i)) : c)) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }
}

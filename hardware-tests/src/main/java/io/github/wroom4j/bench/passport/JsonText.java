package io.github.wroom4j.bench.passport;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes maps, lists, texts, numbers and truth values as JSON (RFC 8259), indented by two. */
final class JsonText {
    private JsonText() {}

    static String of(Object value) {
        return of(value, "");
    }

    private static String of(Object value, String indent) {
        String deeper = indent + "  ";
        if (value == null) {
            return "null";
        }
        if (value instanceof Optional<?> maybe) {
            return of(maybe.orElse(null), indent);
        }
        if (value instanceof Map<?, ?> map) {
            return map.isEmpty()
                    ? "{}"
                    : map.entrySet().stream()
                            .map(entry ->
                                    deeper + quoted(entry.getKey().toString()) + ": " + of(entry.getValue(), deeper))
                            .collect(Collectors.joining(",\n", "{\n", "\n" + indent + "}"));
        }
        if (value instanceof List<?> list) {
            return list.isEmpty()
                    ? "[]"
                    : list.stream()
                            .map(each -> deeper + of(each, deeper))
                            .collect(Collectors.joining(",\n", "[\n", "\n" + indent + "]"));
        }
        return value instanceof Number || value instanceof Boolean ? value.toString() : quoted(value.toString());
    }

    private static String quoted(String text) {
        var out = new StringBuilder("\"");
        text.chars().forEach(c -> {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || c == 0x7f) {
                        out.append(String.format("\\u%04x", c));
                    } else {
                        out.append((char) c);
                    }
                }
            }
        });
        return out.append('"').toString();
    }
}

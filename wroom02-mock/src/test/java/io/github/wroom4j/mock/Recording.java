package io.github.wroom4j.mock;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** One file of what Espressif's own code printed: scripts of steps (docs/facts/recordings.md). */
record Recording(String file, List<Script> scripts) {

    /** Steps that were run one after another from a fresh boot with erased flash. */
    record Script(String version, String context, String name, List<Step> steps) {}

    /**
     * One exchange.
     *
     * @param kind setup, exchange, wait or peer
     * @param send what was typed as one UART batch, or what else was done, in angle brackets
     * @param reply all that came until it was quiet
     * @param stubFields what of the reply the replaced parts chose
     */
    record Step(int number, String kind, String send, String reply, List<String> stubFields) {}

    /** Reads a file of the test's resources. */
    static Recording read(String file) {
        var scripts = new ArrayList<Script>();
        Script script = null;
        String before = "";
        for (Map<String, Object> row : rows(file)) {
            var step = new Step(
                    ((Number) row.get("step")).intValue(),
                    text(row, "kind"),
                    text(row, "send"),
                    text(row, "reply"),
                    texts(row, "stub_fields"));
            boolean fresh = step.number == 1
                    || step.kind.equals("setup") && step.send.equals("ATE0\r\n") && !before.contains("<boot>");
            if (script == null || fresh) {
                script = new Script(text(row, "version"), text(row, "context"), text(row, "script"), new ArrayList<>());
                scripts.add(script);
            }
            script.steps.add(step);
            before = step.reply;
        }
        return new Recording(file, scripts);
    }

    /** The rows of a file, each a JSON object. */
    static List<Map<String, Object>> rows(String file) {
        try (InputStream in = Recording.class.getResourceAsStream("/recordings/" + file + ".jsonl.gz");
                var lines =
                        new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
            return lines.lines().map(line -> new Json(line).object()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the recording " + file, e);
        }
    }

    static String text(Map<String, Object> row, String key) {
        return row.get(key) == null ? "" : row.get(key).toString();
    }

    static List<String> texts(Map<String, Object> row, String key) {
        return row.get(key) instanceof List<?> all
                ? all.stream().map(Object::toString).toList()
                : List.of();
    }

    /** As much of JSON as one row has: an object of strings, numbers, null and lists of strings. */
    private static final class Json {
        private final String line;
        private int at;

        Json(String line) {
            this.line = line;
        }

        Map<String, Object> object() {
            var object = new LinkedHashMap<String, Object>();
            expect('{');
            while (peek() != '}') {
                String key = string();
                expect(':');
                object.put(key, value());
                if (peek() == ',') {
                    at++;
                }
            }
            return object;
        }

        private Object value() {
            return switch (peek()) {
                case '"' -> string();
                case '[' -> list();
                default -> word();
            };
        }

        private List<Object> list() {
            var list = new ArrayList<Object>();
            expect('[');
            while (peek() != ']') {
                list.add(value());
                if (peek() == ',') {
                    at++;
                }
            }
            at++;
            return list;
        }

        private Object word() {
            int from = at;
            while (",}]".indexOf(line.charAt(at)) < 0) {
                at++;
            }
            String word = line.substring(from, at).strip();
            return switch (word) {
                case "null" -> null;
                case "true", "false" -> word;
                default -> Double.valueOf(word);
            };
        }

        private String string() {
            expect('"');
            var text = new StringBuilder();
            while (true) {
                char c = line.charAt(at++);
                if (c == '"') {
                    return text.toString();
                }
                if (c != '\\') {
                    text.append(c);
                    continue;
                }
                char escaped = line.charAt(at++);
                switch (escaped) {
                    case 'n' -> text.append('\n');
                    case 'r' -> text.append('\r');
                    case 't' -> text.append('\t');
                    case 'b' -> text.append('\b');
                    case 'f' -> text.append('\f');
                    case 'u' -> {
                        text.append((char) Integer.parseInt(line.substring(at, at + 4), 16));
                        at += 4;
                    }
                    default -> text.append(escaped);
                }
            }
        }

        private char peek() {
            while (line.charAt(at) == ' ') {
                at++;
            }
            return line.charAt(at);
        }

        private void expect(char c) {
            if (peek() != c) {
                throw new IllegalStateException("no " + c + " at " + at + " of " + line);
            }
            at++;
        }
    }
}

package io.github.wroom4j.at.codec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** What Espressif's own code printed (docs/facts/recordings.md), as the driver may read it: the mock's test resources. */
public final class RecordedRows {
    private static final Path FOLDER = Path.of("..", "wroom02-mock", "src", "test", "resources", "recordings");

    private RecordedRows() {}

    /**
     * One exchange.
     *
     * @param version as in {@code 2.2.0.0}
     * @param send what was typed, or done, in angle brackets
     * @param reply all that came until it was quiet
     * @param stubs what of the reply the recording's replaced parts chose, as JSON
     */
    public record Row(String file, String version, String script, String send, String reply, String stubs) {}

    /** The AT versions that were recorded with sequences, oldest first. */
    public static List<String> versions() {
        return List.of("0.40", "1.3", "1.6.2", "1.7.4", "1.7.6", "2.0", "2.2", "2.3");
    }

    /** The file of sequences of a version. */
    public static List<Row> sequences(String version) {
        return file((version.startsWith("2") ? "esp-at-" : "at-") + version + ".seq");
    }

    /** Every row of every file of a version. */
    public static List<Row> all(String version) {
        String start = (version.startsWith("2") ? "esp-at-" : "at-") + version + ".";
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith(start) && name.endsWith(".jsonl.gz"))
                    .sorted()
                    .flatMap(name -> file(name.replace(".jsonl.gz", "")).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Row> file(String name) {
        var rows = new ArrayList<Row>();
        try (var lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(FOLDER.resolve(name + ".jsonl.gz"))),
                StandardCharsets.UTF_8))) {
            for (String line; (line = lines.readLine()) != null; ) {
                int stubs = line.indexOf("\"stub_fields\": ");
                rows.add(new Row(
                        name,
                        field(line, "version"),
                        field(line, "script"),
                        field(line, "send"),
                        numbered(field(line, "reply")),
                        line.substring(stubs, line.indexOf(']', stubs) + 1)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the recording " + name, e);
        }
        return rows;
    }

    /** With numbers where the recording has stand-ins for them. */
    private static String numbered(String reply) {
        return reply.replaceAll("\\{[a-z]+}", "5001").replace(",LP", ",49152");
    }

    private static String field(String line, String key) {
        int at = line.indexOf("\"" + key + "\": \"") + key.length() + 5;
        var text = new StringBuilder();
        for (; line.charAt(at) != '"'; at++) {
            char c = line.charAt(at);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escaped = line.charAt(++at);
            switch (escaped) {
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'u' -> {
                    text.append((char) Integer.parseInt(line.substring(at + 1, at + 5), 16));
                    at += 4;
                }
                default -> text.append(escaped);
            }
        }
        return text.toString();
    }
}

package io.github.wroom4j.cli.typed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The tables under {@code pages/}: rows of columns that are parted by {@code  | }, and comments that begin with {@code #}. */
final class Table {
    private Table() {}

    static List<List<String>> read(String name, int columns) {
        try (InputStream in = Table.class.getResourceAsStream("/pages/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> row(name, line, columns))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> row(String name, String line, int columns) {
        List<String> row =
                Arrays.stream(line.split(" \\| ", -1)).map(String::strip).toList();
        if (row.size() != columns || row.get(columns - 1).isBlank()) {
            throw new IllegalArgumentException(
                    name + ": a row has " + columns + " columns, the last is the reason: " + line);
        }
        return row;
    }
}

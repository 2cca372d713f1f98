package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Form;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which command has which handler in which version. The facts stand in {@code command-matrix.txt}, printed as
 * at-protocol §18 prints them.
 */
public final class CommandMatrix {
    /** The table's spelling of a bare {@code AT}. */
    private static final String EMPTY = "(empty)";

    /** The columns that somebody asked for, read once: a test suite boots thousands of mocks. */
    private static final Map<String, CommandMatrix> READ = new ConcurrentHashMap<>();

    private final Map<String, Cell> cells;

    /**
     * What one version has of one command.
     *
     * @param forms the handlers
     * @param table the table it lives in: blank for the core's own
     */
    public record Cell(Set<Form> forms, char table) {}

    private CommandMatrix(Map<String, Cell> cells) {
        this.cells = Map.copyOf(cells);
    }

    /**
     * The column of one version.
     *
     * @throws IllegalArgumentException if no table has it
     */
    public static CommandMatrix of(String version) {
        return READ.computeIfAbsent(version, CommandMatrix::read);
    }

    private static CommandMatrix read(String version) {
        var cells = new LinkedHashMap<String, Cell>();
        List<String> header = List.of();
        boolean known = false;
        for (String line : lines()) {
            if (!line.startsWith("|") || line.startsWith("|---")) {
                continue;
            }
            List<String> row = row(line);
            if (row.get(0).equals("Command")) {
                header = row;
                known |= header.contains(version);
                continue;
            }
            int column = header.indexOf(version);
            if (column < 1) {
                continue;
            }
            if (row.size() != header.size()) {
                throw new IllegalStateException("command-matrix.txt: a row of " + row.size()
                        + " cells under a heading of " + header.size() + ": " + line);
            }
            Cell cell = cell(row.get(column));
            names(row.get(0)).forEach(name -> cells.put(name, cell));
        }
        if (!known) {
            throw new IllegalArgumentException("command-matrix.txt has no column " + version);
        }
        return new CommandMatrix(cells);
    }

    private static List<String> row(String line) {
        var cells = new ArrayList<String>();
        for (String cell : line.substring(1).split("\\|")) {
            cells.add(cell.strip());
        }
        return cells;
    }

    private static Cell cell(String text) {
        char table = Character.isLowerCase(text.charAt(0)) ? text.charAt(0) : ' ';
        var forms = EnumSet.noneOf(Form.class);
        for (char letter : text.substring(table == ' ' ? 0 : 1).toCharArray()) {
            if (letter != '.') {
                forms.add(Form.of(letter));
            }
        }
        return new Cell(Collections.unmodifiableSet(forms), table);
    }

    private static List<String> names(String text) {
        var names = new ArrayList<String>();
        for (String word : text.split(" ")) {
            int bracket = word.indexOf('(');
            if (word.equals(EMPTY)) {
                names.add("");
            } else if (bracket < 0) {
                names.add(word);
            } else {
                String stem = word.substring(0, bracket);
                names.add(stem);
                for (String suffix :
                        word.substring(bracket + 1, word.length() - 1).split(",")) {
                    names.add(stem + suffix);
                }
            }
        }
        return names;
    }

    private static List<String> lines() {
        try (InputStream in =
                CommandMatrix.class.getResourceAsStream("/io/github/wroom4j/mock/firmware/command-matrix.txt")) {
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read command-matrix.txt", e);
        }
    }

    /** Whether the core or an enabled table has a handler. Application commands ({@code c}) answer for themselves. */
    public boolean has(String name, Form form) {
        Cell cell = cells.get(name);
        return cell != null && cell.table != 'w' && cell.forms.contains(form);
    }

    /** Whether the name exists in any form that is enabled. */
    public boolean knows(String name) {
        Cell cell = cells.get(name);
        return cell != null && cell.table != 'w' && !cell.forms.isEmpty();
    }

    /** All names with their cells, in the table's order of reading. */
    public Map<String, Cell> cells() {
        return cells;
    }
}

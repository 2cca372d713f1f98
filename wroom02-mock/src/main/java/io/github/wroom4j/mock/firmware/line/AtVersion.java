package io.github.wroom4j.mock.firmware.line;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What an AT version does in its own way: echo, limits, texts, timers. The facts stand in {@code at-versions.txt}, one
 * table per version, each built on an older one; which commands exist stands in {@code command-matrix.txt}.
 */
public final class AtVersion {
    private static final String RESOURCE = "at-versions.txt";

    private final String name;
    private final Map<String, String> facts;
    private final Family family;

    /** The three lines of descent. */
    public enum Family {
        /** Stock AT on the NonOS SDK, 0.40 … 1.7.6. */
        NONOS,
        /** ESP-AT 2.x on the RTOS SDK. */
        ESP_AT,
        /** ESP_ATMod on the Arduino core. */
        ATMOD
    }

    private AtVersion(String name, Map<String, String> facts) {
        this.name = name;
        this.facts = Map.copyOf(facts);
        this.family = Family.valueOf(text("family").toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** The table, read once: a test suite makes thousands of mocks. */
    private static final class Table {
        static final Map<String, AtVersion> VERSIONS = Collections.unmodifiableMap(read());
    }

    /** All versions, oldest first in each family. */
    public static Map<String, AtVersion> all() {
        return Table.VERSIONS;
    }

    private static Map<String, AtVersion> read() {
        var sections = new LinkedHashMap<String, Map<String, String>>();
        Map<String, String> section = null;
        int number = 0;
        for (String raw : lines()) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("[")) {
                String[] heading = line.substring(1).split("]\\s*");
                section = new LinkedHashMap<>();
                if (heading.length > 1) {
                    Map<String, String> base = sections.get(heading[1].replaceFirst("^like ", ""));
                    if (base == null) {
                        throw new IllegalStateException(
                                RESOURCE + ":" + number + ": " + line + " is like a version that does not stand above");
                    }
                    section.putAll(base);
                }
                sections.put(heading[0], section);
                continue;
            }
            int equals = line.indexOf('=');
            if (equals < 0 || section == null) {
                throw new IllegalStateException(
                        RESOURCE + ":" + number + ": neither [version] nor fact = value: " + line);
            }
            String key = line.substring(0, equals).strip();
            if (!section.isEmpty()
                    && section.containsKey("family")
                    && !section.containsKey(key)
                    && sections.size() > 1) {
                throw new IllegalStateException(
                        RESOURCE + ":" + number + ": \"" + key + "\" is not a fact of the first version");
            }
            section.put(key, line.substring(equals + 1).strip());
        }
        var versions = new LinkedHashMap<String, AtVersion>();
        sections.forEach((version, facts) -> versions.put(version, new AtVersion(version, facts)));
        return versions;
    }

    /**
     * The version of that name, as in the heading of the command matrix: {@code 1.7.4}.
     *
     * @throws IllegalArgumentException naming those that exist
     */
    public static AtVersion named(String name) {
        Map<String, AtVersion> all = all();
        AtVersion version = all.get(name);
        if (version == null) {
            throw new IllegalArgumentException(
                    "no AT version " + name + "; there are " + String.join(", ", all.keySet()));
        }
        return version;
    }

    private static List<String> lines() {
        try (InputStream in = AtVersion.class.getResourceAsStream(RESOURCE)) {
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + RESOURCE, e);
        }
    }

    /** This version with some facts replaced: open questions are flags (at-protocol §22). */
    public AtVersion with(Map<String, String> replacements) {
        var changed = new LinkedHashMap<>(facts);
        replacements.forEach((key, value) -> {
            if (changed.put(key, value) == null) {
                throw new IllegalArgumentException("\"" + key + "\" is not a fact of an AT version; these are: "
                        + String.join(", ", facts.keySet().stream().sorted().toList()));
            }
        });
        return new AtVersion(name, changed);
    }

    /** Its name in the command matrix. */
    public String name() {
        return name;
    }

    /** Its line of descent. */
    public Family family() {
        return family;
    }

    /** Whether it is stock AT on the NonOS SDK. */
    public boolean isNonOs() {
        return family == Family.NONOS;
    }

    /** Whether it is ESP-AT 2.x. */
    public boolean isEspAt() {
        return family == Family.ESP_AT;
    }

    /** Whether it is ESP_ATMod. */
    public boolean isAtMod() {
        return family == Family.ATMOD;
    }

    /** A fact that is yes or no. */
    public boolean is(String fact) {
        String value = text(fact);
        if (!Set.of("yes", "no").contains(value)) {
            throw new IllegalStateException("\"" + fact + "\" of AT " + name + " is neither yes nor no but " + value);
        }
        return value.equals("yes");
    }

    /** A fact that is a number. */
    public int number(String fact) {
        return Integer.decode(text(fact));
    }

    /** A fact that is text; {@code \r} and {@code \n} stand for CR and LF. */
    public String text(String fact) {
        String value = facts.get(fact);
        if (value == null) {
            throw new IllegalStateException("AT " + name + " has no fact \"" + fact + "\" in " + RESOURCE);
        }
        return value.replace("\\r", "\r").replace("\\n", "\n").replace("\\u0020", " ");
    }

    @Override
    public String toString() {
        return "AT " + name;
    }
}

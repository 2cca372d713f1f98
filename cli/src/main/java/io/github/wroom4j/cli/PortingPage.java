package io.github.wroom4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What {@code docs/porting.md}, which lies in the jar, says of what C++ sketches have and Java has not: names, and
 * manners of writing.
 */
final class PortingPage {
    private static final String PLACE = "docs/porting.md";
    private static final Pattern ROW = Pattern.compile("\\| (`[^|]*) \\| ((?:[^|\\\\]|\\\\.)*) \\|");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)\\]\\(([^)#]*)[^)]*\\)");

    /** javac's own words for a name that it does not know, as one line. */
    private static final Pattern UNKNOWN = Pattern.compile("symbol: +(variable|class|method) (\\w+)");

    /** What javac says where the line is none of Java's; what the line has is then looked at. */
    private static final Pattern NOT_JAVA =
            Pattern.compile("expected$|^illegal start|^not a statement|^illegal character|^unclosed|has no body");

    private static final Pattern UNFIT = Pattern.compile("\\bEEPROMClass\\.(get|put)\\(");

    /** Where a sketch's classes may come from. */
    private static final List<String> PACKAGES = List.of(
            "arduino",
            "esp8266wifi",
            "esp8266httpclient",
            "esp8266webserver",
            "esp8266mdns",
            "esp8266httpupdate",
            "dnsserver",
            "fs");

    private static final List<String> JDK = List.of(
            "java.util",
            "java.io",
            "java.nio.file",
            "java.nio.charset",
            "java.time",
            "java.time.format",
            "java.util.function",
            "java.util.concurrent",
            "java.util.regex",
            "java.math");

    private PortingPage() {}

    /**
     * What to do about an error; empty where the page has no word on it.
     *
     * @param error what javac says, in one line
     * @param line the line of the sketch, empty if the error has none
     * @param sketch the whole file
     */
    static Optional<String> on(String error, String line, String sketch) {
        Matcher unfit = UNFIT.matcher(error);
        if (unfit.find()) {
            return Optional.ofNullable(rows().get("EEPROM." + unfit.group(1)));
        }
        Matcher unknown = UNKNOWN.matcher(error);
        if (unknown.find()) {
            return unknown(unknown.group(1), unknown.group(2), sketch);
        }
        boolean other = NOT_JAVA.matcher(error).find();
        return manners().stream()
                .filter(each -> each.said(error) || other && each.stands(line))
                .map(Manner::told)
                .findFirst();
    }

    private static Optional<String> unknown(String kind, String name, String sketch) {
        boolean isOurs = name.equals("String") || ours(name).isPresent();
        if (isOurs && kind.equals("method")) {
            return Optional.of(
                    name.equals("String")
                            ? "String.valueOf(x) makes a text of a number, and a text is one already"
                            : "new " + name + "(…) makes one");
        }
        if (isOurs && kind.equals("variable") && !name.toUpperCase(Locale.ROOT).equals(name)) {
            return Optional.of("there are no pointers: " + name + " x = new " + name + "(…)");
        }
        if (kind.equals("variable")
                && Pattern.compile("(?m)^\\s*(?:\\w+ )*[\\w<>\\[\\]]+ " + name + "\\(")
                        .matcher(sketch)
                        .find()) {
            return Optional.of("a function is handed over as this::" + name);
        }
        return Optional.ofNullable(rows().get(name)).or(() -> ours(name)).or(() -> ofTheJdk(name));
    }

    /** A class of ours that the sketch did not import. */
    private static Optional<String> ours(String name) {
        return PACKAGES.stream()
                .map(each -> "io.github.wroom4j." + each)
                .filter(each ->
                        PortingPage.class.getResource("/" + each.replace('.', '/') + "/" + name + ".class") != null)
                .map(each -> "import " + each + "." + name)
                .findFirst();
    }

    private static Optional<String> ofTheJdk(String name) {
        return JDK.stream()
                .filter(each -> Object.class.getResource("/" + each.replace('.', '/') + "/" + name + ".class") != null)
                .map(each -> "import " + each + "." + name)
                .findFirst();
    }

    /** A manner of C++: what javac says to it, or how it is written. */
    record Manner(String written, String told) {
        /** Whether javac says it. */
        boolean said(String error) {
            return pattern(".*").matcher(error).find();
        }

        /** Whether it stands in that line of a sketch. */
        boolean stands(String line) {
            return pattern("[\\w.]+").matcher(line).find();
        }

        private Pattern pattern(String anything) {
            String quoted = Arrays.stream(written.split("…", -1))
                    .map(part -> part.isEmpty() ? part : Pattern.quote(part))
                    .collect(Collectors.joining(anything));
            return Pattern.compile((Character.isLetter(written.charAt(0)) ? "\\b" : "") + quoted);
        }
    }

    /** The rows of the tables whose first column is names, by name. */
    static Map<String, String> rows() {
        var rows = new LinkedHashMap<String, String>();
        read("## Names that are not here", rows);
        read("## Libraries", rows);
        return rows;
    }

    /** The rows of the table of what javac says and what C++ has, in the page's order. */
    static List<Manner> manners() {
        var rows = new LinkedHashMap<String, String>();
        read("## What the compiler says to C++", rows);
        var manners = new ArrayList<Manner>();
        rows.forEach((written, told) -> manners.add(new Manner(written, told)));
        return manners;
    }

    private static void read(String section, Map<String, String> rows) {
        boolean inside = false;
        for (String line : text().lines().toList()) {
            inside = line.startsWith("## ") ? line.equals(section) : inside;
            Matcher row = ROW.matcher(line);
            if (inside && row.matches()) {
                String told = LINK.matcher(row.group(2))
                        .replaceAll("$1 (docs/$2)")
                        .replace("`", "")
                        .replace("\\|", "|");
                CODE.matcher(row.group(1)).results().forEach(code -> rows.put(code.group(1), told));
            }
        }
    }

    private static String text() {
        try (InputStream page = PortingPage.class.getResourceAsStream("/" + PLACE)) {
            if (page == null) {
                throw new IllegalStateException(PLACE + " is not in the program");
            }
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(PLACE + " cannot be read", e);
        }
    }
}

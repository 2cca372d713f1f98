package io.github.wroom4j.cli;

import io.github.wroom4j.Sketch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Member;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What {@code docs/porting.md}, which lies in the jar, says of what C++ sketches have and Java has not: names, and
 * manners of writing.
 */
final class PortingPage {
    private static final String PLACE = "docs/porting.md";
    private static final String LIBRARY_TABLE = "library";
    private static final Pattern ROW = Pattern.compile("\\| (`(?:[^|\\\\]|\\\\.)*) \\| ((?:[^|\\\\]|\\\\.)*) \\|");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)\\]\\(([^)#]*)[^)]*\\)");

    /** javac's own words for a name that it does not know, as one line. */
    private static final Pattern UNKNOWN = Pattern.compile("symbol: +(variable|class|method) (\\w+)");

    /** What javac says where the line is none of Java's; what the line has is then looked at. */
    private static final Pattern NOT_JAVA =
            Pattern.compile("expected$|^illegal start|^not a statement|^illegal character|^unclosed|has no body");

    private static final Pattern LOCATION = Pattern.compile("(?:of type|location: (?:class|interface)) ([\\w.]+)");

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

    /** Whether javac finds no Java there: one such error brings others behind it in the same line. */
    static boolean notJava(String error) {
        return NOT_JAVA.matcher(error).find();
    }

    /**
     * What to do about an error, the best first; empty where the page has no word on it.
     *
     * @param error what javac says, in one line
     * @param line the line of the sketch, empty if the error has none
     * @param next the line behind it
     * @param sketch the whole file
     */
    static List<String> on(String error, String line, String next, String sketch) {
        Matcher unfit = UNFIT.matcher(error);
        if (unfit.find()) {
            return Stream.ofNullable(rows().get("EEPROM." + unfit.group(1))).toList();
        }
        Matcher unknown = UNKNOWN.matcher(error);
        if (unknown.find()) {
            String name = unknown.group(2);
            return unknown(unknown.group(1), name, sketch).or(() -> inOtherLetters(name, error)).stream()
                    .toList();
        }
        Stream<String> said = manners("javac").stream()
                .filter(each -> each.said(error))
                .map(Manner::told)
                .limit(1);
        if (!notJava(error)) {
            return said.toList();
        }
        Stream<String> stands = manners("the line").stream()
                .filter(each -> each.stands(line, next))
                .map(Manner::told);
        return Stream.of(libraries(line), said, stands)
                .flatMap(each -> each)
                .distinct()
                .toList();
    }

    /** What stands for a library whose class is in a line. */
    private static Stream<String> libraries(String line) {
        var rows = new LinkedHashMap<String, String>();
        read("## Libraries", LIBRARY_TABLE, rows);
        return rows.entrySet().stream()
                .filter(each -> Pattern.compile("^\\W*" + each.getKey() + "\\b")
                        .matcher(line)
                        .find())
                .map(Map.Entry::getValue)
                .limit(1);
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

    /** A name that differs in its capitals alone, of the class that javac looked in or of every sketch. */
    private static Optional<String> inOtherLetters(String name, String error) {
        Matcher of = LOCATION.matcher(error);
        Class<?> owner = Sketch.class;
        try {
            owner = of.find() ? Class.forName(of.group(1), false, PortingPage.class.getClassLoader()) : owner;
        } catch (ClassNotFoundException theSketchsOwn) {
            // What a sketch inherits is looked through.
        }
        var names = new TreeSet<String>();
        for (Member field : owner.getFields()) {
            names.add(field.getName());
        }
        for (Class<?> each = owner; each != null; each = each.getSuperclass()) {
            for (Member method : each.getDeclaredMethods()) {
                names.add(method.getName());
            }
            for (Member field : each.getDeclaredFields()) {
                names.add(field.getName());
            }
        }
        return names.stream()
                .filter(other -> other.equalsIgnoreCase(name) && !other.equals(name))
                .findFirst()
                .map(other -> "capitals count: " + other);
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
            return pattern(".*", "").matcher(error).find();
        }

        /** Whether it stands in that line of a sketch, or where that line and the next meet. */
        boolean stands(String line, String next) {
            String before = line.stripTrailing();
            Matcher found = pattern("[\\w.]+", "(?=[^&=\\s])").matcher(before + " " + next.stripLeading());
            return found.find() && found.start() < before.length();
        }

        private Pattern pattern(String anything, String atTheEnd) {
            if (written.startsWith("Name")) {
                String rest = written.substring("Name".length())
                        .replace(" …", " \\w+")
                        .replace("(…)", "\\(.*\\)")
                        .replace("<…>", "<.*>");
                return Pattern.compile("(?<!new )\\b[A-Z]\\w*" + rest);
            }
            boolean open = written.endsWith("…");
            String closed = open ? written.substring(0, written.length() - 1) : written;
            String quoted = Arrays.stream(closed.split("…", -1))
                    .map(part -> part.isEmpty() ? part : Pattern.quote(part))
                    .collect(Collectors.joining(anything, "", open ? atTheEnd : ""));
            return Pattern.compile((Character.isLetter(written.charAt(0)) ? "\\b" : "") + quoted);
        }
    }

    /** The rows of the tables whose first column is names, by name. */
    static Map<String, String> rows() {
        var rows = new LinkedHashMap<String, String>();
        read("## Names that are not here", "name", rows);
        read("## Libraries", LIBRARY_TABLE, rows);
        return rows;
    }

    /** The rows of a table about C++ in the page's order: of what {@code javac} says, or of what {@code the line} has. */
    static List<Manner> manners(String table) {
        var rows = new LinkedHashMap<String, String>();
        read("## What the compiler says to C++", table, rows);
        var manners = new ArrayList<Manner>();
        rows.forEach((written, told) -> manners.add(new Manner(written, told)));
        return manners;
    }

    /** Reads the table of a section whose first column has that head. */
    private static void read(String section, String table, Map<String, String> rows) {
        boolean inside = false;
        boolean wanted = false;
        for (String line : text().lines().toList()) {
            inside = line.startsWith("## ") ? line.equals(section) : inside;
            wanted = line.startsWith("| " + table + " |") || wanted && line.startsWith("|");
            Matcher row = ROW.matcher(line);
            if (inside && wanted && row.matches()) {
                String told = LINK.matcher(row.group(2))
                        .replaceAll("$1 (docs/$2)")
                        .replace("`", "")
                        .replace("\\|", "|");
                CODE.matcher(row.group(1))
                        .results()
                        .forEach(code -> rows.put(code.group(1).replace("\\|", "|"), told));
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

package io.github.wroom4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code docs/porting.md}, which lies in the jar, says of names that C++ sketches use and that are not here. */
final class PortingPage {
    private static final String PLACE = "docs/porting.md";
    private static final Pattern ROW = Pattern.compile("\\| (`[^|]*) \\| ([^|]*) \\|");
    private static final Pattern NAME = Pattern.compile("`([A-Za-z0-9_.]+)`");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)\\]\\(([^)#]*)[^)]*\\)");

    /** javac's own words for a name that it does not know, as one line. */
    private static final Pattern UNKNOWN = Pattern.compile("symbol: +(?:variable|class|method) (\\w+)");

    private static final Pattern UNFIT = Pattern.compile("\\bEEPROMClass\\.(get|put)\\(");

    /** Where a sketch's classes may come from. */
    private static final List<String> PACKAGES =
            List.of("arduino", "esp8266wifi", "esp8266httpclient", "esp8266webserver", "dnsserver", "fs");

    private PortingPage() {}

    /** What to do about an error of javac's; empty where the page has no word on it. */
    static Optional<String> on(String error) {
        Matcher unfit = UNFIT.matcher(error);
        if (unfit.find()) {
            return Optional.ofNullable(rows().get("EEPROM." + unfit.group(1)));
        }
        Matcher unknown = UNKNOWN.matcher(error);
        if (!unknown.find()) {
            return Optional.empty();
        }
        String name = unknown.group(1);
        return Optional.ofNullable(rows().get(name)).or(() -> ours(name));
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

    /** The rows of the tables whose first column is names, by name. */
    static Map<String, String> rows() {
        var rows = new LinkedHashMap<String, String>();
        boolean names = false;
        for (String line : text().lines().toList()) {
            names = line.startsWith("## ")
                    ? line.equals("## Names that are not here") || line.equals("## Libraries")
                    : names;
            Matcher row = ROW.matcher(line);
            if (names && row.matches()) {
                String told =
                        LINK.matcher(row.group(2)).replaceAll("$1 (docs/$2)").replace("`", "");
                NAME.matcher(row.group(1)).results().forEach(name -> rows.put(name.group(1), told));
            }
        }
        return rows;
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

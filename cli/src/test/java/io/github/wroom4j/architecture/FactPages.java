package io.github.wroom4j.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The pages of docs/facts as what can be cited of them.
 *
 * @param paragraphs the numbers of each page's headings
 * @param rows the pages that have a row, a list item or a transcript of an id
 */
record FactPages(Map<String, Set<String>> paragraphs, Map<String, Set<String>> rows) {
    /** {@code ### 3.1 Opening}, {@code ## 22. Open questions}, {@code ### 3a. Client}. */
    private static final Pattern HEADING = Pattern.compile("(?m)^#{2,4} (\\d+(?:\\.\\d+)*[a-z]?)\\.? ");

    /** {@code | D8 | …}, {@code - **HC-34** …}, {@code - **HC-10/13/67** …}, and the first line of a transcript. */
    private static final Pattern ROW =
            Pattern.compile("(?m)^(?:\\| |- \\*\\*)?([A-Z]{1,3}-?)(\\d+[a-z]?(?:/\\d+)*)(?=[ *])");

    static FactPages in(Path folder) throws IOException {
        var pages = new FactPages(new TreeMap<>(), new TreeMap<>());
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".md")).toList()) {
                String name = file.getFileName().toString().replaceFirst("\\.md$", "");
                if (!name.equals("README")) {
                    pages.add(name, Files.readString(file));
                }
            }
        }
        return pages;
    }

    /** These pages and one from elsewhere whose rows are cited too. */
    FactPages with(Path page) throws IOException {
        add(page.getFileName().toString().replaceFirst("\\.md$", ""), Files.readString(page));
        return this;
    }

    private void add(String page, String text) {
        Set<String> numbers = paragraphs.computeIfAbsent(page, none -> new TreeSet<>());
        HEADING.matcher(text).results().map(found -> found.group(1)).forEach(numbers::add);
        Matcher row = ROW.matcher(text);
        while (row.find()) {
            for (String number : row.group(2).split("/")) {
                rows.computeIfAbsent(row.group(1) + number, none -> new TreeSet<>())
                        .add(page);
            }
        }
    }

    boolean isPage(String name) {
        return paragraphs.containsKey(name);
    }

    boolean hasParagraph(String page, String number) {
        return paragraphs.get(page).contains(number);
    }

    /** The pages on which something has this id; empty if none. */
    Set<String> pagesOf(String id) {
        return rows.getOrDefault(id, Set.of());
    }

    /** The letters before the hyphen of rules, as in {@code HC-34}. */
    Set<String> rulePrefixes() {
        var prefixes = new TreeSet<String>();
        rows.keySet().stream()
                .filter(id -> id.contains("-"))
                .map(id -> id.substring(0, id.indexOf('-')))
                .forEach(prefixes::add);
        return prefixes;
    }
}

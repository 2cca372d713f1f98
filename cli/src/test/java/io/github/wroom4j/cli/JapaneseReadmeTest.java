package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** README.ja.md says what README.md says: the same headings, commands, code, tables and links, in Japanese. */
class JapaneseReadmeTest {
    private static final Path TOP = Path.of("..");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    private static String page(String name) throws IOException {
        return Files.readString(TOP.resolve(name));
    }

    private static List<String> headingLevels(String page) {
        return page.replaceAll("(?ms)^```.*?^```", "")
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst(" .*", ""))
                .toList();
    }

    /** Without the remarks behind commands, which are translated. */
    private static List<String> blocks(String page) {
        return BLOCK.matcher(page)
                .results()
                .map(block -> block.group(1) + "\n" + block.group(2).replaceAll("(?m)\\s+# .*$", ""))
                .toList();
    }

    private static List<String> links(String page) {
        return LINK.matcher(page)
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.startsWith("README"))
                .toList();
    }

    private static List<Integer> tables(String page) {
        return page.lines()
                .filter(line -> line.startsWith("|"))
                .map(line -> line.split("\\|").length)
                .toList();
    }

    @Test
    void headings_code_and_tables_are_the_same() throws IOException {
        String english = page("README.md");
        String japanese = page("README.ja.md");

        assertEquals(headingLevels(english), headingLevels(japanese));
        assertEquals(blocks(english), blocks(japanese));
        assertEquals(tables(english), tables(japanese));
        assertTrue(headingLevels(english).size() >= 8, "the headings were found");
    }

    @Test
    void it_leads_to_the_same_pages() throws IOException {
        assertEquals(
                links(page("README.md")).stream().sorted().collect(Collectors.toList()),
                links(page("README.ja.md")).stream().sorted().collect(Collectors.toList()));
    }

    @Test
    void it_is_japanese() throws IOException {
        for (String heading : page("README.ja.md")
                .lines()
                .filter(line -> line.startsWith("## "))
                .toList()) {
            assertTrue(heading.codePoints().anyMatch(c -> c >= 0x3040 && c < 0xA000), heading);
        }
    }
}

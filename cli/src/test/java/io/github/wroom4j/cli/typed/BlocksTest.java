package io.github.wroom4j.cli.typed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No block of a page is forgotten: it is typed, or listed with the reason why not. */
class BlocksTest {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();

    @Test
    void each_block_is_typed_or_listed_and_each_row_of_the_list_is_needed() throws IOException {
        NotTyped listed = NotTyped.read();
        var needed = new HashSet<NotTyped.Row>();
        var forgotten = new ArrayList<String>();
        for (Path page : PagesAsTypedIT.pages()) {
            String name = TOP.relativize(page).toString();
            List<Block> blocks = Block.of(page);
            for (int i = 0; i < blocks.size(); i++) {
                Block block = blocks.get(i);
                listed.rows().stream().filter(row -> row.covers(name, block)).forEach(needed::add);
                if (block.is("sh")) {
                    block.commands()
                            .forEach(command -> listed.rows().stream()
                                    .filter(row -> row.covers(name, command))
                                    .forEach(needed::add));
                }
                if (!Session.knows(blocks, i) && !listed.has(name, block)) {
                    forgotten.add(name + ": " + block.language() + ": " + block.firstLine());
                }
            }
        }
        assertEquals(List.of(), forgotten);
        assertEquals(
                List.of(),
                listed.rows().stream().filter(row -> !needed.contains(row)).toList());
    }

    @Test
    void a_block_knows_its_prose_and_its_commands() {
        List<Block> blocks = Block.of("""
                # Page

                First:

                ```sh
                cat > a <<'END'
                # no remark
                END
                echo a \\
                  b

                # a remark
                ./wroom4j mock   # one
                ```

                In another terminal:

                ```text
                out
                ```

                ## Next
                """);

        assertEquals(2, blocks.size());
        assertEquals("Page", blocks.get(0).heading());
        assertEquals("\nIn another terminal:\n\n", blocks.get(0).after());
        assertEquals(
                List.of("cat > a <<'END'\n# no remark\nEND\n", "echo a \\\n  b\n", "./wroom4j mock   # one\n"),
                blocks.get(0).commands());
        assertEquals("\n", blocks.get(1).after());
    }

    @Test
    void what_is_left_out_on_a_page_may_be_anything_and_nothing_else_may() {
        assertTrue(Masks.agree("one\n…\nfour\n", "one\ntwo\nthree\nfour"));
        assertTrue(Masks.agree("one\n…\n", "one"));
        assertFalse(Masks.agree("one\n…\nfour\n", "one\ntwo"));
        assertFalse(Masks.agree("one\ntwo\n", "one\ntwo\nthree"));
        assertFalse(Masks.agree("a.c\n", "abc"));
    }

    @Test
    void masks_hide_what_changes_and_leave_what_the_page_names() throws IOException {
        Masks masks = Masks.read();

        assertEquals("http://127.0.0.1:…/ and :8080", masks.applied("http://127.0.0.1:39663/ and :8080  \r\n"));
        assertEquals("[HTTP] 62 bytes, … ms", masks.applied("[HTTP] 62 bytes, 1.5 ms"));
    }
}

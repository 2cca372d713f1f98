package io.github.wroom4j.at.codec;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Everything that fuzzing has kept, and every golden exchange, as plain tests. */
class ParserCorpusTest {
    private static final Path CORPUS = Path.of("src/test/resources/io/github/wroom4j/at/codec/corpus");

    @Test
    void the_kept_corpus_finds_nothing_any_more() throws IOException {
        List<Path> files;
        try (var listing = Files.list(CORPUS)) {
            files = listing.sorted().toList();
        }
        assertTrue(files.size() >= 20, files.size() + " files in " + CORPUS);
        for (Path file : files) {
            byte[] input = Files.readAllBytes(file);
            assertDoesNotThrow(() -> ParserFuzz.fuzzerTestOneInput(input), file::toString);
        }
    }

    @Test
    void golden_exchanges_cut_in_every_rhythm_find_nothing() {
        for (Golden golden : Golden.values()) {
            for (int rhythm = 0; rhythm < 256; rhythm++) {
                byte[] input = ("?" + golden.bytes).getBytes(StandardCharsets.ISO_8859_1);
                input[0] = (byte) rhythm;
                assertDoesNotThrow(() -> ParserFuzz.fuzzerTestOneInput(input), golden::name);
            }
        }
    }
}

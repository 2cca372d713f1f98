package io.github.wroom4j.at.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.codec.RecordedRows.Row;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The parser reads all that Espressif's own code printed: every block by its count, every line whole, cut anywhere. */
class RecordedRepliesTest {
    /** What is typed in transparent transmission comes back raw: there is nothing to count. */
    private static final Pattern RAW = Pattern.compile("transparent|.*trans.*|e-quit|e-sysmsg4");
    /** ESP-AT 2.0 announces kept data in the shape of a block that never comes, so its dialect fetches nothing. */
    private static final Set<String> ANNOUNCED = Set.of("passive", "recv");

    static List<String> versions() {
        return RecordedRows.versions();
    }

    private static boolean isRead(Row row) {
        boolean announced =
                row.version().startsWith("2.0") && ANNOUNCED.stream().anyMatch(row.script()::contains);
        boolean muted = row.reply().contains("<boot>") || row.script().startsWith("x-passive");
        return !RAW.matcher(row.script()).matches()
                && !announced
                && !(muted && row.version().startsWith("2.0"));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void every_reply_is_read_to_its_last_byte_and_alike_in_every_rhythm(String version) {
        var wrong = new ArrayList<String>();
        int blocks = 0;
        for (Row row : RecordedRows.sequences(version)) {
            if (!isRead(row) || row.reply().isEmpty()) {
                continue;
            }
            List<String> whole = read(row, Integer.MAX_VALUE);
            if (!whole.equals(read(row, 1)) || !whole.equals(read(row, 7))) {
                wrong.add(row + " is read otherwise when it is cut");
            }
            for (int i = 0; i < whole.size(); i++) {
                String token = whole.get(i);
                boolean block = token.startsWith("block ");
                blocks += block ? 1 : 0;
                boolean empty = block && token.endsWith(" 0");
                if (token.startsWith("desync") || block && !empty && !dataFollows(whole, i)) {
                    wrong.add(row.script() + " " + row.send().strip() + ": " + whole);
                }
            }
        }
        assertEquals(List.of(), wrong.subList(0, Math.min(5, wrong.size())), wrong.size() + " replies");
        assertTrue(blocks > 40, "only " + blocks + " blocks of data");
    }

    private static boolean dataFollows(List<String> tokens, int at) {
        return at + 1 < tokens.size() && tokens.get(at + 1).startsWith("data ");
    }

    private static List<String> read(Row row, int rhythm) {
        var tokens = new Tokens();
        var parser = new AtParser(tokens);
        parser.expectPrompt(row.send().startsWith("AT+CIPSEND"));
        byte[] bytes = row.reply().getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at < bytes.length; at += Math.min(rhythm, bytes.length - at)) {
            parser.feed(bytes, at, Math.min(rhythm, bytes.length - at));
        }
        return tokens.seen();
    }
}

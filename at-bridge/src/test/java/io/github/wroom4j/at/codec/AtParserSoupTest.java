package io.github.wroom4j.at.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.wroom4j.hal.testing.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever comes in, in pieces of whatever size: no crash, and the pieces make no difference. */
class AtParserSoupTest {
    private static final String[] MORSELS = {
        "+IPD,",
        "+CIPRECVDATA,",
        "+CIPRECVDATA:",
        "0,",
        "4,",
        "5:",
        "12,",
        "\"",
        "1.2.3.4",
        "\r\n",
        "\r",
        "\n",
        "> ",
        ">",
        "OK",
        "ERROR",
        "CLOSED",
        "ready",
        "\u0000",
        "\u00ff",
        " ",
        ":",
        ",",
        "99999:",
        "-1",
        "x"
    };

    @Test
    void a_soup_of_morsels_is_read_the_same_in_every_cut() {
        var random = new Random(Seeds.seed("parser soup"));
        for (int round = 0; round < 3000; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(60); i >= 0; i--) {
                text.append(MORSELS[random.nextInt(MORSELS.length)]);
            }
            var whole = Tokens.of(text.toString());
            assertEquals(whole, Tokens.of(text.toString(), 1), text::toString);
            var pieces = new Tokens();
            var parser = new AtParser(pieces);
            parser.expectPrompt(true);
            byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
            for (int at = 0; at < bytes.length; ) {
                int length = 1 + random.nextInt(bytes.length - at);
                parser.feed(bytes, at, length);
                at += length;
            }
            assertEquals(whole, pieces.seen(), text::toString);
        }
    }
}

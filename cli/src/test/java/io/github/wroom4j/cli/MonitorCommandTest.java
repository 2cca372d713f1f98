package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the monitor makes of bytes that are not text. */
@Timeout(60)
class MonitorCommandTest {
    @Test
    void the_boot_messages_of_the_rom_are_called_what_they_are() {
        var quiet = Captured.run("monitor", "--board", "mock:");
        assertEquals(0, quiet.code(), quiet.err());
        assertTrue(quiet.out().contains("boot messages of the module's ROM, which speaks at 74880 baud"), quiet.out());
        assertTrue(quiet.out().contains("ready"), quiet.out());
        assertFalse(quiet.out().contains("\\x"), quiet.out());

        var loud = Captured.run("monitor", "--board", "mock:", "--verbose");
        assertTrue(loud.out().contains("\\x"), loud.out());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+CWLAP:(3,\"研究室の無線ネットワーク\",-52,\"02:00:00:00:00:01\",6)",
                "+IPD,0,32:\u0016\u0003\u0003\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089",
                "ready",
                "AT+CWJAP_CUR=\"a\",\"b\"",
                "\u0080\u0081\u0082"
            })
    void text_and_payload_are_shown_as_they_are(String line) {
        String bytes = new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

        assertFalse(BootNoise.is(bytes));
    }
}

package io.github.wroom4j.at.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.wirelog.WireLog;
import io.github.wroom4j.hal.wirelog.WireLog.Direction;
import io.github.wroom4j.hal.wirelog.WireLogFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedSecretsTest {
    private static String recorded(String toModule, String fromModule) {
        byte[] out = toModule.getBytes(StandardCharsets.ISO_8859_1);
        byte[] in = fromModule.getBytes(StandardCharsets.ISO_8859_1);
        return WireLogFile.format(
                Instant.EPOCH,
                RecordedSecrets.hide(List.of(
                        new WireLog.Entry(0, Direction.TO_MODULE, out),
                        new WireLog.Entry(1, Direction.FROM_MODULE, in))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Basic c2VjcmV0",
                "authorization:c2VjcmV0",
                "Proxy-Authorization: Basic c2VjcmV0",
                "Cookie: session=c2VjcmV0",
                "AT+CWJAP=\"Lab\",\"c2VjcmV0\""
            })
    void a_credential_that_is_sent_is_hidden(String line) {
        String text = recorded("GET / HTTP/1.1\r\n" + line + "\r\nHost: x\r\n\r\n", "");
        assertFalse(text.contains("c2VjcmV0"), text);
        assertTrue(text.contains("Host: x") && text.contains("GET /"), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+IPD,0,90:", "+IPD,90:", "+CIPRECVDATA,90:", "+CIPRECVDATA:90,"})
    void a_cookie_that_comes_is_hidden_also_at_the_head_of_a_frame(String frame) {
        String text = recorded("", frame + "Set-Cookie: session=c2VjcmV0; Path=/\r\nContent-Length: 0\r\n");
        assertFalse(text.contains("c2VjcmV0"), text);
        assertTrue(text.contains("Content-Length: 0"), text);
    }

    @Test
    void words_that_only_look_like_one_are_left() {
        for (String line : List.of("X-Cookie: a", "Cookies: a", "see Cookie: a", "Authorization", "Authorization:")) {
            assertEquals(line, Secrets.mask(line));
        }
    }
}

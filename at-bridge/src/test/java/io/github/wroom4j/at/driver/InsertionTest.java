package io.github.wroom4j.at.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.wirelog.ReplayBoard;
import io.github.wroom4j.hal.wirelog.WireLogFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One golden exchange in the manner of each family, with every unsolicited message at every place where one may stand. */
@Timeout(120)
class InsertionTest {
    /** Messages of others' making; ids 0 and 1 are not ours: links are opened from 4 downward. */
    private static final List<String> UNSOLICITED = List.of(
            "WIFI CONNECTED\r\n",
            "WIFI GOT IP\r\n",
            "WIFI DISCONNECT\r\n",
            "DHCP TIMEOUT\r\n",
            "0,CONNECT\r\n",
            "0,CLOSED\r\n",
            "1,CONNECT FAIL\r\n",
            "\r\n+IPD,0,11:\r\nOK\r\nERROR",
            "\r\n+IPD,1,7\r\n",
            "+STA_CONNECTED:\"5c:cf:7f:00:00:01\"\r\n",
            "+DIST_STA_IP:\"5c:cf:7f:00:00:01\",\"192.168.4.2\"\r\n",
            "+STA_DISCONNECTED:\"5c:cf:7f:00:00:01\"\r\n",
            "smartconfig type:ESPTOUCH\r\n");

    /**
     * The reply to each command in pieces; between two of them, and before and after, others may speak
     * (at-protocol §3.2, §16.1).
     */
    private record Script(List<String> open, List<String> prompt, List<String> sent, List<String> received) {
        int places() {
            return open.size() + prompt.size() + sent.size() + received.size() + 4;
        }
    }

    private static Script script(String family) {
        boolean espAt = family.equals("esp-at");
        String after = espAt ? "\r\n" : "";
        return new Script(
                List.of("4,CONNECT\r\n", "\r\nOK\r\n"),
                espAt ? List.of("\r\nOK\r\n", "\r\n>") : List.of("\r\nOK\r\n", "> "),
                List.of("\r\nRecv 4 bytes\r\n", "\r\nSEND OK\r\n"),
                List.of("\r\n+IPD,4,6:\r\nOK\r\n" + after, "\r\n+IPD,4,4:pong" + after));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonos", "esp-at"})
    void an_unsolicited_message_anywhere_changes_nothing(String family) {
        Script script = script(family);
        for (String message : UNSOLICITED) {
            for (int place = 0; place < script.places(); place++) {
                String where = family + ": " + message.strip() + " at place " + place;
                try {
                    assertEquals("\r\nOK\r\npong", exchange(family, script, message, place), where);
                } catch (AtException e) {
                    throw new AssertionError(where, e);
                }
            }
        }
    }

    private static String exchange(String family, Script script, String message, int place) {
        // Pushed bytes on both: the passive paths have tests of their own.
        ScriptedModule module = ScriptedModule.nonOs040();
        if (family.equals("esp-at")) {
            module.on("AT\\+GMR", "AT version:2.0.0.0(88c2cde)\r\nSDK version:v3.2\r\n" + ScriptedModule.OK);
        }
        int at = 0;
        String open = said(script.open, message, place - at);
        at += script.open.size() + 1;
        module.prompt(said(script.prompt, message, place - at));
        at += script.prompt.size() + 1;
        String sent = said(script.sent, message, place - at);
        at += script.sent.size() + 1;
        String received = said(script.received, message, place - at);
        module.on("AT\\+CIPSTART=.*", open);
        module.afterPayload(usual -> sent + received);
        try (var driver = AtDriver.open(module);
                Link link = driver.open(LinkRequest.tcp("10.0.0.2", 80))) {
            Deadline soon = Deadline.in(Duration.ofSeconds(20));
            link.write("ping".getBytes(StandardCharsets.US_ASCII), 0, 4, soon);
            var got = new byte[10];
            for (int n = 0; n < got.length; ) {
                int more = link.read(got, n, got.length - n, soon);
                if (more <= 0) {
                    return new String(got, 0, n, StandardCharsets.US_ASCII) + " and then " + more;
                }
                n += more;
            }
            return new String(got, StandardCharsets.US_ASCII);
        }
    }

    private static String said(List<String> pieces, String message, int place) {
        var text = new StringBuilder();
        for (int i = 0; i <= pieces.size(); i++) {
            text.append(i == place ? message : "").append(i < pieces.size() ? pieces.get(i) : "");
        }
        return text.toString();
    }

    @Test
    void a_recording_replays_as_a_test_and_keeps_its_secrets() {
        var module = ScriptedModule.nonOs040().on("AT\\+CWJAP_CUR=.*", "WIFI GOT IP\r\n" + ScriptedModule.OK);
        String file;
        try (var driver = AtDriver.open(module)) {
            driver.join("Lab", "hunter22");
            file = WireLogFile.format(Instant.EPOCH, driver.recording());
        }
        assertEquals(-1, file.indexOf("hunter22"), file);
        var replay = new ReplayBoard("bug report", WireLogFile.parse("bug report", file));
        try (var driver = AtDriver.open(replay)) {
            driver.join("Lab", "another1"); // a hidden span matches anything of its length
            assertEquals("nonos-0.40", driver.version().dialect());
        }
    }
}

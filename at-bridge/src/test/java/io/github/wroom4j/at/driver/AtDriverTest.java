package io.github.wroom4j.at.driver;

import static io.github.wroom4j.at.driver.ScriptedModule.ERROR;
import static io.github.wroom4j.at.driver.ScriptedModule.OK;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.SslOptions;
import io.github.wroom4j.at.Station;
import io.github.wroom4j.hal.Deadline;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AtDriverTest {

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    private static String read(Link link, int length) {
        var bytes = new ByteArrayOutputStream();
        var buffer = new byte[length];
        while (bytes.size() < length) {
            int n = link.read(buffer, 0, length - bytes.size(), soon());
            assertTrue(n > 0, "read gave " + n + " after " + bytes.size() + " bytes");
            bytes.write(buffer, 0, n);
        }
        return bytes.toString(US_ASCII);
    }

    @Test
    void opening_switches_echo_off_asks_who_it_is_and_takes_five_links() {
        var module = ScriptedModule.nonOs17();
        try (var driver = AtDriver.open(module)) {
            assertEquals("nonos-1.7", driver.version().dialect());
            assertTrue(driver.version().exact());
            List<String> said = module.commands();
            assertTrue(said.indexOf("ATE0") < said.indexOf("AT+GMR"), said.toString());
            assertTrue(said.contains("AT+CIPMUX=1") && said.contains("AT+CIPRECVMODE=1"), said.toString());
        }
    }

    @Test
    void whoever_is_told_to_stop_by_an_interrupt_still_closes_what_he_has() {
        var driver = AtDriver.open(ScriptedModule.nonOs17());
        Thread.currentThread().interrupt();
        driver.close(); // that no thread stays behind is looked at when the class ends
        assertTrue(Thread.interrupted(), "and still knows that he was told");
    }

    @Test
    void a_firmware_without_passive_receive_is_not_asked_for_it() {
        var module = ScriptedModule.nonOs040();
        try (var driver = AtDriver.open(module)) {
            assertEquals("nonos-0.40", driver.version().dialect());
            assertFalse(module.commands().contains("AT+CIPRECVMODE=1"));
        }
    }

    @Test
    void joining_reports_the_firmwares_reason() {
        var module = ScriptedModule.nonOs17().on("AT\\+CWJAP_CUR=.*", "WIFI DISCONNECT\r\n+CWJAP:2\r\n\r\nFAIL\r\n");
        try (var driver = AtDriver.open(module)) {
            var refused = assertThrows(AtException.class, () -> driver.join("Lab", "hunter22"));
            assertEquals(AtException.Kind.JOIN_FAILED, refused.kind());
            assertTrue(refused.getMessage().contains("wrong password"), refused.getMessage());
            assertFalse(refused.getMessage().contains("hunter22"));
            assertEquals(Station.State.WRONG_PASSWORD, driver.station().state());
            assertFalse(
                    driver.transcript().text().contains("hunter22"),
                    driver.transcript().text());

            module.on("AT\\+CWJAP_CUR=.*", "WIFI CONNECTED\r\nWIFI GOT IP\r\n" + OK);
            driver.join("Lab", "hunter22");
            assertEquals(Station.State.CONNECTED, driver.station().state());
        }
    }

    @Test
    void many_writes_become_one_send_when_a_read_needs_them() {
        var sent = new CopyOnWriteArrayList<String>();
        var module = ScriptedModule.nonOs040();
        module.onSent((id, bytes) -> {
            sent.add(new String(bytes, US_ASCII));
            module.say("\r\n+IPD," + id + ",4:pong");
        });
        try (var driver = AtDriver.open(module, DriverOptions.DEFAULT);
                Link link = driver.open(LinkRequest.tcp("10.0.0.2", 80))) {
            for (String piece : List.of("GET / ", "HTTP/1.0\r\n", "\r\n")) {
                byte[] bytes = piece.getBytes(US_ASCII);
                link.write(bytes, 0, bytes.length, soon());
            }
            assertEquals("pong", read(link, 4));
            assertEquals(List.of("GET / HTTP/1.0\r\n\r\n"), sent);
        }
    }

    @Test
    void a_large_write_goes_in_sends_of_2048() {
        var sent = new ByteArrayOutputStream();
        var module = ScriptedModule.nonOs17().onSent((id, bytes) -> sent.writeBytes(bytes));
        try (var driver = AtDriver.open(module);
                Link link = driver.open(LinkRequest.tcp("10.0.0.2", 80))) {
            byte[] body = new byte[5000];
            new Random(7).nextBytes(body);
            link.write(body, 0, body.length, soon());
            link.flush(soon());
            assertArrayEquals(body, sent.toByteArray());
            assertEquals(2, module.count("AT\\+CIPSEND=\\d,2048"));
            assertEquals(1, module.count("AT\\+CIPSEND=\\d,904"));
        }
    }

    @Test
    void passive_bytes_are_fetched_and_a_closed_link_never_hides_unread_bytes() {
        var module = ScriptedModule.nonOs17();
        try (var driver = AtDriver.open(module);
                Link link = driver.open(LinkRequest.tcp("10.0.0.2", 80))) {
            String id = module.commands().stream()
                    .filter(c -> c.startsWith("AT+CIPSTART="))
                    .findFirst()
                    .orElseThrow()
                    .substring(12, 13);
            var replies = new ArrayDeque<>(List.of("\r\n+CIPRECVDATA,5:hello" + OK, ERROR));
            module.on("AT\\+CIPRECVDATA=" + id + ",2048", m -> replies.isEmpty() ? ERROR : replies.poll());
            module.say("\r\n+IPD," + id + ",5\r\n" + id + ",CLOSED\r\n");
            assertEquals("hello", read(link, 5));
            assertEquals(-1, link.read(new byte[1], 0, 1, soon()));
            assertFalse(link.isOpen());
            assertEquals(
                    AtException.Kind.LINK_CLOSED, link.whyClosed().orElseThrow().kind());
        }
    }

    @Test
    void a_refused_connection_says_so_and_the_late_CLOSED_harms_nobody() {
        var module = ScriptedModule.nonOs17().on("AT\\+CIPSTART=(\\d),.*", ERROR);
        try (var driver = AtDriver.open(module)) {
            var refused = assertThrows(AtException.class, () -> driver.open(LinkRequest.tcp("10.0.0.2", 1)));
            assertEquals(AtException.Kind.CONNECT_FAILED, refused.kind());
            module.on("AT\\+CIPSTART=(\\d),.*", m -> m.group(1) + ",CONNECT\r\n" + OK);
            try (Link link = driver.open(LinkRequest.tcp("10.0.0.2", 80))) {
                module.say("4,CLOSED\r\n"); // of the failed attempt, which had id 4 (at-protocol §16.5 L1)
                module.say("WIFI CONNECTED\r\n");
                driver.raw("AT", soon());
                assertTrue(link.isOpen());
            }
        }
    }

    @Test
    void a_send_failure_closes_the_link() {
        var module = ScriptedModule.nonOs17().afterPayload(usual -> "SEND FAIL\r\n");
        try (var driver = AtDriver.open(module);
                Link link = driver.open(LinkRequest.tcp("10.0.0.2", 80))) {
            link.write(new byte[10], 0, 10, soon());
            var failed = assertThrows(AtException.class, () -> link.flush(soon()));
            assertEquals(AtException.Kind.LINK_BROKEN, failed.kind());
            assertFalse(link.isOpen());
            assertThrows(AtException.class, () -> link.write(new byte[1], 0, 1, soon()));
            driver.raw("AT", soon());
            while (module.count("AT\\+CIPCLOSE=\\d") == 0) {
                Thread.onSpinWait(); // the keeper closes the module's end
            }
        }
    }

    @Test
    void options_beyond_the_firmware_are_refused_before_a_byte_is_sent() {
        var module = ScriptedModule.nonOs040();
        try (var driver = AtDriver.open(module)) {
            int before = module.commands().size();
            var refused =
                    assertThrows(AtException.class, () -> driver.open(LinkRequest.ssl("h", 443, SslOptions.NONE)));
            assertEquals(AtException.Kind.UNSUPPORTED, refused.kind());
            assertEquals(before, module.commands().size());
        }
    }

    @Test
    void an_unexpected_ready_wakes_the_waiting_restores_and_the_next_request_works() {
        var module = ScriptedModule.nonOs17().on("AT\\+CWJAP_CUR=.*", "WIFI CONNECTED\r\nWIFI GOT IP\r\n" + OK);
        try (var driver = AtDriver.open(module)) {
            driver.join("Lab", "hunter22");
            Link link = driver.open(LinkRequest.tcp("10.0.0.2", 80));
            module.say("\u0000\u0080x\r\nready\r\n");
            var lost = assertThrows(AtException.class, () -> link.read(new byte[1], 0, 1, soon()));
            assertEquals(AtException.Kind.MODULE_RESET, lost.kind());
            try (Link next = driver.open(LinkRequest.tcp("10.0.0.2", 80))) {
                assertTrue(next.isOpen());
            }
            assertEquals(2, module.count("ATE0"));
            assertEquals(2, module.count("AT\\+CWJAP_CUR=.*"));
        }
    }

    @Test
    void closing_from_another_thread_frees_a_blocked_reader() throws Exception {
        var module = ScriptedModule.nonOs17();
        var driver = AtDriver.open(module);
        Link link = driver.open(LinkRequest.tcp("10.0.0.2", 80));
        var failure = new CopyOnWriteArrayList<AtException>();
        var reader = new Thread(() -> {
            try {
                link.read(new byte[1], 0, 1, soon());
            } catch (AtException e) {
                failure.add(e);
            }
        });
        reader.start();
        while (reader.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        driver.close();
        reader.join(10_000);
        assertFalse(reader.isAlive());
        assertEquals(AtException.Kind.CLOSED, failure.get(0).kind());
    }

    @Test
    void a_raw_command_returns_its_lines_and_carries_the_line_of_its_error() {
        var module = ScriptedModule.nonOs17().on("AT\\+CIPSEND=4,4000", "too long\r\n" + ERROR);
        try (var driver = AtDriver.open(module)) {
            assertEquals(
                    "AT version:1.7.4.0(May 11 2020 19:13:04)",
                    driver.raw("AT+GMR", soon()).get(0));
            var refused = assertThrows(AtException.class, () -> driver.raw("AT+FOO", soon()));
            assertEquals("ERROR", refused.atLine());
            assertThrows(IllegalArgumentException.class, () -> driver.raw("AT\r\nAT+RESTORE", soon()));
        }
    }
}

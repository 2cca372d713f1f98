package io.github.wroom4j.at.driver;

import static io.github.wroom4j.at.driver.ScriptedModule.ERROR;
import static io.github.wroom4j.at.driver.ScriptedModule.OK;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.Listener;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ManualClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Visitors of the module's server, who share ids one after another: what was meant for one never reaches the next (H7, L12),
 * whatever stands between them on the line.
 */
@Timeout(60)
class ServedLinksTest {
    private final ManualClock clock = new ManualClock();
    private final ManualClock.Stop time = clock.drive();

    @AfterEach
    void stop() {
        time.close();
    }

    private Deadline soon() {
        return Deadline.in(clock, Duration.ofSeconds(20));
    }

    private AtDriver open(ScriptedModule module) {
        module.on("AT\\+CIPSERVER=.*", OK);
        return AtDriver.open(module, DriverOptions.DEFAULT.withClock(clock).withFindSpeed(false));
    }

    /** Lets time pass in which the driver may do whatever it has put off. */
    private void later(AtDriver driver) throws InterruptedException {
        clock.sleepUntil(Deadline.in(clock, Duration.ofSeconds(1)).atNanos());
        driver.raw("AT", soon());
    }

    private static String text(Link link, int length, Deadline deadline) {
        var got = new byte[length];
        int n = link.read(got, 0, length, deadline);
        return n < 0 ? "" : new String(got, 0, n, US_ASCII);
    }

    static Stream<String> firmwares() {
        return Stream.of("at-0.40", "at-1.7", "esp-at-2.2");
    }

    private static ScriptedModule module(String firmware) {
        return switch (firmware) {
            case "at-0.40" -> ScriptedModule.nonOs040();
            case "at-1.7" -> ScriptedModule.nonOs17();
            default -> ScriptedModule.espAt22();
        };
    }

    @ParameterizedTest
    @MethodSource("firmwares")
    void payload_is_not_written_once_the_prompt_comes_behind_the_next_client(String firmware) {
        var module = module(firmware);
        List<String> sent = new CopyOnWriteArrayList<>();
        module.onSent((id, bytes) -> sent.add(id + ":" + new String(bytes, US_ASCII)));
        try (var driver = open(module);
                Listener listener = driver.listen(80, soon())) {
            module.say("0,CONNECT\r\n");
            Link first = listener.accept(soon()).orElseThrow();
            module.prompt("0,CLOSED\r\n0,CONNECT\r\n\r\nOK\r\n> ");
            first.write("a secret".getBytes(US_ASCII), 0, 8, soon());
            var ended = assertThrows(AtException.class, () -> first.flush(soon()));
            assertEquals(AtException.Kind.LINK_CLOSED, ended.kind(), ended.getMessage());
            module.prompt("\r\nOK\r\n> ");

            Link second = listener.accept(soon()).orElseThrow();
            second.write("his own".getBytes(US_ASCII), 0, 7, soon());
            second.flush(soon());
            assertEquals(List.of("0:his own"), sent);
            assertTrue(second.isOpen());
        }
    }

    @Test
    void a_client_that_took_the_id_while_payload_was_on_its_way_is_closed_rather_than_served_with_it()
            throws InterruptedException {
        var module = ScriptedModule.nonOs040();
        module.afterPayload(usual -> "0,CLOSED\r\n0,CONNECT\r\n" + usual);
        try (var driver = open(module);
                Listener listener = driver.listen(80, soon())) {
            module.say("0,CONNECT\r\n");
            Link first = listener.accept(soon()).orElseThrow();
            first.write("a secret".getBytes(US_ASCII), 0, 8, soon());
            try {
                first.flush(soon());
            } catch (AtException ended) {
                // SEND OK was another's, or none was
            }
            later(driver);
            assertEquals(1, module.count("AT\\+CIPCLOSE=0"));
            assertTrue(listener.accept(Deadline.in(clock, Duration.ZERO)).isEmpty());
        }
    }

    @Test
    void a_client_that_took_the_id_amid_a_send_that_then_failed_is_served() {
        var module = ScriptedModule.nonOs040();
        module.afterPayload(usual -> "0,CLOSED\r\n0,CONNECT\r\n\r\nRecv 8 bytes\r\nSEND FAIL\r\n");
        try (var driver = open(module);
                Listener listener = driver.listen(80, soon())) {
            module.say("0,CONNECT\r\n");
            Link first = listener.accept(soon()).orElseThrow();
            first.write("a secret".getBytes(US_ASCII), 0, 8, soon());
            assertThrows(AtException.class, () -> first.flush(soon()));
            assertTrue(listener.accept(soon()).orElseThrow().isOpen());
        }
    }

    @Test
    void a_listener_that_was_closed_has_nothing_to_do_with_the_next_one_on_its_port() {
        var module = ScriptedModule.nonOs17();
        module.on("AT\\+CIPSTO=.*", OK);
        try (var driver = open(module)) {
            Listener old = driver.listen(80, soon());
            old.close();
            try (Listener next = driver.listen(80, soon())) {
                old.close();
                module.say("0,CONNECT\r\n");
                assertTrue(old.accept(Deadline.in(clock, Duration.ZERO)).isEmpty(), "the visitor is the next one's");
                assertTrue(next.accept(soon()).orElseThrow().isOpen());
                var stopped = assertThrows(AtException.class, () -> old.idleTimeout(5, soon()));
                assertEquals(AtException.Kind.CLOSED, stopped.kind());
                assertEquals(1, module.count("AT\\+CIPSERVER=0.*"), "the running server is not stopped");
                assertThrows(AtException.class, () -> driver.listen(80, soon()), "and is still known to run");
            }
            assertEquals(2, module.count("AT\\+CIPSERVER=0.*"));
        }
    }

    @ParameterizedTest
    @MethodSource("firmwares")
    void the_close_of_one_client_never_closes_the_next(String firmware) throws InterruptedException {
        var module = module(firmware);
        try (var driver = open(module);
                Listener listener = driver.listen(80, soon())) {
            module.say("0,CONNECT\r\n");
            Link first = listener.accept(soon()).orElseThrow();
            first.close(); // he is about to close by himself
            module.say("0,CLOSED\r\n0,CONNECT\r\n");
            Link second = listener.accept(soon()).orElseThrow();
            later(driver);
            assertEquals(0, module.count("AT\\+CIPCLOSE=0"));
            assertTrue(second.isOpen());
            assertFalse(first.isOpen());
        }
    }

    @Test
    void a_client_that_does_not_close_by_himself_is_closed() throws InterruptedException {
        var module = ScriptedModule.nonOs17();
        try (var driver = open(module);
                Listener listener = driver.listen(80, soon())) {
            module.say("0,CONNECT\r\n");
            listener.accept(soon()).orElseThrow().close();
            later(driver);
            assertEquals(1, module.count("AT\\+CIPCLOSE=0"));
        }
    }

    @Test
    void a_close_that_the_module_was_too_busy_for_is_not_said_again_to_the_next_client() throws InterruptedException {
        var module = ScriptedModule.nonOs17();
        var replies = new ArrayDeque<>(List.of("busy p...\r\n0,CLOSED\r\n0,CONNECT\r\n"));
        module.on("AT\\+CIPCLOSE=0", m -> replies.isEmpty() ? "0,CLOSED\r\n" + OK : replies.poll());
        try (var driver = open(module);
                Listener listener = driver.listen(80, soon())) {
            module.say("0,CONNECT\r\n");
            listener.accept(soon()).orElseThrow().close();
            Link second = listener.accept(soon()).orElseThrow();
            later(driver);
            assertEquals(1, module.count("AT\\+CIPCLOSE=0"));
            assertTrue(second.isOpen());
        }
    }

    @Test
    void what_is_fetched_behind_the_next_CONNECT_is_the_next_clients() { // recorded of AT 1.7: old bytes are dropped
        var module = ScriptedModule.nonOs17();
        var replies = new ArrayDeque<>(List.of("0,CLOSED\r\n0,CONNECT\r\n\r\n+IPD,0,3\r\n\r\n+CIPRECVDATA,3:new" + OK));
        module.on("AT\\+CIPRECVDATA=0,2048", m -> replies.isEmpty() ? OK : replies.poll());
        try (var driver = open(module);
                Listener listener = driver.listen(80, soon())) {
            module.say("0,CONNECT\r\n\r\n+IPD,0,3\r\n");
            Link first = listener.accept(soon()).orElseThrow();
            String got;
            try {
                got = text(first, 10, soon());
            } catch (AtException broken) {
                got = "";
            }
            assertEquals("", got);
            Link second = listener.accept(soon()).orElseThrow();
            assertEquals("new", text(second, 10, soon()));
        }
    }

    @Test
    void a_link_that_was_read_to_its_end_is_not_drained_from_the_next_client()
            throws InterruptedException { // today's CIPRECVDATA ate his request
        var module = ScriptedModule.nonOs17();
        module.on("AT\\+CIPRECVDATA=0,2048", "\r\n+CIPRECVDATA,3:GET" + OK);
        try (var driver = open(module);
                Listener listener = driver.listen(80, soon())) {
            module.say("0,CONNECT\r\n\r\n+IPD,0,3\r\n");
            Link first = listener.accept(soon()).orElseThrow();
            assertEquals("GET", text(first, 10, soon()));
            module.say("0,CLOSED\r\n");
            later(driver);
            assertFalse(first.isOpen());
            assertEquals(0, first.available());
            first.close();
            later(driver);
            assertEquals(1, module.count("AT\\+CIPRECVDATA=.*"));
            assertEquals(0, module.count("AT\\+CIPCLOSE=.*"));
        }
    }

    @Test
    void unread_bytes_are_fetched_after_CLOSED_only_while_nobody_has_taken_the_id() throws InterruptedException {
        var module = ScriptedModule.nonOs17();
        module.on("AT\\+CIPRECVDATA=0,2048", ERROR);
        try (var driver = open(module);
                Listener listener = driver.listen(80, soon())) {
            module.say("0,CONNECT\r\n\r\n+IPD,0,3\r\n0,CLOSED\r\n0,CONNECT\r\n");
            Link first = listener.accept(soon()).orElseThrow();
            assertThrows(AtException.class, () -> text(first, 10, soon()));
            later(driver);
            assertEquals(0, module.count("AT\\+CIPRECVDATA=.*"));
        }
    }

    @Test
    void a_lost_notice_of_a_client_is_made_good_without_anyone_reading() throws InterruptedException { // H11
        var module = ScriptedModule.nonOs17();
        module.on("AT\\+CIPRECVLEN\\?", "+CIPRECVLEN:3,0,0,0,0\r\n" + OK);
        module.on("AT\\+CIPRECVDATA=0,2048", "\r\n+CIPRECVDATA,3:GET" + OK);
        try (var driver = open(module);
                Listener listener = driver.listen(80, soon())) {
            module.say("0,CONNECT\r\n");
            Link link = listener.accept(soon()).orElseThrow();
            later(driver);
            assertTrue(link.available() > 0);
            assertEquals("GET", text(link, 10, soon()));
        }
    }

    @Test
    void a_reset_by_the_client_ends_his_link_and_says_so() { // recorded of AT 0.40 … 1.7.6: n,CONNECT FAIL
        var module = ScriptedModule.nonOs040();
        try (var driver = open(module);
                Listener listener = driver.listen(80, soon())) {
            module.say("0,CONNECT\r\n");
            Link first = listener.accept(soon()).orElseThrow();
            module.say("0,CONNECT FAIL\r\n0,CONNECT\r\n");
            Link second = listener.accept(soon()).orElseThrow();
            assertFalse(first.isOpen());
            assertTrue(first.whyClosed().orElseThrow().getMessage().contains("reset"));
            var again = assertThrows(AtException.class, () -> first.write(new byte[1], 0, 1, soon()));
            assertTrue(again.getMessage().contains("reset"), again.getMessage());
            assertTrue(second.isOpen());
        }
    }

    @Test
    void a_polled_accept_asks_the_module_nothing() {
        var module = ScriptedModule.nonOs17();
        try (var driver = open(module);
                Listener listener = driver.listen(80, soon())) {
            driver.raw("AT", soon());
            int before = module.commands().size();
            module.say("0,CONNECT\r\n");
            var accepted = new ArrayList<Link>();
            while (accepted.isEmpty()) {
                listener.accept(Deadline.in(clock, Duration.ZERO)).ifPresent(accepted::add);
            }
            assertEquals(before, module.commands().size());
            module.on("AT\\+CIPSTATUS", "STATUS:3\r\n+CIPSTATUS:0,\"TCP\",\"10.0.0.9\",5009,80,1\r\n" + OK);
            assertEquals("10.0.0.9", accepted.get(0).peer(soon()).host());
            assertEquals(5009, accepted.get(0).peer(soon()).port());
            assertEquals(before + 1, module.commands().size());
        }
    }

    @Test
    void a_module_that_is_busy_for_ever_costs_a_close_and_a_read_no_more_than_their_own_time() {
        var module = ScriptedModule.nonOs17();
        try (var driver = open(module)) {
            Link link = driver.open(LinkRequest.tcp("10.0.0.2", 80), soon());
            module.on("AT.*", "\r\nbusy p...\r\n");
            link.write(new byte[1], 0, 1, soon());
            module.say("\r\n+IPD,4,5\r\n");
            long before = clock.nanos();
            try {
                assertEquals(0, link.read(new byte[5], 0, 5, Deadline.in(clock, Duration.ofSeconds(5))));
            } catch (AtException busy) {
                assertEquals(AtException.Kind.BUSY, busy.kind(), busy.getMessage());
            }
            link.close(Deadline.in(clock, Duration.ofSeconds(3)));
            long took = clock.nanos() - before;
            assertTrue(took < Duration.ofMillis(8_500).toNanos(), "it took " + Duration.ofNanos(took));
        }
    }

    @Test
    void a_command_without_time_left_is_no_trouble_of_the_port() { // it made the driver resynchronise at every poll
        var module = ScriptedModule.nonOs17();
        try (var driver = open(module)) {
            driver.raw("AT", soon());
            int before = module.commands().size();
            assertThrows(AtException.class, () -> driver.raw("AT", Deadline.in(clock, Duration.ZERO)));
            driver.raw("AT+GMR", soon());
            assertEquals(
                    List.of("AT+GMR"),
                    module.commands().subList(before, module.commands().size()));
        }
    }

    @Test
    void what_was_written_goes_out_before_a_restart_that_was_asked_for() {
        var module = ScriptedModule.nonOs17();
        module.on("AT\\+RST", OK + "\r\nready\r\n");
        List<String> sent = new CopyOnWriteArrayList<>();
        module.onSent((id, bytes) -> sent.add(new String(bytes, US_ASCII)));
        try (var driver = open(module);
                Listener listener = driver.listen(80, soon())) {
            module.say("0,CONNECT\r\n");
            Link link = listener.accept(soon()).orElseThrow();
            link.write("restarting".getBytes(US_ASCII), 0, 10, soon());
            driver.restart(Deadline.in(clock, Duration.ofMinutes(1)));
            assertEquals(List.of("restarting"), sent);
            assertEquals(
                    AtException.Kind.MODULE_RESET,
                    link.whyClosed().orElseThrow().kind());
        }
    }

    @Test
    void a_row_of_the_next_client_tells_nothing_of_the_one_before() {
        var module = ScriptedModule.nonOs17();
        module.on(
                "AT\\+CIPSTATUS",
                "0,CLOSED\r\n0,CONNECT\r\nSTATUS:3\r\n+CIPSTATUS:0,\"TCP\",\"10.0.0.9\",5009,80,1\r\n" + OK);
        try (var driver = open(module);
                Listener listener = driver.listen(80, soon())) {
            module.say("0,CONNECT\r\n");
            Link first = listener.accept(soon()).orElseThrow();
            assertEquals("0.0.0.0", first.peer(soon()).host());
        }
    }

    @Test
    void a_client_whose_CLOSED_was_lost_is_gone_when_the_next_one_comes() {
        var module = ScriptedModule.nonOs040();
        try (var driver = open(module);
                Listener listener = driver.listen(80, soon())) {
            module.say("0,CONNECT\r\n");
            Link first = listener.accept(soon()).orElseThrow();
            module.say("0,CONNECT\r\n\r\n+IPD,0,3:new");
            Link second = listener.accept(soon()).orElseThrow();
            assertEquals("new", text(second, 10, soon()));
            assertFalse(first.isOpen());
            assertEquals(
                    AtException.Kind.LINK_BROKEN,
                    first.whyClosed().orElseThrow().kind());
            assertThrows(AtException.class, () -> text(first, 10, soon()));
        }
    }

    @ParameterizedTest
    @MethodSource("firmwares")
    void a_connection_that_went_with_the_Wi_Fi_says_so_for_good(String firmware) {
        var module = module(firmware);
        try (var driver = open(module);
                Listener listener = driver.listen(80, soon())) {
            module.say("WIFI CONNECTED\r\nWIFI GOT IP\r\n0,CONNECT\r\n");
            Link link = listener.accept(soon()).orElseThrow();
            // ESP-AT tells of the links first (recorded of 2.0 … 2.3), NonOS of the network (at-protocol §6.8).
            module.say(
                    firmware.startsWith("esp") ? "0,CLOSED\r\nWIFI DISCONNECT\r\n" : "WIFI DISCONNECT\r\n0,CLOSED\r\n");
            driver.raw("AT", soon());
            assertFalse(link.isOpen());
            for (int i = 0; i < 2; i++) {
                var why = assertThrows(AtException.class, () -> link.write(new byte[1], 0, 1, soon()));
                assertTrue(why.getMessage().contains("Wi-Fi"), why.getMessage());
            }
            assertTrue(link.whyClosed().orElseThrow().getMessage().contains("Wi-Fi"));
            assertEquals("", text(link, 1, soon()));
        }
    }
}

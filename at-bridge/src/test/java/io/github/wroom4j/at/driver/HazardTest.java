package io.github.wroom4j.at.driver;

import static io.github.wroom4j.at.driver.ScriptedModule.ERROR;
import static io.github.wroom4j.at.driver.ScriptedModule.OK;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.UartConfig;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each hazard of at-protocol §16 and each fault of peers §1.5 that a script can play, with what the driver does. */
@Timeout(60)
class HazardTest {
    /** Silence is asked about soon, so that tests of lost replies do not wait long. */
    private static final DriverOptions IMPATIENT =
            DriverOptions.DEFAULT.withPatience(Duration.ofMillis(150), Duration.ofMillis(150));

    private static final LinkRequest PEER = LinkRequest.tcp("10.0.0.2", 80);

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    private static void write(Link link, String text) {
        link.write(text.getBytes(US_ASCII), 0, text.length(), soon());
        link.flush(soon());
    }

    @Test
    void an_event_inside_the_echo_is_heard() { // at-protocol §16.1 I2, F1
        var module = ScriptedModule.nonOs17().on("ATE0", "AT" + "WIFI GOT IP\r\n" + "E0\r\n" + OK);
        try (var driver = AtDriver.open(module)) {
            assertEquals(
                    io.github.wroom4j.at.Station.State.CONNECTED,
                    driver.station().state());
        }
    }

    @Test
    void a_block_that_swallowed_the_line_end_behind_it_breaks_its_link() { // at-protocol §16.3: one byte of it was lost
        var module = ScriptedModule.nonOs040();
        try (var driver = AtDriver.open(module);
                Link other = driver.open(PEER)) {
            String otherId = module.lastOpened();
            Link link = driver.open(PEER);
            String id = module.lastOpened();
            module.say("\r\n+IPD," + id + ",4:abc\r\n+IPD," + otherId + ",4:ping");
            var got = new byte[8];
            assertEquals(4, other.read(got, 0, 8, soon()));
            assertEquals(4, link.read(got, 0, 8, soon()));
            var broken = assertThrows(AtException.class, () -> link.read(got, 0, 8, soon()));
            assertEquals(Kind.LINK_BROKEN, broken.kind(), broken.getMessage());
            assertEquals(
                    Kind.LINK_BROKEN,
                    assertThrows(AtException.class, () -> write(link, "x")).kind());
            assertTrue(other.isOpen());
        }
    }

    @Test
    void fetched_bytes_that_swallowed_their_OK_break_their_link() { // at-protocol §16.3: six bytes of them were lost
        var module = ScriptedModule.nonOs17();
        try (var driver = AtDriver.open(module, IMPATIENT);
                Link link = driver.open(PEER)) {
            module.on("AT\\+CIPRECVDATA=.*", "\r\n+CIPRECVDATA,10:hell\r\nOK\r\n");
            module.say("\r\n+IPD," + module.lastOpened() + ",10\r\n");
            var got = new byte[20];
            assertEquals(10, link.read(got, 0, 20, soon()));
            var broken = assertThrows(AtException.class, () -> link.read(got, 0, 20, soon()));
            assertEquals(Kind.LINK_BROKEN, broken.kind(), broken.getMessage());
        }
    }

    @Test
    void a_restart_in_the_middle_of_a_block_is_told_as_a_restart() { // at-protocol §2.2: the boot text fills the block
        var module = ScriptedModule.nonOs040();
        try (var driver = AtDriver.open(module);
                Link link = driver.open(PEER)) {
            module.on("AT\\+CIPMUX\\?", ""); // nobody listens while it starts
            module.say("\r\n+IPD," + module.lastOpened() + ",9:abc");
            module.say("\u00fer\u0018\u00e3ooo\u00e4\r\nx\u00c7rl\r\n");
            Deadline asked = soon();
            while (module.count("AT\\+CIPMUX\\?") < 2) {
                assertFalse(asked.expired());
                Thread.onSpinWait();
            }
            module.on("AT\\+CIPMUX\\?", "+CIPMUX:1\r\n" + OK);
            module.say("\r\nready\r\n");
            var got = new byte[20];
            assertEquals(9, link.read(got, 0, 20, soon()));
            var lost = assertThrows(AtException.class, () -> link.read(got, 0, 20, soon()));
            assertEquals(Kind.MODULE_RESET, lost.kind(), lost.getMessage());
        }
    }

    @Test
    void an_echo_that_should_be_off_betrays_a_reset_whose_ready_was_lost() { // at-protocol §2.3
        var module = ScriptedModule.nonOs17();
        try (var driver = AtDriver.open(module)) {
            Link link = driver.open(PEER);
            var first = new AtomicInteger();
            module.on(
                    "AT\\+CWHOSTNAME\\?",
                    m -> first.getAndIncrement() == 0
                            ? "AT+CWHOSTNAME?\r\n+CWHOSTNAME:ESP\r\n" + OK
                            : "+CWHOSTNAME:pi\r\n" + OK);
            var reset = assertThrows(AtException.class, () -> driver.station().hostname(soon()));
            assertEquals(Kind.MODULE_RESET, reset.kind());
            assertFalse(link.isOpen());
            assertEquals("pi", driver.station().hostname(soon()));
            assertEquals(2, module.count("ATE0"));
        }
    }

    @Test
    void bytes_that_come_after_CLOSED_are_read_before_the_end() { // at-protocol §16.5 L2, F6
        var module = ScriptedModule.nonOs040();
        try (var driver = AtDriver.open(module);
                Link link = driver.open(PEER)) {
            String id = module.lastOpened();
            module.say(id + ",CLOSED\r\n\r\n+IPD," + id + ",4:late");
            var got = new byte[8];
            assertEquals(4, link.read(got, 0, 8, soon()));
            assertEquals(-1, link.read(got, 0, 8, soon()));
        }
    }

    @Test
    void UNLINK_on_closing_counts_as_closed() { // at-protocol §16.5 L3
        var module = ScriptedModule.nonOs17().on("AT\\+CIPCLOSE=(\\d)", "UNLINK\r\n" + ERROR);
        try (var driver = AtDriver.open(module)) {
            for (int i = 0; i < 7; i++) {
                driver.open(PEER).close();
            }
        }
    }

    @Test
    void an_id_that_an_incoming_connection_took_is_left_alone() { // at-protocol §16.5 L5
        var module = ScriptedModule.nonOs17()
                .on("AT\\+CIPSERVER=1,80", OK)
                .on("AT\\+CIPSTART=4,.*", "ALREADY CONNECTED\r\n" + ERROR);
        try (var driver = AtDriver.open(module)) {
            driver.listen(80, soon());
            Link link = driver.open(PEER);
            assertTrue(link.isOpen());
            assertEquals("3", module.lastOpened());
            assertEquals(0, module.count("AT\\+CIPCLOSE=4"));
        }
    }

    @Test
    void a_connection_that_the_SDK_itself_refuses_is_asked_for_again() { // espconn-sdk §4.1, §4.5
        var module = ScriptedModule.nonOs17();
        var refusals = new AtomicInteger(1);
        module.on("AT\\+CIPSTART=(\\d),.*", m -> {
            String id = m.group(1);
            return refusals.getAndDecrement() > 0 ? id + ",CONNECT FAIL\r\n" + ERROR : id + ",CONNECT\r\n" + OK;
        });
        try (var driver = AtDriver.open(module)) {
            for (int i = 0; i < 5; i++) {
                assertTrue(driver.open(PEER).isOpen()); // the refused attempt keeps none of the five ids
            }
            assertEquals(6, module.count("AT\\+CIPSTART=.*"));
        }
    }

    @Test
    void a_connection_that_the_SDK_refuses_for_ever_says_who_refused() {
        var module = ScriptedModule.nonOs17();
        module.on("AT\\+CIPSTART=(\\d),.*", m -> m.group(1) + ",CONNECT FAIL\r\n" + ERROR);
        try (var driver = AtDriver.open(module)) {
            AtException refused = assertThrows(AtException.class, () -> driver.open(PEER));
            assertEquals(AtException.Kind.CONNECT_FAILED, refused.kind());
            assertTrue(refused.getMessage().contains("refused by the module itself"), refused.getMessage());
            assertEquals(3, module.count("AT\\+CIPSTART=.*"));
        }
    }

    @Test
    void an_id_that_the_module_has_in_use_though_nobody_could_have_come_is_closed_and_used_again() {
        var module = ScriptedModule.nonOs17();
        module.on(
                "AT\\+CIPSTART=4,.*",
                m -> module.count("AT\\+CIPCLOSE=4") == 0 ? "ALREADY CONNECTED\r\n" + ERROR : "4,CONNECT\r\n" + OK);
        try (var driver = AtDriver.open(module)) {
            for (int i = 0; i < 5; i++) {
                assertTrue(driver.open(PEER).isOpen());
            }
            assertEquals("4", module.lastOpened());
        }
    }

    @Test
    void a_row_of_the_list_that_the_wire_damaged_ends_no_link() { // H8
        var module = ScriptedModule.nonOs17();
        var refusals = new AtomicInteger(1);
        module.on(
                "AT\\+CIPSEND=(\\d),(\\d+)",
                m -> refusals.getAndDecrement() > 0
                        ? ERROR
                        : module.enter(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2))));
        String row = "\"TCP\",\"10.0.0.2\",80,1024,0\r\n" + OK;
        var answers = new ArrayDeque<>(List.of("STATUS:3\r\n+CIPSATUS:4," + row));
        module.on("AT\\+CIPSTATUS", m -> answers.isEmpty() ? "STATUS:3\r\n+CIPSTATUS:4," + row : answers.poll());
        try (var driver = AtDriver.open(module);
                Link link = driver.open(PEER)) {
            write(link, "x");
            assertTrue(link.isOpen());
            assertTrue(answers.isEmpty());
        }
    }

    @Test
    void payload_that_stops_coming_breaks_the_link_and_the_conversation_goes_on() { // H9, at-protocol §16.3
        var module = ScriptedModule.nonOs040();
        try (var driver = AtDriver.open(module, IMPATIENT);
                Link link = driver.open(PEER)) {
            module.say("\r\n+IPD," + module.lastOpened() + ",100:only this");
            var got = new byte[200];
            assertEquals(9, link.read(got, 0, 200, soon()));
            var broken = assertThrows(AtException.class, () -> link.read(got, 0, 200, soon()));
            assertEquals(Kind.LINK_BROKEN, broken.kind());
            assertEquals(List.of(), driver.raw("AT", soon()));
        }
    }

    @Test
    void bytes_behind_a_block_that_never_become_a_line_break_its_link() { // F3, at the end of all that comes
        var module = ScriptedModule.nonOs040();
        try (var driver = AtDriver.open(module, IMPATIENT);
                Link link = driver.open(PEER)) {
            module.say("\r\n+IPD," + module.lastOpened() + ",10:ten bytes.and more");
            var got = new byte[200];
            assertEquals(10, link.read(got, 0, 200, soon()));
            var broken = assertThrows(AtException.class, () -> link.read(got, 0, 200, soon()));
            assertEquals(Kind.LINK_BROKEN, broken.kind());
            assertTrue(broken.getMessage().contains("8 bytes behind"), broken.getMessage());
            assertEquals(List.of(), driver.raw("AT", soon()));
        }
    }

    @Test
    void an_overflowing_receive_buffer_breaks_that_link_by_name() {
        var module = ScriptedModule.nonOs040();
        try (var driver = AtDriver.open(module, DriverOptions.DEFAULT.withReceiveLimit(1000));
                Link link = driver.open(PEER)) {
            module.say("\r\n+IPD," + module.lastOpened() + ",1200:" + "x".repeat(1200));
            driver.raw("AT", soon());
            var got = new byte[2000];
            assertEquals(1000, link.read(got, 0, 2000, soon()));
            var broken = assertThrows(AtException.class, () -> link.read(got, 0, 2000, soon()));
            assertEquals(Kind.LINK_BROKEN, broken.kind());
            assertTrue(broken.getMessage().contains("overflow"), broken.getMessage());
        }
    }

    @Test
    void a_notice_that_was_lost_is_made_up_for_by_asking() { // H11, at-protocol §16.5 L11
        var module = ScriptedModule.nonOs17();
        try (var driver = AtDriver.open(module);
                Link link = driver.open(PEER)) {
            var replies = new ArrayDeque<>(List.of("\r\n+CIPRECVDATA,5:hello" + OK));
            module.on("AT\\+CIPRECVLEN\\?", m -> "+CIPRECVLEN:0,0,0,0," + (replies.isEmpty() ? 0 : 5) + "\r\n" + OK);
            module.on("AT\\+CIPRECVDATA=4,2048", m -> replies.isEmpty() ? OK : replies.poll());
            assertEquals(5, link.read(new byte[10], 0, 10, soon()));
        }
    }

    @Test
    void a_caller_returns_at_its_deadline_and_the_connection_made_too_late_is_closed() { // WC-1
        var module = ScriptedModule.nonOs17();
        try (var driver = AtDriver.open(module)) {
            module.on("AT\\+CIPSTART=(\\d),.*", "");
            module.on("AT\\+CIPMUX\\?", "\r\nbusy p...\r\n");
            long before = System.nanoTime();
            var late = assertThrows(AtException.class, () -> driver.open(PEER, Deadline.in(Duration.ofMillis(200))));
            assertTrue(System.nanoTime() - before < Duration.ofSeconds(5).toNanos());
            assertEquals(Kind.TIMEOUT, late.kind());
            module.on("AT\\+CIPMUX\\?", "+CIPMUX:1\r\n" + OK);
            module.say(module.lastOpened() + ",CONNECT\r\n" + OK);
            driver.raw("AT", soon());
            while (module.count("AT\\+CIPCLOSE=4") == 0) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void a_cancelled_background_opening_gives_up_at_once() {
        var module = ScriptedModule.nonOs17().on("AT\\+CIPSTART=(\\d),.*", "");
        try (var driver = AtDriver.open(module)) {
            var future = driver.openAsync(PEER, soon());
            while (module.count("AT\\+CIPSTART=.*") == 0) {
                Thread.onSpinWait();
            }
            future.cancel(true);
            module.on("AT\\+CIPSTART=(\\d),.*", m -> m.group(1) + ",CONNECT\r\n" + OK);
            try (Link link = driver.open(PEER)) {
                assertTrue(link.isOpen());
            }
        }
    }

    @Test
    void a_vanished_port_fails_everyone_and_is_opened_again() {
        var second = ScriptedModule.nonOs17().on("AT\\+CIPSTATUS", "STATUS:5\r\n" + OK);
        var module = ScriptedModule.nonOs17();
        try (var driver = AtDriver.open(module, DriverOptions.DEFAULT.withReopen(() -> second))) {
            Link link = driver.open(PEER);
            module.unplug();
            var gone = assertThrows(AtException.class, () -> link.read(new byte[1], 0, 1, soon()));
            assertEquals(Kind.PORT, gone.kind());
            assertTrue(driver.open(PEER).isOpen());
        }
    }

    @Test
    void a_vanished_port_that_cannot_be_opened_again_says_so() {
        var module = ScriptedModule.nonOs17();
        try (var driver = AtDriver.open(module)) {
            module.unplug();
            var gone = assertThrows(AtException.class, () -> driver.raw("AT", soon()));
            assertEquals(Kind.PORT, gone.kind());
        }
    }

    /** What a frame short of a byte or two swallows of what stands behind it, so that the rest is glued to it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\nSEND OK\r\n",
                "Recv 4 bytes\r\n\r\nSEND OK\r\n",
                "TATUS:3\r\n\r\nOK\r\n",
                ",CLOSED\r\n",
                "\n+IPD,4,1:x"
            })
    void a_frame_that_swallowed_the_beginning_of_what_follows_breaks_its_link(String rest) {
        var module = ScriptedModule.nonOs040()
                .afterPayload(usual -> rest.contains("SEND") ? "\r\n+IPD,4,4:abcd" + rest : usual)
                .on("AT\\+CIPSTATUS", m -> "\r\n+IPD,4,4:abcd" + rest);
        try (var driver = AtDriver.open(module, IMPATIENT);
                Link link = driver.open(PEER)) {
            assertEquals("4", module.lastOpened());
            if (rest.contains("SEND")) {
                try {
                    write(link, "ping");
                } catch (AtException broken) {
                    assertEquals(Kind.LINK_BROKEN, broken.kind());
                }
            } else if (rest.startsWith("TATUS")) {
                module.on("AT\\+CIPSEND=.*", ERROR); // so that the driver asks for its links
                assertThrows(AtException.class, () -> write(link, "ping"));
            } else {
                module.say("\r\n+IPD,4,4:abcd" + rest);
            }
            var broken = assertThrows(AtException.class, () -> {
                var some = new byte[10];
                while (link.read(some, 0, some.length, soon()) > 0) {
                    // what came before is read
                }
            });
            assertEquals(Kind.LINK_BROKEN, broken.kind(), broken.getMessage());
        }
    }

    @Test
    void an_id_of_someone_else_is_free_again_once_the_module_does_not_list_it() {
        var module = ScriptedModule.nonOs040().on("AT\\+CIPSTATUS", "STATUS:4\r\n" + OK);
        try (var driver = AtDriver.open(module, IMPATIENT)) {
            for (int id = 0; id < 5; id++) {
                module.say(id + ",CONNECT\r\n"); // and their CLOSED is lost
            }
            driver.raw("AT", soon());
            assertTrue(driver.open(PEER).isOpen());
        }
    }

    @Test
    void a_speed_that_does_not_work_is_taken_back() {
        var module = ScriptedModule.nonOs17().on("AT\\+UART_CUR=.*", OK);
        try (var driver = AtDriver.open(module)) {
            assertEquals(921_600, driver.speed(921_600, soon()));
            assertEquals(921_600, module.uart().config().baud());
            var asked = new AtomicInteger();
            module.on("AT\\+CIPMUX\\?", m -> asked.getAndIncrement() == 0 ? "\u0080\u00fe" : "+CIPMUX:1\r\n" + OK);
            assertEquals(921_600, driver.speed(2_000_000, soon()));
            assertEquals(921_600, module.uart().config().baud());
            assertEquals(UartConfig.Flow.NONE, module.uart().config().flow());
        }
    }
}

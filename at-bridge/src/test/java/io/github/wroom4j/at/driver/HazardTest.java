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
import java.util.concurrent.CopyOnWriteArrayList;
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

    private static String id(ScriptedModule module) {
        List<String> starts = module.commands().stream()
                .filter(c -> c.startsWith("AT+CIPSTART="))
                .toList();
        return starts.get(starts.size() - 1).substring(12, 13);
    }

    @Test
    void a_busy_module_is_asked_again_until_it_takes_the_command() { // §3.4, F4
        var answers = new ArrayDeque<>(List.of("\r\nbusy p...\r\n", "\r\nbusy p...\r\n", "+CWHOSTNAME:pi\r\n" + OK));
        var module = ScriptedModule.nonOs17().on("AT\\+CWHOSTNAME\\?", m -> answers.poll());
        try (var driver = AtDriver.open(module)) {
            assertEquals("pi", driver.station().hostname(soon()));
            assertEquals(3, module.count("AT\\+CWHOSTNAME\\?"));
        }
    }

    @Test
    void a_module_that_stays_busy_ends_in_BUSY_at_the_deadline() {
        var module = ScriptedModule.nonOs17();
        try (var driver = AtDriver.open(module)) {
            module.on("AT\\+CWHOSTNAME\\?", "\r\nbusy p...\r\n");
            var busy = assertThrows(
                    AtException.class, () -> driver.station().hostname(Deadline.in(Duration.ofMillis(300))));
            assertEquals(Kind.BUSY, busy.kind());
        }
    }

    @Test
    void a_lost_reply_is_noticed_by_a_probe_and_the_question_repeated() { // §16.7
        var answers = new ArrayDeque<>(List.of("", "+CWHOSTNAME:pi\r\n" + OK));
        var module = ScriptedModule.nonOs17().on("AT\\+CWHOSTNAME\\?", m -> answers.poll());
        try (var driver = AtDriver.open(module, IMPATIENT)) {
            assertEquals("pi", driver.station().hostname(soon()));
        }
    }

    @Test
    void an_answer_that_comes_while_a_probe_asks_is_taken_for_the_first_question() {
        var module = ScriptedModule.nonOs17().on("AT\\+CWHOSTNAME\\?", "");
        try (var driver = AtDriver.open(module, IMPATIENT)) {
            module.on("AT\\+CIPMUX\\?", "+CWHOSTNAME:pi\r\n" + OK + "+CIPMUX:1\r\n" + OK);
            assertEquals("pi", driver.station().hostname(soon()));
            assertEquals(1, module.count("AT\\+CWHOSTNAME\\?"));
        }
    }

    @Test
    void a_late_final_of_a_given_up_command_is_never_taken_for_the_next_ones() {
        var module = ScriptedModule.nonOs17().on("AT\\+CWHOSTNAME\\?", "");
        try (var driver = AtDriver.open(module)) {
            assertThrows(AtException.class, () -> driver.station().hostname(Deadline.in(Duration.ofMillis(50))));
            module.on("AT\\+CIPMUX\\?", ERROR + "+CIPMUX:1\r\n" + OK); // the late ERROR, then the probe's answer
            module.on("AT\\+CIPSTAMAC_CUR\\?", "+CIPSTAMAC_CUR:\"5c:cf:7f:00:00:01\"\r\n" + OK);
            assertEquals("5c:cf:7f:00:00:01", driver.station().mac(soon()));
        }
    }

    @Test
    void an_event_inside_the_echo_is_heard() { // §16.1 I2, F1
        var module = ScriptedModule.nonOs17().on("ATE0", "AT" + "WIFI GOT IP\r\n" + "E0\r\n" + OK);
        try (var driver = AtDriver.open(module)) {
            assertEquals(
                    io.github.wroom4j.at.Station.State.CONNECTED,
                    driver.station().state());
        }
    }

    @Test
    void an_answer_from_before_the_start_is_not_taken_for_a_sign_of_another_restart() { // §2.2, §16.7
        var asked = new AtomicInteger();
        var module = ScriptedModule.nonOs17().on("ATE0", OK); // the OK of an AT that was typed while the module started
        module.on(
                "AT\\+CIPMUX\\?",
                m -> asked.getAndIncrement() == 0
                        ? "ATE0\r\n" + OK + "AT+CIPMUX?\r\n\r\nbusy p...\r\n"
                        : "+CIPMUX:1\r\n" + OK);
        try (var driver = AtDriver.open(module)) {
            assertEquals(List.of(), driver.raw("AT", soon()));
            assertEquals(0, module.count("AT\\+RST"));
            assertEquals(2, module.count("ATE0"));
        }
    }

    @Test
    void a_block_that_swallowed_the_line_end_behind_it_breaks_its_link() { // §16.3: one byte of it was lost
        var module = ScriptedModule.nonOs040();
        try (var driver = AtDriver.open(module);
                Link other = driver.open(PEER)) {
            String otherId = id(module);
            Link link = driver.open(PEER);
            String id = id(module);
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
    void fetched_bytes_that_swallowed_their_OK_break_their_link() { // §16.3: six bytes of them were lost
        var module = ScriptedModule.nonOs17();
        try (var driver = AtDriver.open(module, IMPATIENT);
                Link link = driver.open(PEER)) {
            module.on("AT\\+CIPRECVDATA=.*", "\r\n+CIPRECVDATA,10:hell\r\nOK\r\n");
            module.say("\r\n+IPD," + id(module) + ",10\r\n");
            var got = new byte[20];
            assertEquals(10, link.read(got, 0, 20, soon()));
            var broken = assertThrows(AtException.class, () -> link.read(got, 0, 20, soon()));
            assertEquals(Kind.LINK_BROKEN, broken.kind(), broken.getMessage());
        }
    }

    @Test
    void a_restart_in_the_middle_of_a_block_is_told_as_a_restart() { // §2.2: the boot text fills the block
        var module = ScriptedModule.nonOs040();
        try (var driver = AtDriver.open(module);
                Link link = driver.open(PEER)) {
            module.on("AT\\+CIPMUX\\?", ""); // nobody listens while it starts
            module.say("\r\n+IPD," + id(module) + ",9:abc");
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
    void an_echo_that_should_be_off_betrays_a_reset_whose_ready_was_lost() { // §2.3
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
    void bytes_between_prompt_and_SEND_OK_belong_to_their_link() { // §16.1 I1, F2
        var module = ScriptedModule.nonOs040();
        try (var driver = AtDriver.open(module);
                Link first = driver.open(PEER)) {
            String firstId = id(module);
            try (Link second = driver.open(PEER)) {
                module.prompt("\r\nOK\r\n> \r\n+IPD," + firstId + ",4:ping");
                module.afterPayload(usual -> "\r\nRecv 3 bytes\r\n" + firstId + ",CLOSED\r\n\r\nSEND OK\r\n");
                write(second, "abc");
                assertTrue(second.isOpen());
                var got = new byte[8];
                assertEquals(4, first.read(got, 0, 8, soon()));
                assertEquals("ping", new String(got, 0, 4, US_ASCII));
                assertEquals(-1, first.read(got, 0, 8, soon()));
            }
        }
    }

    @Test
    void bytes_that_come_after_CLOSED_are_read_before_the_end() { // §16.5 L2, F6
        var module = ScriptedModule.nonOs040();
        try (var driver = AtDriver.open(module);
                Link link = driver.open(PEER)) {
            String id = id(module);
            module.say(id + ",CLOSED\r\n\r\n+IPD," + id + ",4:late");
            var got = new byte[8];
            assertEquals(4, link.read(got, 0, 8, soon()));
            assertEquals(-1, link.read(got, 0, 8, soon()));
        }
    }

    @Test
    void UNLINK_on_closing_counts_as_closed() { // §16.5 L3
        var module = ScriptedModule.nonOs17().on("AT\\+CIPCLOSE=(\\d)", "UNLINK\r\n" + ERROR);
        try (var driver = AtDriver.open(module)) {
            for (int i = 0; i < 7; i++) {
                driver.open(PEER).close();
            }
        }
    }

    @Test
    void a_send_on_a_link_whose_CLOSED_was_missed_ends_the_link() { // §16.5 L4
        var module = ScriptedModule.nonOs17().on("AT\\+CIPSEND=.*", "link is not valid\r\n" + ERROR);
        try (var driver = AtDriver.open(module);
                Link link = driver.open(PEER)) {
            var gone = assertThrows(AtException.class, () -> write(link, "x"));
            assertEquals(Kind.LINK_CLOSED, gone.kind());
            assertFalse(link.isOpen());
        }
    }

    @Test
    void an_id_that_an_incoming_connection_took_is_left_alone() { // §16.5 L5
        var module = ScriptedModule.nonOs17()
                .on("AT\\+CIPSERVER=1,80", OK)
                .on("AT\\+CIPSTART=4,.*", "ALREADY CONNECTED\r\n" + ERROR);
        try (var driver = AtDriver.open(module)) {
            driver.listen(80, soon());
            Link link = driver.open(PEER);
            assertTrue(link.isOpen());
            assertEquals("3", id(module));
            assertEquals(0, module.count("AT\\+CIPCLOSE=4"));
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
            assertEquals("4", id(module));
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "longer than all the questions that a driver asks with, each of which would be taken for payload",
                "short"
            })
    void a_prompt_that_is_lost_with_its_OK_is_cancelled_and_the_send_made_again(String text) {
        var prompts = new ArrayDeque<>(List.of("\r\nOK\r> ", "\r\nOK\r\n> ")); // the LF behind OK was lost
        var module = ScriptedModule.nonOs17();
        var sent = new CopyOnWriteArrayList<String>();
        module.onSent((id, bytes) -> sent.add(new String(bytes, US_ASCII)));
        module.on("AT\\+CIPSEND=(\\d),(\\d+)", m -> {
            module.prompt(prompts.poll());
            return module.enter(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)));
        });
        try (var driver = AtDriver.open(module, IMPATIENT);
                Link link = driver.open(PEER)) {
            write(link, text);
            assertEquals(List.of(text), sent);
            assertTrue(link.isOpen());
        }
    }

    /** A module that is in data entry, has not said so yet, and says so once it has been asked. */
    private static ScriptedModule stalling() {
        var module = ScriptedModule.nonOs17();
        module.on("AT\\+CIPSEND=(\\d),(\\d+)", m -> {
            boolean stalls = module.count("AT\\+CIPSEND=.*") == 1;
            module.stalled(stalls);
            String prompt = module.enter(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)));
            return stalls ? "" : prompt;
        });
        module.onEntered(bytes -> {
            if (bytes.endsWith("?\r\n")) {
                module.stalled(false);
                module.say("\r\nOK\r\n> ");
            }
        });
        return module;
    }

    @Test
    void a_prompt_that_comes_after_a_question_makes_no_payload_of_the_question() {
        var module = stalling();
        var sent = new CopyOnWriteArrayList<String>();
        module.onSent((id, bytes) -> sent.add(new String(bytes, US_ASCII)));
        try (var driver = AtDriver.open(module, IMPATIENT);
                Link link = driver.open(PEER)) {
            String text =
                    "bytes that are longer than escape and question, so that these would be sent in front of them";
            write(link, text);
            assertEquals(List.of(text), sent);
        }
    }

    @Test
    void a_short_payload_that_a_question_may_have_filled_breaks_its_link() {
        var module = stalling();
        try (var driver = AtDriver.open(module, IMPATIENT);
                Link link = driver.open(PEER)) {
            var broken = assertThrows(AtException.class, () -> write(link, "bytes that a question may fill"));
            assertEquals(Kind.LINK_BROKEN, broken.kind(), broken.getMessage());
            assertEquals(List.of(), driver.raw("AT", soon()));
        }
    }

    @Test
    void a_prompt_that_never_comes_is_cancelled_and_the_send_made_again() {
        var prompts = new ArrayDeque<>(List.of("\r\nOK\r\n"));
        var module = ScriptedModule.nonOs17();
        var sent = new CopyOnWriteArrayList<String>();
        module.onSent((id, bytes) -> sent.add(new String(bytes, US_ASCII)));
        try (var driver = AtDriver.open(module, IMPATIENT);
                Link link = driver.open(PEER)) {
            module.prompt(prompts.poll());
            var thread = new Thread(() -> {
                while (module.count("AT\\+CIPSEND=.*") == 0) {
                    Thread.onSpinWait();
                }
                module.prompt("\r\nOK\r\n> ");
            });
            thread.start();
            write(link, "payload");
            assertEquals(List.of("payload"), sent);
            assertEquals(2, module.count("AT\\+CIPSEND=.*"));
        }
    }

    @Test
    void a_tail_of_three_pluses_never_makes_a_batch_of_its_own() { // §3.6
        var sent = new CopyOnWriteArrayList<String>();
        var module = ScriptedModule.nonOs17().onSent((id, bytes) -> sent.add(new String(bytes, US_ASCII)));
        try (var driver = AtDriver.open(module);
                Link link = driver.open(PEER)) {
            write(link, "+++");
            write(link, "abc+++");
            write(link, "++++");
            assertEquals(List.of("+++", "abc+++", "++++"), sent);
        }
    }

    @Test
    void a_cancelled_send_is_made_again() {
        var module = ScriptedModule.nonOs17();
        var replies = new ArrayDeque<>(List.of("\r\nSEND Canceled\r\n", "\r\nRecv 3 bytes\r\n\r\nSEND OK\r\n"));
        module.afterPayload(usual -> replies.poll());
        try (var driver = AtDriver.open(module);
                Link link = driver.open(PEER)) {
            write(link, "abc");
            assertTrue(link.isOpen());
            assertEquals(2, module.count("AT\\+CIPSEND=.*"));
        }
    }

    @Test
    void a_send_that_is_never_confirmed_breaks_its_link_and_no_other() { // F7
        var module = ScriptedModule.nonOs17();
        try (var driver = AtDriver.open(module, IMPATIENT);
                Link other = driver.open(PEER);
                Link link = driver.open(PEER)) {
            module.afterPayload(usual -> "\r\nRecv 1 bytes\r\n");
            var broken = assertThrows(AtException.class, () -> write(link, "x"));
            assertEquals(Kind.LINK_BROKEN, broken.kind(), broken.toString());
            assertEquals(Kind.LINK_BROKEN, link.whyClosed().orElseThrow().kind());
            module.afterPayload(usual -> usual);
            write(other, "y");
            assertTrue(other.isOpen());
        }
    }

    @Test
    void payload_that_stops_coming_breaks_the_link_and_the_conversation_goes_on() { // H9, §16.3
        var module = ScriptedModule.nonOs040();
        try (var driver = AtDriver.open(module, IMPATIENT);
                Link link = driver.open(PEER)) {
            module.say("\r\n+IPD," + id(module) + ",100:only this");
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
            module.say("\r\n+IPD," + id(module) + ",10:ten bytes.and more");
            var got = new byte[200];
            assertEquals(10, link.read(got, 0, 200, soon()));
            var broken = assertThrows(AtException.class, () -> link.read(got, 0, 200, soon()));
            assertEquals(Kind.LINK_BROKEN, broken.kind());
            assertTrue(broken.getMessage().contains("8 bytes behind"), broken.getMessage());
            assertEquals(List.of(), driver.raw("AT", soon()));
        }
    }

    /** A module that lags: it says what it owes of before, and owes the answer to what it is asked. */
    private static String lagging(ArrayDeque<String> owed, String answer) {
        owed.add(answer);
        return owed.poll();
    }

    /** It has caught up. */
    private static String all(ArrayDeque<String> owed, String answer) {
        String said = String.join("", owed) + answer;
        owed.clear();
        return said;
    }

    @Test
    void answers_to_probes_that_come_in_a_row_end_no_later_command() { // §14, §16.7
        var module = ScriptedModule.nonOs17();
        var owed = new ArrayDeque<String>();
        module.on("AT\\+CWHOSTNAME\\?", m -> {
            if (module.count("AT\\+CWHOSTNAME\\?") == 1) {
                owed.add(""); // nothing at all, and from now on one behind
                return "";
            }
            return owed.isEmpty() ? "+CWHOSTNAME:pi\r\n" + OK : lagging(owed, "+CWHOSTNAME:pi\r\n" + OK);
        });
        try (var driver = AtDriver.open(module, IMPATIENT)) {
            module.on("AT\\+CIPMUX\\?", m -> lagging(owed, "+CIPMUX:1\r\n" + OK));
            module.on("AT\\+CWMODE\\?", m -> all(owed, "+CWMODE:1\r\n" + OK));
            assertEquals("pi", driver.station().hostname(soon()));
        }
    }

    @Test
    void a_probe_that_is_answered_behind_the_command_it_asked_about_ends_no_later_one() { // §16.1 I7, §16.7
        String mac = "+CIPSTAMAC_CUR:\"5c:cf:7f:00:00:01\"\r\n" + OK;
        var module = ScriptedModule.nonOs17();
        var owed = new ArrayDeque<String>();
        module.on("AT\\+CWHOSTNAME\\?", m -> {
            owed.add("+CWHOSTNAME:pi\r\n" + OK);
            return "";
        });
        module.on("AT\\+CIPSTAMAC_CUR\\?", m -> owed.isEmpty() ? mac : lagging(owed, mac));
        try (var driver = AtDriver.open(module, IMPATIENT)) {
            module.on("AT\\+CIPMUX\\?", m -> lagging(owed, "+CIPMUX:1\r\n" + OK));
            module.on("AT\\+CWMODE\\?", m -> all(owed, "+CWMODE:1\r\n" + OK));
            assertEquals("pi", driver.station().hostname(soon()));
            assertEquals("5c:cf:7f:00:00:01", driver.station().mac(soon()));
        }
    }

    @Test
    void an_overflowing_receive_buffer_breaks_that_link_by_name() {
        var module = ScriptedModule.nonOs040();
        try (var driver = AtDriver.open(module, DriverOptions.DEFAULT.withReceiveLimit(1000));
                Link link = driver.open(PEER)) {
            module.say("\r\n+IPD," + id(module) + ",1200:" + "x".repeat(1200));
            driver.raw("AT", soon());
            var got = new byte[2000];
            assertEquals(1000, link.read(got, 0, 2000, soon()));
            var broken = assertThrows(AtException.class, () -> link.read(got, 0, 2000, soon()));
            assertEquals(Kind.LINK_BROKEN, broken.kind());
            assertTrue(broken.getMessage().contains("overflow"), broken.getMessage());
        }
    }

    @Test
    void a_notice_that_was_lost_is_made_up_for_by_asking() { // H11, §16.5 L11
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
            module.say(id(module) + ",CONNECT\r\n" + OK);
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
            assertEquals("4", id(module));
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
    void a_frame_that_swallowed_the_prompt_breaks_its_link() {
        var tries = new AtomicInteger();
        var module = ScriptedModule.nonOs040();
        try (var driver = AtDriver.open(module, IMPATIENT);
                Link link = driver.open(PEER);
                Link other = driver.open(PEER)) {
            module.on(
                    "AT\\+CIPSEND=3,4",
                    m -> tries.getAndIncrement() == 0 ? OK + "\r\n+IPD,4,4:ab> " : module.enter(3, 4));
            write(other, "ping");
            var broken = assertThrows(AtException.class, () -> {
                while (link.read(new byte[10], 0, 10, soon()) > 0) {
                    // what came before is read
                }
            });
            assertEquals(Kind.LINK_BROKEN, broken.kind(), broken.getMessage());
            assertTrue(other.isOpen());
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

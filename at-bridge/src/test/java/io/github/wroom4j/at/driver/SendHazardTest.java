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
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may go wrong between {@code CIPSEND} and {@code SEND OK}: the peer gets what was written, once, or the link ends by name. */
@Timeout(60)
class SendHazardTest {
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
    void bytes_between_prompt_and_SEND_OK_belong_to_their_link() { // at-protocol §16.1 I1, F2
        var module = ScriptedModule.nonOs040();
        try (var driver = AtDriver.open(module);
                Link first = driver.open(PEER)) {
            String firstId = module.lastOpened();
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
    void a_send_on_a_link_whose_CLOSED_was_missed_ends_the_link() { // at-protocol §16.5 L4
        var module = ScriptedModule.nonOs17().on("AT\\+CIPSEND=.*", "link is not valid\r\n" + ERROR);
        try (var driver = AtDriver.open(module);
                Link link = driver.open(PEER)) {
            var gone = assertThrows(AtException.class, () -> write(link, "x"));
            assertEquals(Kind.LINK_CLOSED, gone.kind());
            assertFalse(link.isOpen());
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
    void a_tail_of_three_pluses_never_makes_a_batch_of_its_own() { // at-protocol §3.6
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
}

package io.github.wroom4j.at.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.engine.Exchange.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The hazards of at-protocol §16 as byte scripts: no module, no thread, no waiting. Every script is played on every dialect,
 * and with the module's bytes cut at every place; after every step the turn must know when it has something to do.
 */
class TurnTest {
    private static final String OK = "\r\nOK\r\n";

    private static Kind failure(Exchange of) {
        return of.failure() == null ? null : of.failure().kind();
    }

    @Test
    void an_answer_ends_its_command() {
        Line.everywhere(line -> {
            Exchange of = line.asks("GMR", 5);
            assertEquals("AT+GMR?\r\n", line.after(0));
            line.hears("AT version:x\r\n" + OK);
            assertEquals(Outcome.OK, of.outcome());
            assertEquals(List.of("AT version:x"), of.lines);
            line.isQuiet();
        });
    }

    @Test
    void a_busy_module_is_asked_again_after_longer_and_longer_pauses() {
        Line.everywhere(line -> {
            Exchange of = line.asks("GMR", 5);
            line.after(0);
            for (int pause : new int[] {10, 20, 40, 80, 160, 200, 200}) {
                assertEquals("", line.hears("busy p...\r\n"));
                assertEquals("", line.after(pause - 1));
                assertEquals("AT+GMR?\r\n", line.after(1));
            }
            line.hears(OK);
            assertEquals(Outcome.OK, of.outcome());
            line.isQuiet();
        });
    }

    @Test
    void an_answer_that_overtakes_the_repetition_ends_the_command_and_nothing_is_repeated() {
        Line.everywhere(line -> {
            Exchange of = line.asks("GMR", 5);
            line.after(0);
            line.hears("busy p...\r\n" + OK);
            assertEquals(Outcome.OK, of.outcome());
            line.isQuiet();
        });
    }

    @Test
    void a_module_that_is_busy_for_ever_costs_no_more_than_the_deadline() {
        Line.everywhere(line -> {
            Exchange of = line.asks("GMR", 5);
            line.after(0);
            while (!of.done()) {
                line.hears("busy p...\r\n");
                line.after(50);
            }
            assertEquals(Kind.BUSY, failure(of));
            assertTrue(line.clock.nanos() - of.deadline.atNanos()
                    <= Duration.ofMillis(50).toNanos());
            assertTrue(line.turn.doubtful(), "its answer may still come");
            Exchange settle = line.settles(3);
            while (!settle.done()) {
                assertFalse(line.after(50).contains("GMR"));
                line.hears("busy p...\r\n");
            }
            assertEquals(Kind.BUSY, failure(settle));
        });
    }

    @Test
    void a_module_that_says_nothing_but_busy_for_longer_than_any_command_takes_is_dead() {
        var line = new Line("1.7.4.0", 0);
        line.turn.doubt();
        int rounds = 0;
        for (; line.engine.health() == Health.READY && rounds < 100; rounds++) {
            Exchange settle = line.settles(5);
            while (!settle.done()) {
                line.after(100);
                line.hears("busy p...\r\n");
            }
            assertEquals(Kind.BUSY, failure(settle));
        }
        assertEquals(65 / 5, rounds - 1, "rounds of five seconds");
        assertEquals(Health.MENDING, line.engine.health());
    }

    @Test
    void a_reply_that_was_lost_is_found_out_by_a_question() {
        Line.everywhere(line -> {
            Exchange of = line.asks("GMR", 30);
            line.after(0);
            assertEquals("", line.after(1_999));
            assertEquals("AT+CIPMUX?\r\n", line.after(1));
            line.hears("+CIPMUX:1\r\n" + OK);
            assertInstanceOf(ReplyLost.class, of.failure());
            line.isQuiet();
        });
    }

    @Test
    void an_answer_behind_the_question_ends_the_command_and_the_questions_own_ends_no_later_one() {
        Line.everywhere(line -> {
            Exchange of = line.asks("GMR", 30);
            line.after(2_000);
            line.hears("AT version:x\r\n" + OK);
            assertEquals(Outcome.OK, of.outcome());
            assertTrue(line.turn.doubtful(), "the question is not answered yet");
            Exchange settle = line.settles(30);
            assertEquals("AT+CIPMUX?\r\n", line.after(0));
            assertEquals("AT+CWMODE?\r\n", line.hears("+CIPMUX:1\r\n" + OK), "of which question is not known");
            line.hears("+CIPMUX:1\r\n" + OK);
            assertFalse(settle.done());
            line.hears("+CWMODE:1\r\n" + OK);
            assertEquals(Outcome.OK, settle.outcome());
            line.isQuiet();
        });
    }

    @Test
    void what_a_deaf_module_was_asked_is_answered_behind_its_command_and_ends_no_later_one() {
        Line.everywhere(line -> {
            Exchange of = line.asksSlowly("CIPSTART", 30);
            assertEquals("AT+CIPSTART?\r\nAT+CIPMUX?\r\n", line.after(6_000));
            assertEquals("", line.after(1_000), "silence means nothing");
            line.hears(OK);
            assertEquals(Outcome.OK, of.outcome());
            assertTrue(line.turn.doubtful(), "the question will be answered yet");
        });
    }

    @Test
    void a_module_that_answers_no_question_is_silent() {
        Line.everywhere(line -> {
            Exchange of = line.asks("GMR", 30);
            assertEquals("AT+GMR?\r\n" + "AT+CIPMUX?\r\n".repeat(3), line.after(5_000));
            assertEquals(Kind.TIMEOUT, failure(of));
            assertEquals(Health.MENDING, line.engine.health());
        });
    }

    @Test
    void an_ERROR_before_the_questions_own_line_is_the_past() {
        Line.everywhere(line -> {
            line.turn.doubt();
            Exchange settle = line.settles(30);
            assertEquals("AT+CIPMUX?\r\n", line.after(0));
            line.hears("\r\nERROR\r\n\r\nOK\r\n");
            assertFalse(settle.done());
            line.hears("+CIPMUX:1\r\n" + OK);
            assertEquals(Outcome.OK, settle.outcome());
            line.isQuiet();
        });
    }

    @Test
    void a_forgotten_CIPMUX_means_a_restart() {
        Line.everywhere(line -> {
            Exchange of = line.asks("GMR", 30);
            line.after(2_000);
            line.hears("+CIPMUX:0\r\n" + OK);
            assertEquals(Kind.MODULE_RESET, failure(of));
            assertEquals(Health.MENDING, line.engine.health());
        });
    }

    @Test
    void ready_ends_what_is_asked_and_forgets_what_is_owed() {
        Line.everywhere(line -> {
            Exchange given = line.asks("CWLAP", 1);
            line.after(1_000);
            assertEquals(Kind.TIMEOUT, failure(given));
            Exchange settle = line.settles(5);
            line.hears("\r\nready\r\n");
            assertEquals(Kind.MODULE_RESET, failure(settle));
            assertFalse(line.turn.doubtful());
        });
    }

    @Test
    void a_restart_that_was_asked_for_does_not_end_the_command_that_asked() {
        Line.everywhere(line -> {
            line.engine.expectReset(true);
            Exchange of = line.asks("RST", 5);
            line.after(0);
            line.hears("\r\nready\r\n");
            assertFalse(of.done());
            line.hears(OK);
            assertEquals(Outcome.OK, of.outcome());
        });
    }

    @Test
    void a_send_is_command_prompt_payload_and_SEND_OK() {
        Line.everywhere(line -> {
            Exchange of = line.sends(line.visitor(), "hello", 30);
            assertEquals("AT+CIPSEND=0,5\r\n", line.after(0));
            assertEquals("hello", line.hears(OK + "> "));
            assertTrue(of.given);
            assertEquals(of, line.turn.payloadOnItsWayTo(0));
            line.hears("\r\nRecv 5 bytes\r\n");
            assertNull(line.turn.payloadOnItsWayTo(0));
            line.hears("\r\nSEND OK\r\n");
            assertEquals(Outcome.OK, of.outcome());
            line.isQuiet();
        });
    }

    @Test
    void a_payload_that_ends_with_the_escape_is_written_with_a_silence_inside() {
        Line.everywhere(line -> {
            Exchange of = line.sends(line.visitor(), "a+++", 30);
            line.after(0);
            assertEquals("a+", line.hears(OK + ">"));
            assertEquals("", line.after(1));
            assertEquals("++", line.after(1));
            line.hears("\r\nRecv 4 bytes\r\n\r\nSEND OK\r\n");
            assertEquals(Outcome.OK, of.outcome());
        });
    }

    @Test
    void a_prompt_that_does_not_follow_its_OK_is_cancelled() {
        Line.everywhere(line -> {
            Exchange of = line.sends(line.visitor(), "hello", 30);
            line.after(0);
            assertEquals("", line.hears(OK));
            assertEquals("", line.after(1_019));
            assertEquals("+++", line.after(1));
            line.after(20);
            assertEquals(Outcome.NO_PROMPT, of.outcome());
            assertTrue(line.turn.doubtful());
        });
    }

    @Test
    void a_send_about_which_nothing_is_heard_is_cancelled_before_it_is_asked_about() {
        Line.everywhere(line -> {
            Exchange of = line.sends(line.visitor(), "hello", 30);
            line.after(0);
            if (line.escapes) {
                assertEquals("+++", line.after(2_020));
                line.hears("\r\nSEND Canceled\r\n");
                assertEquals(Outcome.SEND_CANCELED, of.outcome());
                line.isQuiet();
            } else {
                assertEquals("AT+CIPMUX?\r\n", line.after(2_000));
            }
        });
    }

    @Test
    void behind_a_prompt_that_comes_after_a_question_no_payload_is_written() {
        Line.everywhere(line -> {
            Exchange of = line.sends(line.visitor(), "hello", 30);
            String before = line.escapes ? "+++" : "";
            assertEquals("AT+CIPSEND=0,5\r\n" + before + "AT+CIPMUX?\r\n", line.after(line.escapes ? 3_500 : 2_500));
            assertEquals("", line.hears(OK + "> "));
            assertEquals(Outcome.LATE_PROMPT, of.outcome());
            assertFalse(of.given);
            Exchange settle = line.settles(30);
            assertEquals("+++AT+CIPMUX?\r\n", line.after(40), "the entry is cancelled before anything is asked");
            assertFalse(settle.done());
        });
    }

    @Test
    void the_prompt_of_a_send_that_was_given_up_is_cancelled_before_the_next_question() {
        Line.everywhere(line -> {
            Exchange of = line.sends(line.visitor(), "hello", 1);
            line.after(1_000);
            assertEquals(Kind.TIMEOUT, failure(of));
            assertEquals("", line.hears(OK + "> "));
            line.settles(30);
            assertEquals("+++AT+CIPMUX?\r\n", line.after(40));
        });
    }

    @Test
    void nothing_is_written_between_a_send_that_was_given_up_and_its_prompt() {
        Line.everywhere(line -> {
            line.sends(line.visitor(), "hello", 1);
            line.after(1_000);
            Exchange settle = line.settles(30);
            assertEquals("", line.after(1_000), "it would be payload");
            assertEquals("+++AT+CIPMUX?\r\n", line.hears(OK + "> ") + line.after(40));
            line.hears("\r\nSEND Canceled\r\n+CIPMUX:1\r\n" + OK);
            assertEquals(Outcome.OK, settle.outcome());
            assertTrue(line.engine.links().ids[0].open().standing(), "nothing of it went out");
            line.isQuiet();
        });
    }

    @Test
    void a_send_that_was_given_up_when_its_payload_was_out_ends_well_with_its_late_SEND_OK() {
        Line.everywhere(line -> {
            Generation link = line.visitor();
            Exchange of = line.sends(link, "hello", 1);
            line.after(0);
            line.hears(OK + "> ");
            line.after(1_000);
            assertEquals(Kind.TIMEOUT, failure(of));
            Exchange settle = line.settles(30);
            assertEquals("", line.after(500));
            assertEquals("AT+CIPMUX?\r\n", line.hears("\r\nRecv 5 bytes\r\n\r\nSEND OK\r\n"));
            line.hears("+CIPMUX:1\r\n" + OK);
            assertEquals(Outcome.OK, settle.outcome());
            assertTrue(link.standing());
            line.isQuiet();
        });
    }

    @Test
    void a_send_that_was_given_up_and_never_confirmed_breaks_its_link() {
        Line.everywhere(line -> {
            Generation link = line.visitor();
            line.sends(link, "hello", 1);
            line.after(0);
            line.hears(OK + "> ");
            line.after(1_000);
            Exchange settle = line.settles(30);
            assertEquals("+++AT+CIPMUX?\r\n", line.after(2_040));
            line.hears("+CIPMUX:1\r\n" + OK);
            assertEquals(Outcome.OK, settle.outcome());
            assertEquals(Kind.LINK_BROKEN, link.whyClosed.kind());
        });
    }

    @Test
    void the_payload_of_one_link_is_not_given_to_the_next_use_of_its_id() {
        Line.everywhere(line -> {
            Exchange of = line.sends(line.visitor(), "hello", 30);
            line.after(0);
            String written = line.hears("0,CLOSED\r\n0,CONNECT\r\n" + OK + "> ") + line.after(40);
            assertEquals(line.escapes ? "+++" : "\0\0\0\0\0", written);
            assertTrue(of.withdrawn);
            line.hears(line.escapes ? "\r\nSEND Canceled\r\n" : "\r\nRecv 5 bytes\r\n\r\nSEND OK\r\n");
            assertTrue(of.done());
            if (line.escapes) {
                assertTrue(line.engine.links().ids[0].open().standing(), "he has been given nothing");
            } else {
                assertNull(line.engine.links().ids[0].open(), "he may have got the zeros");
            }
        });
    }

    @Test
    void a_command_is_not_written_once_its_link_has_ended() {
        Line.everywhere(line -> {
            Exchange of = line.sends(line.visitor(), "hello", 30);
            line.engine.received("0,CLOSED\r\n".getBytes(StandardCharsets.US_ASCII), 0, 10, line.clock.nanos());
            assertEquals("", line.after(0));
            assertInstanceOf(Superseded.class, of.failure());
            line.isQuiet();
        });
    }

    @Test
    void a_block_goes_behind_its_prompt_and_ends_with_a_second_OK() {
        Line.everywhere(line -> {
            var of = new Exchange(AtCommand.exec("CIPSSLCERT"), Exchange.Kind.BLOCK, line.in(30));
            line.begins(of.carrying(new byte[] {'x', 'y'}, 0, 2));
            line.after(0);
            assertEquals("xy", line.hears(OK + ">"));
            assertFalse(of.done());
            line.hears(OK);
            assertEquals(Outcome.OK, of.outcome());
            line.isQuiet();
        });
    }

    @Test
    void a_caller_without_time_writes_nothing_and_leaves_no_doubt() {
        var line = new Line("1.7.4.0", 0);
        Exchange of = line.asks("GMR", 0);
        assertEquals(Kind.TIMEOUT, failure(of));
        line.isQuiet();
    }

    @Test
    void whoever_gives_up_leaves_a_doubt_and_nothing_to_wait_for() {
        Line.everywhere(line -> {
            Exchange of = line.asks("GMR", 30);
            line.after(0);
            line.engine.giveUp(of, line.clock.nanos());
            assertInstanceOf(Turn.State.Idle.class, line.turn.state());
            assertTrue(line.turn.doubtful());
            line.hears(OK); // a straggler
            assertTrue(line.turn.doubtful(), "it may have been anybody's");
        });
    }

    @Test
    void the_loss_of_the_port_ends_whatever_is_under_way() {
        Line.everywhere(line -> {
            var gone = new AtException(Kind.PORT, "gone", "");
            Exchange of = line.asks("GMR", 30);
            line.after(2_500); // it is being asked about
            line.turn.fail(gone);
            assertEquals(gone, of.failure());
            assertInstanceOf(Turn.State.Idle.class, line.turn.state());
        });
    }

    @Test
    void the_five_links_are_counted_whatever_came_before() {
        Line.everywhere(line -> {
            Exchange of = line.begins(Exchange.of(Exchange.Kind.FIVE_LINKS, line.in(15)));
            assertEquals("AT+CIPMUX?\r\n", line.after(0));
            line.hears("busy p...\r\n");
            assertEquals("AT+CIPMUX?\r\n", line.after(10));
            line.hears("\r\nERROR\r\n+CIPMUX:0\r\n" + OK);
            assertEquals(List.of("+CIPMUX:0"), of.lines);
        });
    }

    @Test
    void every_request_of_a_link_is_its_own() {
        var line = new Line("1.7.4.0", 0);
        Generation link = line.visitor();
        assertEquals(LinkRequest.Type.TCP, link.request().type());
        var of = new Exchange(AtCommand.set("CIPRECVDATA").number(0).number(2048), Exchange.Kind.PLAIN, line.in(1));
        of.receiver = link;
        line.begins(of);
        line.after(1_000);
        assertEquals(link, line.turn.past().receiver(), "bytes of a given-up fetch are its link's");
        line.hears("+CIPRECVDATA,3:abc" + OK);
        assertEquals(3, link.bytes.size());
    }
}

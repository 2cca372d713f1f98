package io.github.wroom4j.at.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtEvents;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.Station;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.dialect.DialectTable.Quirk;
import io.github.wroom4j.at.engine.Exchange.Outcome;
import io.github.wroom4j.at.engine.LinkMachine.Event;
import io.github.wroom4j.at.engine.LinkMachine.Phase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes from the module in the life of links, as byte scripts on every dialect, cut at every place. */
class EngineTest {
    private static final String OK = "\r\nOK\r\n";

    private static String read(Generation link) {
        var bytes = new byte[64];
        return new String(bytes, 0, link.bytes.take(bytes, 0, bytes.length), StandardCharsets.ISO_8859_1);
    }

    private static LinkMachine id(Line line, int id) {
        return line.engine.links().ids[id];
    }

    private static Exchange fetches(Line line, Generation link) {
        var of = new Exchange(
                AtCommand.set("CIPRECVDATA").number(link.id()).number(2048), Exchange.Kind.PLAIN, line.in(10));
        of.receiver = link;
        link.bytes.asking();
        line.begins(of);
        line.after(0);
        return of;
    }

    @Test
    void a_block_amid_an_answer_is_its_links_whatever_it_looks_like() {
        Line.everywhere(
                line -> { // H1, C1
                    Generation link = line.visitor();
                    Exchange of = line.asks("GMR", 30);
                    line.after(0);
                    line.hears("AT version:x\r\n\r\n+IPD,0,19:\r\nERROR\r\n0,CLOSED\r\n" + OK);
                    assertEquals(Outcome.OK, of.outcome());
                    assertEquals(List.of("AT version:x"), of.lines);
                    assertEquals("\r\nERROR\r\n0,CLOSED\r\n", read(link));
                    assertTrue(link.standing());
                });
    }

    @Test
    void bytes_between_prompt_and_SEND_OK_are_their_links() {
        Line.everywhere(
                line -> { // I1, F2
                    Generation link = line.visitor();
                    Exchange of = line.sends(link, "hello", 30);
                    line.after(0);
                    assertEquals("hello", line.hears(OK + "> "));
                    line.hears("\r\nRecv 5 bytes\r\n\r\n+IPD,0,9:SEND FAIL\r\n\r\nSEND OK\r\n");
                    assertEquals(Outcome.OK, of.outcome());
                    assertEquals("SEND FAIL", read(link));
                    line.isQuiet();
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WIFI CONNECTED",
                "WIFI GOT IP",
                "1,CONNECT",
                "1,CLOSED",
                "1,CONNECT FAIL",
                "+IPD,0,7",
                "+STA_CONNECTED:\"aa:bb:cc:dd:ee:ff\""
            })
    void a_message_amid_an_answer_is_no_part_of_it(String message) {
        Line.everywhere(
                line -> { // H4, I3, I6
                    Generation link = line.visitor();
                    Exchange of = line.asks("CIFSR", 30);
                    line.after(0);
                    line.hears("+CIFSR:STAIP,\"10.0.0.9\"\r\n" + message + "\r\n+CIFSR:STAMAC,\"x\"\r\n" + OK);
                    assertEquals(Outcome.OK, of.outcome());
                    assertEquals(List.of("+CIFSR:STAIP,\"10.0.0.9\"", "+CIFSR:STAMAC,\"x\""), of.lines);
                    assertTrue(link.standing());
                    line.isQuiet();
                });
    }

    @Test
    void what_is_fetched_behind_the_next_CONNECT_is_the_next_ones() {
        Line.everywhere(
                line -> { // H7
                    Generation first = line.visitor();
                    first.bytes.announced(3);
                    fetches(line, first);
                    line.hears("0,CLOSED\r\n0,CONNECT\r\n+CIPRECVDATA,3:abc" + OK);
                    Generation second = id(line, 0).open();
                    assertNotSame(first, second);
                    assertEquals("", read(first));
                    assertEquals("abc", read(second));
                });
    }

    @Test
    void what_the_module_drops_when_the_id_is_taken_anew_breaks_the_one_before() {
        Line.everywhere(
                line -> { // H7, recorded of AT 1.7
                    Generation first = line.visitor();
                    line.hears("+IPD,0,5\r\n0,CLOSED\r\n");
                    boolean keeps = first.fetches && line.engine.dialect().is(Quirk.DATA_AFTER_CLOSED);
                    assertEquals(keeps, id(line, 0).phase() instanceof Phase.Draining);
                    line.hears("0,CONNECT\r\n");
                    assertEquals(
                            keeps ? Kind.LINK_BROKEN : null,
                            first.bytes.failure == null ? null : first.bytes.failure.kind());
                    assertFalse(id(line, 0).open().bytes.holds(), "it was announced to another");
                });
    }

    @Test
    void a_block_that_stops_coming_breaks_its_link_once_the_module_is_known_to_live() {
        Line.everywhere(
                line -> { // H9
                    Generation link = line.visitor();
                    line.hears("\r\n+IPD,0,10:abc");
                    assertTrue(line.engine.unfinished());
                    line.engine.silence(line.clock.nanos());
                    assertFalse(line.engine.unfinished());
                    assertTrue(link.standing(), "it may have restarted");
                    assertTrue(line.turn.doubtful());
                    Exchange settling = line.settles(30);
                    assertEquals("AT+CIPMUX?\r\n", line.after(0));
                    line.hears("+CIPMUX:1\r\n" + OK);
                    assertEquals(Outcome.OK, settling.outcome());
                    assertEquals(Kind.LINK_BROKEN, link.whyClosed.kind());
                    assertInstanceOf(Phase.Orphaned.class, id(line, 0).phase());
                });
    }

    @Test
    void a_restart_within_a_block_is_the_cause_of_its_links_end() {
        Line.everywhere(
                line -> { // H9
                    Generation link = line.visitor();
                    line.hears("\r\n+IPD,0,10:abc");
                    line.engine.silence(line.clock.nanos());
                    line.hears("\r\nready\r\n");
                    assertEquals(Kind.MODULE_RESET, link.whyClosed.kind());
                    assertTrue(id(line, 0).isFree());
                    assertEquals(Health.MENDING, line.engine.health());
                });
    }

    @Test
    void pushed_bytes_behind_CLOSED_are_the_last_ones() {
        Line.everywhere(
                line -> { // H12, L2, F6
                    Generation link = line.visitor();
                    line.hears("0,CLOSED\r\n\r\n+IPD,0,3:abc");
                    assertFalse(link.standing());
                    assertEquals("abc", read(link));
                    assertEquals(Kind.LINK_CLOSED, link.whyClosed.kind());
                });
    }

    @Test
    void more_bytes_than_there_is_room_for_break_that_link_and_no_other() {
        for (String version : Line.VERSIONS) { // H13
            var line = new Line(version, 0);
            Generation link = line.visitor();
            line.hears("1,CONNECT\r\n");
            String block = "\r\n+IPD,0,2048:" + "x".repeat(2048);
            line.hears(block.repeat(Line.RECEIVE_LIMIT / 2048));
            assertTrue(link.standing());
            line.hears("\r\n+IPD,0,1:x\r\n+IPD,1,3:abc");
            assertEquals(Kind.LINK_BROKEN, link.whyClosed.kind());
            assertEquals("abc", read(id(line, 1).open()));
        }
    }

    @Test
    void a_header_that_was_damaged_breaks_whatever_is_pushed() {
        Line.everywhere(
                line -> { // F3
                    Generation link = line.visitor();
                    line.hears("\r\n+IP\0,0,3:abc\r\n");
                    Exchange settling = line.settles(30);
                    line.after(0);
                    line.hears("+CIPMUX:1\r\n" + OK);
                    assertTrue(settling.done());
                    assertEquals(link.fetches, link.standing());
                });
    }

    @Test
    void the_bytes_of_a_visitor_whose_notice_may_be_lost_are_asked_for_less_and_less_often() {
        Line.everywhere(
                line -> { // H11
                    Generation link = line.visitor();
                    if (!link.fetches) {
                        assertEquals(Long.MAX_VALUE, link.pollAt());
                        return;
                    }
                    long first = link.pollAt() - line.clock.nanos();
                    link.polled();
                    assertEquals(2 * first, link.pollAt() - line.clock.nanos());
                    line.hears("+IPD,0,3\r\n");
                    assertEquals(Long.MAX_VALUE, link.pollAt(), "what is known to be there is fetched");
                });
    }

    @Test
    void links_that_close_around_the_loss_of_WiFi_were_lost_with_it() {
        for (String told : List.of("WIFI DISCONNECT\r\n0,CLOSED\r\n", "0,CLOSED\r\nWIFI DISCONNECT\r\n")) {
            Line.everywhere(
                    line -> { // L6
                        line.hears("WIFI GOT IP\r\n");
                        Generation link = line.visitor();
                        line.hears(told);
                        assertEquals("WIFI DISCONNECT", link.whyClosed.atLine());
                        assertEquals(Station.State.CONNECTION_LOST, line.engine.station());
                    });
        }
    }

    @Test
    void a_connection_is_made_refused_or_closed_at_once() {
        Line.everywhere(
                line -> { // L1, L7
                    LinkMachine id = id(line, 4);
                    Generation first = opens(line, id);
                    line.hears("4,CONNECT\r\n" + OK + "4,CLOSED\r\n");
                    id.on(new Event.Accepted(first));
                    assertFalse(first.standing());
                    assertEquals(Kind.LINK_CLOSED, first.whyClosed.kind());

                    Generation second = opens(line, id);
                    line.hears("\r\nERROR\r\n");
                    id.on(new Event.Refused(second, true));
                    assertInstanceOf(Phase.Quarantined.class, id.phase());
                    line.hears("4,CLOSED\r\n");
                    assertTrue(id.isFree());

                    Generation third = opens(line, id);
                    line.hears("4,CONNECT\r\n" + OK);
                    id.on(new Event.Accepted(third));
                    assertSame(third, id.open());
                    line.isQuiet();
                });
    }

    private static Generation opens(Line line, LinkMachine id) {
        Generation link = id.asked(LinkRequest.tcp("10.0.0.2", 80));
        id.on(new Event.Taken(link));
        var of = new Exchange(AtCommand.set("CIPSTART").number(id.id), Exchange.Kind.PLAIN, line.in(30));
        of.opens = link;
        line.begins(of);
        line.after(0);
        return link;
    }

    @Test
    void a_visitor_who_takes_the_id_amid_a_send_waits_for_what_becomes_of_it() {
        for (String end : List.of("SEND OK", "SEND FAIL")) {
            Line.everywhere(
                    line -> { // H7
                        Generation first = line.visitor();
                        line.engine.visitors().clear(); // he has been accepted
                        Exchange of = line.sends(first, "hello", 30);
                        line.after(0);
                        assertEquals("hello", line.hears(OK + "> "));
                        line.hears("0,CLOSED\r\n0,CONNECT\r\n");
                        assertNull(line.engine.visitors().peek());
                        line.hears("\r\n" + end + "\r\n");
                        assertTrue(of.done());
                        if (end.equals("SEND OK")) {
                            assertInstanceOf(Phase.Orphaned.class, id(line, 0).phase(), "he may have got it");
                        } else {
                            assertSame(
                                    id(line, 0).open(), line.engine.visitors().peek());
                        }
                    });
        }
    }

    @Test
    void the_loss_of_the_port_ends_all_and_says_why() {
        Line.everywhere(line -> {
            Generation link = line.visitor();
            Exchange of = line.asks("GMR", 30);
            line.after(0);
            line.engine.portLost(new IOException("unplugged"));
            assertEquals(Kind.PORT, of.failure().kind());
            assertEquals(Kind.PORT, link.whyClosed.kind());
            assertNull(line.engine.visitors().peek());
            assertEquals(Health.MENDING, line.engine.health());
            line.engine.close();
            line.engine.health(Health.READY, null);
            assertEquals(Health.CLOSED, line.engine.health(), "what is closed stays so");
        });
    }

    @Test
    void news_are_told_once_and_only_of_what_has_moved() {
        var line = new Line("1.7.4.0", 0);
        News news = line.engine.news();
        news.take();
        line.hears("\r\n");
        assertEquals(0, news.take());

        line.visitor();
        assertTrue((news.take() & News.HAPPENED) != 0);
        assertEquals(AtEvents.Kind.LINK_OPENED, news.next().kind());
        assertNull(news.next());

        line.hears("1,CONNECT\r\n");
        news.take();
        line.hears("\r\n+IPD,1,3:abc");
        int moved = news.take();
        assertTrue(News.hasLink(moved, 1));
        assertFalse(News.hasLink(moved, 0), "nobody waits for these");
        assertEquals(0, news.take());
    }

    @Test
    void a_failure_says_its_line() {
        var line = new Line("1.7.4.0", 0);
        line.hears("\r\nready\r\n");
        AtException why = line.engine.trouble();
        assertEquals(Kind.MODULE_RESET, why.kind());
        assertEquals("ready", why.atLine());
        assertEquals(1, line.engine.readies());
    }
}

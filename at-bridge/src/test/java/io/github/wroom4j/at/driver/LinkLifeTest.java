package io.github.wroom4j.at.driver;

import static io.github.wroom4j.at.driver.ScriptedModule.ERROR;
import static io.github.wroom4j.at.driver.ScriptedModule.OK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.Listener;
import io.github.wroom4j.hal.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of a link as at-protocol §16.1 and at-protocol §16.5 warn of it, played by a script. */
@Timeout(60)
class LinkLifeTest {
    private static final LinkRequest PEER = LinkRequest.tcp("10.0.0.2", 80);

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    @Test
    void a_message_between_the_rows_of_a_reply_is_no_row() { // at-protocol §16.1 I3
        var module = ScriptedModule.nonOs17()
                .on(
                        "AT\\+CWLAP",
                        "+CWLAP:(3,\"one\",-40,\"aa:bb:cc:00:00:01\",1,0,0)\r\nWIFI DISCONNECT\r\n0,CONNECT\r\n"
                                + "\r\n+IPD,0,4\r\n+CWLAP:(3,\"two\",-50,\"aa:bb:cc:00:00:02\",6,0,0)\r\n0,CLOSED\r\n"
                                + OK);
        try (var driver = AtDriver.open(module)) {
            assertEquals(
                    List.of("one", "two"),
                    driver.scan(soon()).stream().map(point -> point.name()).toList());
        }
    }

    @Test
    void CLOSED_of_the_same_link_amid_its_send_ends_send_and_link() { // at-protocol §16.1 I5
        var module = ScriptedModule.nonOs040();
        try (var driver = AtDriver.open(module);
                Link link = driver.open(PEER)) {
            module.afterPayload(usual -> "\r\nRecv 1 bytes\r\n4,CLOSED\r\nSEND FAIL\r\n");
            link.write(new byte[1], 0, 1, soon());
            assertThrows(AtException.class, () -> link.flush(soon()));
            assertFalse(link.isOpen());
            assertEquals(-1, closedRead(link));
        }
    }

    @Test
    void a_client_may_take_the_id_of_a_link_before_its_close_is_confirmed() { // at-protocol §7.7: an incoming one
        // takes the lowest
        var module = ScriptedModule.nonOs17().on("AT\\+CIPSERVER=.*", OK);
        try (var driver = AtDriver.open(module);
                Listener listener = driver.listen(80, soon())) {
            module.say("0,CONNECT\r\n");
            Link first = listener.accept(soon()).orElseThrow();
            module.on("AT\\+CIPCLOSE=0", "0,CLOSED\r\n0,CONNECT\r\n" + OK);

            first.close();
            Link second = listener.accept(soon()).orElseThrow();

            assertFalse(first.isOpen());
            assertTrue(second.isOpen());
        }
    }

    /** −1, also where the link was broken by what it could not send. */
    private static int closedRead(Link link) {
        try {
            return link.read(new byte[1], 0, 1, soon());
        } catch (AtException broken) {
            assertTrue(broken.kind() == Kind.LINK_BROKEN || broken.kind() == Kind.LINK_CLOSED, broken.getMessage());
            return -1;
        }
    }

    @Test
    void losing_the_access_point_ends_connections_and_leaves_datagrams() { // at-protocol §16.5 L6
        var module = ScriptedModule.nonOs040();
        try (var driver = AtDriver.open(module);
                Link tcp = driver.open(PEER);
                Link other = driver.open(PEER);
                Link udp = driver.open(LinkRequest.udp("10.0.0.2", 53, 4000))) {
            module.say("WIFI DISCONNECT\r\n4,CLOSED\r\n3,CLOSED\r\n");
            driver.raw("AT", soon());
            assertEquals(-1, tcp.read(new byte[1], 0, 1, soon()));
            assertEquals(-1, other.read(new byte[1], 0, 1, soon()));
            assertEquals(Kind.LINK_CLOSED, tcp.whyClosed().orElseThrow().kind());
            assertTrue(udp.isOpen());
        }
    }

    @Test
    void a_connection_that_the_peer_closes_at_once_is_open_and_ended() { // at-protocol §16.5 L7
        var module = ScriptedModule.nonOs040()
                .on(
                        "AT\\+CIPSTART=(\\d),.*",
                        m -> m.group(1) + ",CONNECT\r\n" + OK + "\r\n+IPD," + m.group(1) + ",3:bye" + m.group(1)
                                + ",CLOSED\r\n");
        try (var driver = AtDriver.open(module);
                Link link = driver.open(PEER)) {
            var got = new byte[8];
            assertEquals(3, link.read(got, 0, 8, soon()));
            assertEquals(-1, link.read(got, 0, 8, soon()));
        }
    }

    @Test
    void a_connection_whose_OK_was_lost_stands() { // at-protocol §16.5 L9
        var impatient = DriverOptions.DEFAULT.withPatience(Duration.ofMillis(150), Duration.ofMillis(150));
        var module = ScriptedModule.nonOs17().on("AT\\+CIPSTART=(\\d),.*", m -> m.group(1) + ",CONNECT\r\n");
        try (var driver = AtDriver.open(module, impatient);
                Link link = driver.open(PEER)) {
            assertTrue(link.isOpen());
            assertEquals(1, module.count("AT\\+CIPSTART=.*"));
        }
    }

    @Test
    void a_link_of_the_past_never_touches_the_next_use_of_its_id() { // at-protocol §16.5 L12, H7
        var module = ScriptedModule.nonOs040();
        try (var driver = AtDriver.open(module)) {
            var past = new ArrayList<Link>();
            for (int i = 0; i < 5; i++) {
                Link link = driver.open(PEER);
                link.close();
                past.add(link);
            }
            Link[] now = new Link[5];
            for (int i = 0; i < 5; i++) {
                now[i] = driver.open(PEER);
            }
            int before = module.commands().size();
            for (Link link : past) {
                assertFalse(link.isOpen());
                assertThrows(AtException.class, () -> link.write(new byte[1], 0, 1, soon()));
                assertThrows(AtException.class, () -> link.read(new byte[1], 0, 1, soon()));
                link.close();
            }
            assertEquals(before, module.commands().size(), "a closed link says nothing to the module");
            for (int id = 0; id < 5; id++) {
                module.say("\r\n+IPD," + id + ",1:" + (char) ('a' + id));
            }
            var heard = new StringBuilder();
            for (Link link : now) {
                var one = new byte[1];
                assertEquals(1, link.read(one, 0, 1, soon()));
                heard.append((char) one[0]);
                link.close();
            }
            assertEquals(
                    "abcde",
                    heard.chars()
                            .sorted()
                            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                            .toString());
        }
    }

    @Test
    void what_a_program_before_left_unread_is_no_answer_to_this_one() { // at-protocol §9.4: kept past CLOSED, given
        // to the id's
        // next use
        var replies = new ArrayDeque<>(List.of("\r\n+CIPRECVDATA,5:stale" + OK, "\r\n+CIPRECVDATA,5:fresh" + OK));
        var module = ScriptedModule.nonOs17()
                .on("AT\\+CIPRECVLEN\\?", "+CIPRECVLEN:0,0,0,0,5\r\n" + OK)
                .on("AT\\+CIPRECVDATA=4,2048", m -> replies.isEmpty() ? ERROR : replies.poll());
        try (var driver = AtDriver.open(module)) {
            while (module.count("AT\\+CIPRECVDATA=4,2048") < 1) {
                Thread.onSpinWait();
            }
            for (int others = 0; others < 4; others++) {
                driver.open(PEER);
            }
            try (Link link = driver.open(PEER)) {
                assertEquals(1, module.count("AT\\+CIPSTART=4,.*"));
                module.say("\r\n+IPD,4,5\r\n");
                var got = new byte[8];
                assertEquals(5, link.read(got, 0, 8, soon()));
                assertEquals('f', got[0]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {OK, ERROR})
    void bytes_and_CLOSED_behind_an_empty_answer_are_fetched_all_the_same(
            String empty) { // at-protocol §9.4, at-protocol §16.5 L2
        var module = ScriptedModule.nonOs17();
        try (var driver = AtDriver.open(module);
                Link link = driver.open(PEER)) {
            // A notice of bytes that an earlier fetch has taken already; the answer to the question that it raises and
            // what follows are read in one go, before whoever asked has looked at the answer.
            var replies = new ArrayDeque<>(
                    List.of(empty + "\r\n+IPD,4,5\r\n4,CLOSED\r\n", "\r\n+CIPRECVDATA,5:hello" + OK, ERROR));
            module.on("AT\\+CIPRECVDATA=4,2048", m -> replies.isEmpty() ? ERROR : replies.poll());
            module.say("\r\n+IPD,4,1\r\n");

            var got = new byte[8];
            assertEquals(5, link.read(got, 0, 8, soon()));
            assertEquals(-1, link.read(got, 0, 8, soon()));
        }
    }

    @Test
    void passive_TLS_announces_more_than_it_has_and_ends_with_ERROR() { // at-protocol §16.5 L10
        var module = ScriptedModule.espAt22();
        try (var driver = AtDriver.open(module);
                Link link = driver.open(LinkRequest.ssl("h", 443, io.github.wroom4j.at.SslOptions.NONE))) {
            var replies = new java.util.ArrayDeque<>(List.of("+CIPRECVDATA:3,abc" + OK));
            module.on("AT\\+CIPRECVDATA=4,2048", m -> replies.isEmpty() ? ERROR + "4,CLOSED\r\n" : replies.poll());
            module.on("AT\\+CIPSTATUS", "STATUS:3\r\n+CIPSTATUS:4,\"SSL\",\"10.0.0.2\",443,5000,0\r\n" + OK);
            module.say("\r\n+IPD,4,32\r\n");
            var got = new byte[100];
            assertEquals(3, link.read(got, 0, 100, soon()));
            module.say("\r\n+IPD,4,29\r\n");
            assertEquals(-1, link.read(got, 0, 100, soon()));
        }
    }
}

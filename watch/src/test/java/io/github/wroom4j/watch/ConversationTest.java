package io.github.wroom4j.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.wirelog.WireLog.Direction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is overheard, and what follows from it. */
class ConversationTest {
    private final List<Map<String, Object>> events = new ArrayList<>();
    private final Conversation conversation = new Conversation(Instant.EPOCH, events::add);
    private long micros;

    private void host(String text) {
        say(Direction.TO_MODULE, text);
    }

    private void module(String text) {
        say(Direction.FROM_MODULE, text);
    }

    private void say(Direction direction, String text) {
        micros += 1000;
        conversation.piece(micros, direction, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private List<String> told() {
        return events.stream()
                .map(event -> event.get("k").equals("block")
                        ? event.get("d") + " [" + event.get("l") + "] "
                                + new String(
                                        Base64.getDecoder().decode((String) event.get("b")),
                                        StandardCharsets.ISO_8859_1)
                        : event.get("k").equals("at") ? event.get("d") + " " + event.get("x") : event.get("k") + "")
                .toList();
    }

    private Map<?, ?> link(int index) {
        return (Map<?, ?>) ((List<?>) conversation.state().get("links")).get(index);
    }

    private Map<?, ?> station() {
        return (Map<?, ?>) conversation.state().get("station");
    }

    @Test
    void payload_is_told_from_words_whichever_way_it_is_cut() {
        String down = "0,CONNECT\r\n\r\nOK\r\n";
        String block = "\r\n+IPD,0,10:OK\r\nAT\r\nhi\r\n";
        host("AT+CIPSTART=0,\"TCP\",\"example.org\",80\r\n");
        for (char c : down.toCharArray()) {
            module(String.valueOf(c));
        }
        host("AT+CIPSEND=0,6\r\n");
        module("\r\nOK\r\n> ");
        host("AT");
        host("\r\nGO");
        module("\r\nRecv 6 bytes\r\n\r\nSEND OK\r\n");
        for (char c : block.toCharArray()) {
            module(String.valueOf(c));
        }

        assertEquals(
                List.of(
                        "> AT+CIPSTART=0,\"TCP\",\"example.org\",80",
                        "< 0,CONNECT",
                        "< OK",
                        "> AT+CIPSEND=0,6",
                        "< OK",
                        "< >",
                        "> [0] AT\r\nGO",
                        "< Recv 6 bytes",
                        "< SEND OK",
                        "< [0] OK\r\nAT\r\nhi"),
                told());
        assertEquals("example.org", link(0).get("host"));
        assertEquals(6L, link(0).get("sent"));
        assertEquals(10L, link(0).get("received"));
        assertEquals("clear", link(0).get("tls"));
    }

    @Test
    void what_is_fetched_after_CLOSED_belongs_to_the_link_that_was() {
        host("AT+CIPSTART=4,\"TCP\",\"example.org\",80\r\n");
        module("4,CONNECT\r\n\r\nOK\r\n\r\n+IPD,4,5\r\n4,CLOSED\r\n");
        host("AT+CIPRECVDATA=4,2048\r\n");
        module("+CIPRECVDATA,5:hello\r\nOK\r\n");

        assertEquals(5L, link(0).get("received"));
        assertEquals(false, link(0).get("open"));
        assertEquals("example.org", link(0).get("host"));
    }

    @Test
    void an_id_that_is_used_again_is_another_link() {
        host("AT+CIPSTART=1,\"TCP\",\"one.example\",80\r\n");
        module("1,CONNECT\r\n\r\nOK\r\n1,CLOSED\r\n");
        Object first = link(0).get("use");
        module("1,CONNECT\r\n");

        assertFalse(first.equals(link(0).get("use")));
        assertEquals(true, link(0).get("visitor"));
        assertEquals("", link(0).get("host"));
        module("+CIPSTATUS:1,\"TCP\",\"192.168.4.2\",51234,80,1\r\n");
        assertEquals("192.168.4.2", link(0).get("host"));
    }

    @Test
    void tls_in_the_module_is_told_from_tls_here() {
        host("AT+CIPSTART=2,\"SSL\",\"example.org\",443\r\n");
        module("2,CONNECT\r\n\r\nOK\r\n");

        assertEquals("module", link(0).get("tls"));
    }

    @Test
    void a_restart_of_the_module_leaves_no_link_and_no_server() {
        host("AT+CIPSERVER=1,80\r\n");
        module("\r\nOK\r\n0,CONNECT\r\n");
        assertEquals(1, ((List<?>) station().get("servers")).size());

        module("\r\nready\r\n");

        assertEquals(false, link(0).get("open"));
        assertEquals(List.of(), station().get("servers"));
        assertEquals("none", station().get("state"));
    }

    @Test
    void the_air_is_what_the_module_says_of_it() {
        host("AT+CWJAP_CUR=\"La\\\"b\",\"secret-1\"\r\n");
        assertEquals("joining", station().get("state"));
        module("WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n");
        module("+CWJAP_CUR:\"La\"b\",\"02:1a:00:00:00:01\",6,-61\r\n\r\nOK\r\n");
        module("+CIFSR:STAIP,\"192.168.1.76\"\r\n+CIFSR:STAMAC,\"5c:cf:7f:00:00:01\"\r\n\r\nOK\r\n");

        assertEquals("addressed", station().get("state"));
        assertEquals("La\"b", station().get("name"));
        assertEquals(-61, station().get("rssi"));
        assertEquals("192.168.1.76", station().get("ip"));

        module("WIFI DISCONNECT\r\n");
        assertEquals("lost", station().get("state"));
        assertFalse(station().containsKey("rssi"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 20, 1000})
    void secrets_are_hidden_however_a_block_is_cut(int size) {
        host("AT+CIPSTART=0,\"TCP\",\"example.org\",80\r\n");
        module("0,CONNECT\r\n\r\nOK\r\n");
        String request =
                "GET / HTTP/1.1\r\nAuthorization: Basic c2VjcmV0\r\nX-Other: seen\r\nCookie: id=c2VjcmV0\r\n\r\n";
        for (int at = 0; at < request.length(); at += size) {
            String piece = request.substring(at, Math.min(request.length(), at + size));
            host("AT+CIPSEND=0," + piece.length() + "\r\n");
            module("\r\nOK\r\n> ");
            host(piece);
            module("\r\nSEND OK\r\n");
        }

        var sent = new StringBuilder();
        told().stream().filter(line -> line.startsWith("> [0] ")).forEach(line -> sent.append(line.substring(6)));
        String shown = sent.toString();
        assertEquals(request.length(), shown.length());
        assertFalse(shown.contains("c2V") || shown.contains("cre"), shown);
        assertTrue(shown.contains("X-Other: seen\r\n") && shown.contains("Authorization: ****"), shown);
    }

    @Test
    void secrets_of_commands_and_of_their_echo_are_hidden() {
        host("AT+CWJAP_CUR=\"Lab\",\"secret-1\"\r\n");
        module("AT+CWJAP_CUR=\"Lab\",\"secret-1\"\r\r\n");
        module("+CWSAP_CUR:\"Own\",\"secret-2\",5,3,4,0\r\n");

        assertFalse(told().toString().contains("secret"), told().toString());
    }

    @Test
    void a_gap_is_bridged_at_the_hosts_next_command() {
        host("AT+CIPSTART=0,\"TCP\",\"example.org\",80\r\n");
        module("0,CONNECT\r\n\r\nOK\r\n\r\n+IPD,0,100:begun");
        conversation.missed(1000);
        module("the rest of a block that nobody counts\r\nOK\r\n");
        host("AT+GMR\r\n");
        module("AT version:1.7.4.0\r\n\r\nOK\r\n");

        assertEquals(
                List.of("missed", "> AT+GMR", "< AT version:1.7.4.0", "< OK"),
                told().subList(told().indexOf("missed"), told().size()));
    }
}

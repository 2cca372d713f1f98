package io.github.wroom4j.at.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AtParserTest {

    @Test
    void finals_and_information_lines_come_without_their_line_ends() {
        assertEquals(
                List.of("line AT+CWMODE?", "line +CWMODE:1", "line OK"),
                // at-protocol T1: echo of AT <= 1.3 ends CR CR LF
                Tokens.of("AT+CWMODE?\r\r\n+CWMODE:1\r\n\r\nOK\r\n"));
    }

    @Test
    void an_information_line_without_a_blank_line_before_OK_is_still_two_lines() {
        assertEquals(List.of("line +CWDHCP:3", "line OK"), Tokens.of("+CWDHCP:3\r\nOK\r\n")); // at-protocol §16.2 C2
    }

    @Test
    void a_pushed_block_is_counted_and_what_is_glued_to_it_is_a_line() {
        assertEquals(
                List.of("block 0 5", "data hello", "line 0,CLOSED"),
                Tokens.of("\r\n+IPD,0,5:hello0,CLOSED\r\n")); // at-protocol §9.2
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+IPD,1,4,10.0.0.2,80:ping", // NonOS, CIPDINFO=1
                "+IPD,1,4,\"10.0.0.2\",80:ping", // ESP-AT >= 2.1
                "+IPD,1,4,\"fe80::1\",80:ping"
            })
    void a_header_with_the_peer_is_a_header(String bytes) {
        String peer = bytes.contains("fe80") ? "from fe80::1 80" : "from 10.0.0.2 80";
        for (int piece = 1; piece <= bytes.length(); piece++) {
            assertEquals(List.of(peer, "block 1 4", "data ping"), Tokens.of("\r\n" + bytes, piece));
        }
    }

    @Test
    void fetched_bytes_name_their_sender_only_if_that_was_asked_for() { // at-protocol §9.4
        String named = "+CIPRECVDATA:4,\"10.0.0.2\",80,ping\r\nOK\r\n";
        for (int piece = 1; piece <= named.length(); piece++) {
            assertEquals(
                    List.of("from 10.0.0.2 80", "block -1 4", "data ping", "line OK"),
                    Tokens.ofFetchNaming(named, piece));
        }
        assertEquals(List.of("block -1 4", "data \"10.", "line 0.0.2\",80,ping", "line OK"), Tokens.of(named));
    }

    @Test
    void a_sender_is_told_of_its_own_block_alone() {
        assertEquals(
                List.of("from 10.0.0.2 80", "block 1 4", "data ping", "block 1 4", "data pong"),
                Tokens.of("\r\n+IPD,1,4,10.0.0.2,80:ping\r\n+IPD,1,4:pong"));
        assertEquals(
                List.of("line +IPD,1,99999,10.0.0.2,80:noise", "block 1 4", "data pong"),
                Tokens.of("\r\n+IPD,1,99999,10.0.0.2,80:noise\r\n+IPD,1,4:pong"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"+IPD,4:ping", "+IPD,4,10.0.0.2,80:ping", "+IPD,4,\"10.0.0.2\",80:ping"})
    void single_mode_names_no_link(String bytes) {
        var tokens = new java.util.ArrayList<>(Tokens.of("\r\n" + bytes));
        assertEquals(bytes.contains("80"), tokens.remove("from 10.0.0.2 80"));
        assertEquals(List.of("block -1 4", "data ping"), tokens);
    }

    @Test
    void passive_notices_are_notices() {
        assertEquals(List.of("notice 0 5", "notice -1 7"), Tokens.of("\r\n+IPD,0,5\r\n\r\n+IPD,7\r\n"));
    }

    @Test
    void both_spellings_of_received_data_are_counted() {
        assertEquals(
                // at-protocol T7
                List.of("block -1 5", "data hello", "line OK"), Tokens.of("\r\n+CIPRECVDATA,5:hello\r\nOK\r\n"));
        assertEquals(
                List.of("block -1 2", "data po", "line OK", "notice 0 2"),
                Tokens.of("+CIPRECVDATA:2,po\r\nOK\r\n\r\n+IPD,0,2\r\n")); // at-protocol T8
    }

    @Test
    void payload_that_looks_like_protocol_is_payload() {
        String trap = "\r\nOK\r\n\r\n+IPD,0,5:> 0,CLOSED\r\nready\r\n"; // at-protocol §16.3
        assertEquals(
                List.of("block 2 " + trap.length(), "data " + trap, "line SEND OK"),
                Tokens.of("\r\n+IPD,2," + trap.length() + ":" + trap + "\r\nSEND OK\r\n"));
    }

    @Test
    void the_prompt_is_taken_with_and_without_its_blank() {
        assertEquals(List.of("line OK", "prompt"), Tokens.of("\r\nOK\r\n> "));
        assertEquals(List.of("line OK", "prompt"), Tokens.of("\r\nOK\r\n\r\n>"));
        assertEquals(
                List.of("line OK", "prompt", "block 1 4", "data ping"),
                Tokens.of("\r\nOK\r\n> \r\n+IPD,1,4:ping")); // at-protocol T4
    }

    @Test
    void a_line_may_follow_the_prompt_without_a_line_end_between() {
        assertEquals(List.of("prompt", "line SEND FAIL"), Tokens.of("> SEND FAIL\r\n")); // at-protocol §16.2 C3
    }

    @Test
    void without_a_send_the_sign_is_text() {
        var tokens = new Tokens();
        byte[] bytes = "> x\r\n".getBytes(StandardCharsets.US_ASCII);
        new AtParser(tokens).feed(bytes, 0, bytes.length);
        assertEquals(List.of("line > x"), tokens.seen());
    }

    @Test
    void a_notice_without_memory_is_a_line() {
        assertEquals(List.of("line +IPD,0,out of mem"), Tokens.of("\r\n+IPD,0,out of mem\r\n")); // at-protocol §14
    }

    @Test
    void ready_survives_garbage_longer_than_any_line() {
        String garbage = "\u0000\u00ff\u0080x".repeat(3000);
        List<String> seen = Tokens.of(garbage + "\r\nready\r\n");
        assertEquals("line ready", seen.get(seen.size() - 1));
    }

    @Test
    void a_length_beyond_any_firmware_is_noise() {
        assertEquals(List.of("line +IPD,0,99999:x"), Tokens.of("\r\n+IPD,0,99999:x\r\n"));
    }

    @Test
    void an_abandoned_block_tells_and_lines_go_on() {
        var tokens = new Tokens();
        var parser = new AtParser(tokens);
        byte[] bytes = "\r\n+IPD,0,9:abc".getBytes(StandardCharsets.US_ASCII);
        parser.feed(bytes, 0, bytes.length);
        assertTrue(parser.insideBlock());
        parser.abandonBlock();
        assertFalse(parser.insideBlock());
        byte[] more = "OK\r\n".getBytes(StandardCharsets.US_ASCII);
        parser.feed(more, 0, more.length);
        assertEquals(List.of("block 0 9", "desync a counted block ended 6 bytes short", "line OK"), tokens.seen());
    }

    @Test
    void every_split_of_every_golden_exchange_gives_the_same_tokens() {
        for (Golden golden : Golden.values()) {
            List<String> whole = Tokens.of(golden.bytes);
            assertFalse(whole.isEmpty(), golden.name());
            assertEquals(whole, Tokens.of(golden.bytes, 1), golden + " byte by byte");
            for (int at = 0; at <= golden.bytes.length(); at++) {
                assertEquals(whole, Tokens.split(golden.bytes, at), golden + " split at " + at);
            }
        }
    }
}

package io.github.wroom4j.hal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.BoardException.Kind;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoardAddressTest {

    @Test
    void an_address_has_a_scheme_a_target_and_keys() {
        var address = BoardAddress.parse("Mock:at-0.40?pace=115200&fault=F7@1%25&fault=F9&realtime");
        assertEquals("mock", address.scheme());
        assertEquals("at-0.40", address.target());
        assertEquals(115_200, address.number("pace", 0, 1, 1_000_000));
        assertEquals(List.of("F7@1%", "F9"), address.values("fault"));
        assertEquals("", address.value("realtime").orElseThrow());
        assertEquals(7, address.number("seed", 7, 0, 9));
        assertTrue(address.value("sdk").isEmpty());
    }

    @Test
    void a_slash_within_a_part_is_written_as_an_escape() {
        var address = BoardAddress.parse("mock:?ap=My%2FNet/pass%20word/6&ap=Open");
        assertEquals(List.of(List.of("My/Net", "pass word", "6"), List.of("Open")), address.parts("ap"));
    }

    @Test
    void a_plus_is_a_plus() {
        assertEquals("a+b", BoardAddress.parse("replay:a+b").target());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mock:",
                "serial:/dev/ttyUSB0?baud=921600&flow=rtscts",
                "rfc2217://[::1]:4001?reset=rts",
                "replay:a%20b%25c%3Fd.wirelog",
                "mock:?route=a:80=b:8080"
            })
    void an_address_without_secrets_comes_back_from_its_text(String text) {
        assertEquals(text, BoardAddress.parse(text).toString());
    }

    @Test
    void secrets_do_not_show() {
        assertEquals(
                "mock:?ap=Lab/***&password=***",
                BoardAddress.parse("mock:?ap=Lab/secret12/6&password=hunter2").toString());
    }

    @ParameterizedTest
    @CsvSource({
        "mock, must begin with a scheme",
        ":x, must begin with a scheme",
        "/dev/ttyUSB0, must begin with a scheme",
        "mock:?=1, empty key",
        "mock:?a=1&&b=2, empty key",
        "mock:%zz, broken percent escape",
    })
    void what_cannot_be_read_is_explained(String text, String words) {
        var failure = assertThrows(BoardException.class, () -> BoardAddress.parse(text));
        assertEquals(Kind.BAD_ADDRESS, failure.kind());
        assertTrue(failure.getMessage().contains(words), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mock?ap=Lab/secret12", "mock:?ap=Lab/secret12%", "mock:?password=secret12%zz"})
    void a_broken_address_keeps_its_secrets(String text) {
        var failure = assertThrows(BoardException.class, () -> BoardAddress.parse(text));
        assertFalse(failure.getMessage().contains("secret12"), failure.getMessage());
    }

    @Test
    void keys_are_checked() {
        var address = BoardAddress.parse("serial:x?baud=1&baud=2&sped=3");
        assertTrue(assertThrows(BoardException.class, () -> address.value("baud"))
                .getMessage()
                .contains("once, not 2 times"));
        assertTrue(assertThrows(BoardException.class, () -> address.allowOnly(Set.of("baud", "flow")))
                .getMessage()
                .contains("no key \"sped\"; it knows baud, flow"));
        assertTrue(assertThrows(BoardException.class, () -> address.number("sped", 0, 4, 9))
                .getMessage()
                .contains("from 4 to 9, not \"3\""));
    }

    @Test
    void an_unknown_scheme_names_the_known_ones() {
        var failure = assertThrows(BoardException.class, () -> Boards.open("smoke:signals"));
        assertEquals(Kind.UNKNOWN_SCHEME, failure.kind());
        assertTrue(failure.getMessage().contains("pi:, replay:, rfc2217:, serial:, tcp:"), failure.getMessage());
    }

    @Test
    void what_is_found_can_be_opened_by_its_address() {
        for (BoardAddress found : Boards.discover()) {
            assertEquals(found.toString(), BoardAddress.parse(found.toString()).toString());
        }
    }
}

package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which codes ESP-AT prints: 2.0 always and all, later versions after AT+SYSLOG=1 and fewer (at-recorded-esp-at §3.3). */
class ErrorCodesTest {
    private static final String BARE = "\r\nERROR\r\n";

    @ParameterizedTest
    @ValueSource(strings = {"esp-at-2.1", "esp-at-2.2", "esp-at-2.3"})
    void later_versions_are_silent_until_they_are_told_to_speak(String profile) {
        try (MockWroom02 mock = MockWroom02.builder().profile(profile).build()) {
            Terminal terminal = Terminal.at(mock);
            terminal.command("ATE0");
            assertEquals(BARE, terminal.command("AT+FOO"));
            assertEquals("\r\nOK\r\n", terminal.command("AT+SYSLOG=1"));
            assertEquals("ERR CODE:0x01090000\r\n" + BARE, terminal.command("AT+FOO"));
            assertEquals("ERR CODE:0x01090000\r\n" + BARE, terminal.command("AT=1"));
            assertEquals("ERR CODE:0x01070001\r\n" + BARE, terminal.command("AT+CWMODE=9"));
            assertEquals("ERR CODE:0x01080000\r\n" + BARE, terminal.command("AT+CWMODE=x"));
            assertEquals("ERR CODE:0x01030000\r\n" + BARE, terminal.command("xx"));
            assertEquals(BARE, terminal.command("AT+CWMODE"), "a form that a command has not");
            assertEquals(BARE, terminal.command("AT+CIPMUX=9"));
            assertEquals(BARE, terminal.command("AT+CIPMUX=1,1"), "how many there are has no code any more");
            assertEquals(BARE, terminal.command("AT+CWLAP"), "nor has what the radio refuses");
            assertEquals("\r\nOK\r\n", terminal.command("AT+SYSLOG=0"));
            assertEquals(BARE, terminal.command("AT+FOO"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AT+FOO | 0x01090000",
                "AT+CWMODE=9 | 0x01070001",
                "AT+CWMODE=x | 0x01080000",
                "AT+CWMODE=1,1 | 0x01060102",
                "AT+CWLAPOPT=1 | 0x01060201",
                "AT+CWLAP | 0x010a0000",
                "AT+CWJAP=\"\",\"password\" | 0x01040001",
                "xx | 0x01030000",
            })
    void version_2_0_has_a_code_for_each(String line, String code) {
        try (MockWroom02 mock = MockWroom02.builder().profile("esp-at-2.0").build()) {
            Terminal terminal = Terminal.at(mock);
            terminal.command("ATE0");
            assertEquals("ERR CODE:" + code + "\r\n" + BARE, terminal.command(line));
        }
    }
}

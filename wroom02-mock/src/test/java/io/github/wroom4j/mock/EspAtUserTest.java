package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ESP-AT 2.3 has for its host, and no version before it (at-recorded-esp-at §3.2). */
class EspAtUserTest {
    private static void ends(Terminal terminal, String line, String result) {
        assertEquals("\r\n" + result + "\r\n", terminal.command(line), line);
    }

    @Test
    void waking_is_configured_once_and_a_host_that_sleeps_lets_nobody_change_it() {
        try (MockWroom02 mock = MockWroom02.builder().profile("esp-at-2.3").build()) {
            Terminal terminal = Terminal.at(mock);
            terminal.command("ATE0");
            ends(terminal, "AT+USERMCUSLEEP=0", "ERROR");
            ends(terminal, "AT+USERWKMCUCFG=0", "OK");
            for (String wrong : new String[] {
                "2",
                "1",
                "1,1,5,1",
                "1,3,5,1,10",
                "1,1,17,1,10",
                "1,1,5,2,10",
                "1,2,1,5,10",
                "1,2,0,256,10",
                "1,1,5,1,60001",
                "1,1,5,1,10,8",
                "1,1,5,1,10,3,1"
            }) {
                ends(terminal, "AT+USERWKMCUCFG=" + wrong, "ERROR");
            }
            ends(terminal, "AT+USERWKMCUCFG=1,1,5,1,10,3", "OK");
            ends(terminal, "AT+USERWKMCUCFG=1,2,0,10,10", "ERROR");
            ends(terminal, "AT+USERMCUSLEEP=2", "ERROR");
            ends(terminal, "AT+USERMCUSLEEP=1", "OK");
            ends(terminal, "AT+USERWKMCUCFG=0", "ERROR");
            ends(terminal, "AT+USERMCUSLEEP=0", "OK");
            ends(terminal, "AT+USERWKMCUCFG=0", "OK");
            ends(terminal, "AT+USERWKMCUCFG=1,2,0,10,10", "OK");
        }
    }

    @Test
    void an_update_takes_its_address_and_fails_for_nothing_is_there() {
        try (MockWroom02 mock = MockWroom02.builder().profile("esp-at-2.3").build()) {
            Terminal terminal = MockWroom02Test.joined(mock);
            ends(terminal, "AT+USEROTA=8193", "ERROR");
            terminal.type("AT+USEROTA=13\r\n");
            terminal.expect("\r\nOK\r\n\r\n>");
            terminal.type("http://a.test");
            terminal.expect("\r\nRecv 13 bytes\r\n\r\nERROR\r\n");
        }
    }

    @Test
    void they_are_listed_where_the_core_registers_them() {
        try (MockWroom02 mock = MockWroom02.builder().profile("esp-at-2.3").build()) {
            String list = Terminal.at(mock).command("AT+CMD?");
            assertTrue(
                    list.contains("+CMD:19,\"AT+USERRAM\",0,1,1,0\r\n"
                            + "+CMD:20,\"AT+USEROTA\",0,0,1,0\r\n"
                            + "+CMD:21,\"AT+USERWKMCUCFG\",0,0,1,0\r\n"
                            + "+CMD:22,\"AT+USERMCUSLEEP\",0,0,1,0\r\n"
                            + "+CMD:23,\"AT+CWMODE\""),
                    list);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"esp-at-2.0", "esp-at-2.1", "esp-at-2.2"})
    void earlier_versions_have_none_of_them(String profile) {
        try (MockWroom02 mock = MockWroom02.builder().profile(profile).build()) {
            Terminal terminal = Terminal.at(mock);
            terminal.command("ATE0");
            for (String line : new String[] {"AT+USEROTA=10", "AT+USERWKMCUCFG=0", "AT+USERMCUSLEEP=0"}) {
                String reply = terminal.command(line);
                assertTrue(reply.endsWith("\r\nERROR\r\n"), reply);
            }
        }
    }
}

package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.mock.chip.Uart0;
import io.github.wroom4j.mock.radio.AirAccessPoint;
import java.io.IOException;
import java.net.Socket;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Access points, boot, what a reset forgets, and what the network commands tell (at-protocol §§2.2, 2.3, 6, 7, 13). */
class WifiFactsTest {

    // ---- access points ----

    @ParameterizedTest
    @CsvSource({"at-0.40, '0'", "at-1.4, '0,0'", "at-1.7, '0,0,4,4,7,0'", "esp-at-2.2, '-1,-1,4,4,7,0'"})
    void a_scan_tells_security_name_strength_address_and_channel_in_the_columns_of_its_version(
            String profile, String tail) {
        var builder = MockWroom02.builder()
                .profile(profile)
                .accessPoint(
                        AirAccessPoint.of("strong", "a long word").onChannel(11).at(-30))
                .accessPoint(AirAccessPoint.of("open", "").onChannel(3).at(-80));
        try (MockWroom02 mock = builder.build()) {
            Terminal terminal = Terminal.at(mock);
            terminal.command("ATE0");
            terminal.command("AT+CWMODE=1");
            terminal.type("AT+CWLAP\r\n");
            String mac = "\"[0-9a-f:]{17}\"";
            terminal.expectPattern("\\+CWLAP:\\(0,\"open\",-80," + mac + ",3," + tail
                    + "\\)\r\n\\+CWLAP:\\(3,\"strong\",-30," + mac + ",11," + tail + "\\)\r\n\r\nOK\r\n");
            terminal.type("AT+CWLAP=\"strong\"\r\n");
            terminal.expectPattern("\\+CWLAP:\\(3,\"strong\",-30," + mac + ",11," + tail + "\\)\r\n\r\nOK\r\n");
            // An open one wants no password.
            assertTrue(terminal.command("AT+CWJAP=\"open\",\"\"").endsWith("WIFI GOT IP\r\n\r\nOK\r\n"));
        }
    }

    @ParameterizedTest
    @CsvSource({"at-0.40,FAIL", "at-1.7,FAIL", "esp-at-2.2,ERROR"})
    void a_wrong_password_a_missing_network_and_one_that_returns(String profile, String end) throws IOException {
        try (Bench bench = Bench.of(profile)) {
            Terminal terminal = bench.terminal;
            bench.mock.air().remove(MockBuilder.SSID);
            terminal.expect("WIFI DISCONNECT\r\n");
            bench.mock.air().add(AirAccessPoint.of(MockBuilder.SSID, MockBuilder.PASSWORD));
            // It comes back by itself.
            terminal.expect("WIFI CONNECTED\r\nWIFI GOT IP\r\n");
            terminal.type("AT+CWJAP=\"" + MockBuilder.SSID + "\",\"not the word\"\r\n");
            terminal.expect("WIFI DISCONNECT\r\n+CWJAP:2\r\n\r\n" + end + "\r\n");
            terminal.type("AT+CWJAP=\"nobody's\",\"not the word\"\r\n");
            terminal.expect("+CWJAP:3\r\n\r\n" + end + "\r\n");
            String none = terminal.command("AT+CWJAP?");
            assertEquals((profile.startsWith("esp") ? "" : "No AP\r\n") + "\r\nOK\r\n", none);
        }
    }

    // ---- boot and reset ----

    @Test
    void the_boot_text_can_be_read_at_74880() {
        try (MockWroom02 mock = MockWroom02.builder().profile("at-1.7").build()) {
            Terminal terminal = Terminal.at(mock);
            mock.uart().configure(UartConfig.DEFAULT.withBaud(Uart0.ROM_BAUD));
            mock.reset();
            String text = terminal.until(all -> all.contains("jump to run user1"));
            assertTrue(text.contains(" ets Jan  8 2013,rst cause:2, boot mode:(3,6)\r\n"), Terminal.visible(text));
            mock.uart().configure(UartConfig.DEFAULT);
            mock.reset();
            // The wrong rate makes garbage of it, and the firmware's own rate is 115200.
            // A `ready` of the restart before may come first.
            text = terminal.until(all -> all.length() > 80 && all.endsWith("\r\nready\r\n"));
            assertFalse(text.contains("ets Jan"), Terminal.visible(text));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-1.7", "esp-at-2.2"})
    void a_reset_forgets_all_modes(String profile) {
        boolean espAt = profile.startsWith("esp");
        String[] changes = espAt
                ? new String[] {"CIPMUX=1", "CIPDINFO=1", "CIPRECVMODE=1", "SLEEP=0", "SYSLOG=1"}
                : new String[] {"CIPMUX=1", "CIPDINFO=1", "CIPRECVMODE=1", "SLEEP=0", "CIPSSLSIZE=4096"};
        String[] defaults = espAt
                ? new String[] {
                    "+CIPMUX:0\r\n", "+CIPDINFO:false", "+CIPRECVMODE:0\r\n", "+SLEEP:2\r\n", "+SYSLOG:0\r\n"
                }
                : new String[] {
                    "+CIPMUX:0\r\n", "+CIPDINFO:FALSE", "+CIPRECVMODE:0\r\n", "+SLEEP:2\r\n", "+CIPSSLSIZE:2048\r\n"
                };
        try (MockWroom02 mock = MockWroom02.builder().profile(profile).build()) {
            Terminal terminal = Terminal.at(mock);
            terminal.command("ATE0");
            for (String change : changes) {
                assertEquals("\r\nOK\r\n", terminal.command("AT+" + change));
            }
            terminal.type("AT+RST\r\n");
            terminal.awaitReady();
            // Echo is on again.
            terminal.type("ATE0\r\n");
            terminal.expect("ATE0\r\n\r\nOK\r\n");
            for (int i = 0; i < changes.length; i++) {
                String query = changes[i].substring(0, changes[i].indexOf('=')) + "?";
                assertEquals(defaults[i] + "\r\nOK\r\n", terminal.command("AT+" + query));
            }
        }
    }

    @Test
    void cur_is_for_now_def_and_the_plain_name_for_good_and_sysstore_decides_on_esp_at() {
        try (MockWroom02 mock = MockWroom02.builder().profile("at-1.7").build()) {
            Terminal terminal = Terminal.at(mock);
            terminal.command("ATE0");
            terminal.command("AT+CWMODE_CUR=3");
            assertEquals("+CWMODE_DEF:2\r\n\r\nOK\r\n", terminal.command("AT+CWMODE_DEF?"));
            assertEquals("+CWMODE_CUR:3\r\n\r\nOK\r\n", terminal.command("AT+CWMODE_CUR?"));
            assertEquals("2", modeAfterReset(mock, terminal));
            terminal.command("AT+CWMODE_DEF=1");
            assertEquals("1", modeAfterReset(mock, terminal));
            terminal.command("AT+CWMODE=3");
            assertEquals("3", modeAfterReset(mock, terminal));
        }
        try (MockWroom02 mock = MockWroom02.builder().profile("esp-at-2.2").build()) {
            Terminal terminal = Terminal.at(mock);
            terminal.command("ATE0");
            terminal.command("AT+SYSSTORE=0");
            terminal.command("AT+CWMODE=3");
            assertEquals("0", modeAfterReset(mock, terminal));
            terminal.command("AT+CWMODE=3");
            assertEquals("3", modeAfterReset(mock, terminal));
        }
    }

    private static String modeAfterReset(MockWroom02 mock, Terminal terminal) {
        mock.reset();
        terminal.awaitReady();
        terminal.command("ATE0");
        return terminal.command("AT+CWMODE?").replaceAll("(?s).*\\+CWMODE:(\\d).*", "$1");
    }

    // ---- the network commands ----

    @Test
    void sntp_tells_1970_until_it_is_on_and_the_zones_time_then() throws IOException {
        var clock = new ManualClock(Instant.parse("2016-08-04T06:48:05Z"));
        try (Bench bench = Bench.of(MockWroom02.builder().profile("at-1.7").clock(clock))) {
            assertEquals("+CIPSNTPTIME:Thu Jan 01 00:00:00 1970\r\nOK\r\n", bench.terminal.command("AT+CIPSNTPTIME?"));
            bench.terminal.command("AT+CIPSNTPCFG=1,8");
            assertEquals(
                    "+CIPSNTPCFG:1,8,\"cn.ntp.org.cn\",\"ntp.sjtu.edu.cn\",\"us.pool.ntp.org\"\r\n\r\nOK\r\n",
                    bench.terminal.command("AT+CIPSNTPCFG?"));
            assertEquals("+CIPSNTPTIME:Thu Aug 04 14:48:05 2016\r\nOK\r\n", bench.terminal.command("AT+CIPSNTPTIME?"));
        }
    }

    @ParameterizedTest
    @CsvSource({"at-1.7,+CIPDOMAIN:10.0.0.7", "esp-at-2.1,+CIPDOMAIN:10.0.0.7", "esp-at-2.2,'+CIPDOMAIN:\"10.0.0.7\"'"})
    void a_name_is_resolved_and_another_is_not(String profile, String answer) throws IOException {
        try (Bench bench = Bench.of(MockWroom02.builder().profile(profile).dns("lab.example", "10.0.0.7"))) {
            assertEquals(answer + "\r\n\r\nOK\r\n", bench.terminal.command("AT+CIPDOMAIN=\"lab.example\""));
            String failed = bench.terminal.command("AT+CIPDOMAIN=\"nobody.invalid\"");
            assertEquals((profile.startsWith("esp") ? "" : "DNS Fail\r\n") + "\r\nERROR\r\n", failed);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "at-0.40, '\\+CIPSTATUS:0,\"TCP\",\"127.0.0.1\",%d,0\\r\\n', CIPSTATUS",
        "at-1.7, '\\+CIPSTATUS:0,\"TCP\",\"127.0.0.1\",%d,\\d+,0\\r\\n', CIPSTATUS",
        "esp-at-2.3, '\\+CIPSTATE:0,\"TCP\",\"127.0.0.1\",%d,\\d+,0\\r\\n', CIPSTATE?",
    })
    void a_link_has_a_row_and_the_status_goes_with_it(String profile, String row, String query) throws IOException {
        try (Bench bench = Bench.of(profile)) {
            boolean state = query.endsWith("?");
            String head = state ? "" : "STATUS:%d\r\n";
            assertEquals(String.format(head, 2) + "\r\nOK\r\n", bench.terminal.command("AT+" + query));
            try (Socket peer = bench.connect()) {
                bench.terminal.type("AT+" + query + "\r\n");
                bench.terminal.expectPattern(String.format(head, 3) + String.format(row, bench.port()) + "\r\nOK\r\n");
                assertTrue(peer.isConnected());
            }
            bench.terminal.expect("CLOSED\r\n");
            assertEquals(String.format(head, 4) + "\r\nOK\r\n", bench.terminal.command("AT+" + query));
            if (!state) {
                bench.terminal.command("AT+CWQAP");
                assertTrue(bench.terminal.command("AT+" + query).endsWith("STATUS:5\r\n\r\nOK\r\n"));
            }
        }
    }

    @Test
    void ping_tells_milliseconds_or_a_timeout_in_the_words_of_its_family() throws IOException {
        for (String profile : new String[] {"at-1.7", "esp-at-2.2"}) {
            boolean espAt = profile.startsWith("esp");
            try (Bench bench = Bench.of(profile)) {
                assertEquals(
                        (espAt ? "+PING:1" : "+1") + "\r\n\r\nOK\r\n", bench.terminal.command("AT+PING=\"127.0.0.1\""));
                assertEquals(
                        (espAt ? "+PING:TIMEOUT" : "+timeout") + "\r\n\r\nERROR\r\n",
                        bench.terminal.command("AT+PING=\"192.0.2.1\""));
            }
        }
    }
}

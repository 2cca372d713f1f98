package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** at-protocol §16.2: line ends that are missing, and those that are too many. */
class LineEndsTest {

    @TestFactory
    Stream<DynamicTest> c1_what_follows_a_payload_on_each_profile() {
        return Profile.names().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    boolean espAt = name.startsWith("esp-at") && !name.equals("esp-at-2.0");
                    try (Bench bench = Bench.of(name)) {
                        // One more line behind the data, so that a missing end shows.
                        if (name.endsWith("klab")) {
                            bench.terminal.until(text -> text.contains("ip:"));
                        }
                        Socket peer = bench.connect();
                        Bench.write(peer, "data");
                        peer.close();
                        bench.terminal.expect("\r\n+IPD,4:data" + (espAt ? "\r\n" : "") + "CLOSED\r\n");
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> c4_the_echo_of_each_profile() {
        return Profile.names().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    boolean stepped = name.matches("at-(0\\..*|1\\.[0-3])");
                    try (MockWroom02 mock = MockWroom02.builder().profile(name).build()) {
                        Terminal terminal = Terminal.at(mock);
                        terminal.type("AT\r\n");
                        terminal.expect("AT\r" + (stepped ? "\r" : "") + "\n\r\nOK\r\n");
                    }
                }));
    }

    /** Lines that the CRLF of OK ends; on 0.40 and 1.3 only those that exist there. */
    @ParameterizedTest
    @CsvSource({
        "at-0.40, GMR, 'AT version:[^\\r]*\\r\\nSDK version:[^\\r]*\\r\\ncompile time:[^\\r]*'",
        "at-1.7, GMR, 'AT version:[^\\r]*\\r\\nSDK version:[^\\r]*\\r\\ncompile time:[^\\r]*\\r\\nBin version[^\\r]*'",
        "at-0.40, CWDHCP?, \\+CWDHCP:\\d",
        "at-1.7, CWDHCP?, \\+CWDHCP:\\d",
        "at-0.40, CWAUTOCONN?, \\+CWAUTOCONN:1",
        "at-1.7, CWAUTOCONN?, \\+CWAUTOCONN:1",
        "at-0.40, CIPDINFO?, \\+CIPDINFO:FALSE",
        "at-1.7, CIPDINFO?, \\+CIPDINFO:FALSE",
        "at-1.4, UART_CUR?, '\\+UART_CUR:115273,8,1,0,1'",
        "at-1.7, UART_DEF?, '\\+UART_DEF:0,0,0,0,0'",
        "at-1.6.2, CIPSERVERMAXCONN?, \\+CIPSERVERMAXCONN:5",
        "at-1.7, CIPSNTPTIME?, \\+CIPSNTPTIME:[A-Z][^\\r\\n]*1970",
        "esp-at-2.2, SYSRAM?, '\\+SYSRAM:\\d+,\\d+'",
        "esp-at-2.2, SYSTIMESTAMP?, \\+SYSTIMESTAMP:\\d+",
        "esp-at-2.2, SYSMSG?, \\+SYSMSG:0",
        "esp-at-2.2, CWDHCP?, \\+CWDHCP:\\d",
        "esp-at-2.2, CWDHCPS?, '\\+CWDHCPS:\\d+,[0-9.]+,[0-9.]+'",
        "esp-at-2.2, CWAUTOCONN?, \\+CWAUTOCONN:1",
        "esp-at-2.2, CIPDINFO?, \\+CIPDINFO:false",
        "esp-at-2.2, CIPSNTPTIME?, \\+CIPSNTPTIME:[A-Z][^\\r\\n]*1970",
    })
    void c2_no_line_end_before_that_of_ok(String profile, String command, String line) {
        try (MockWroom02 mock = MockWroom02.builder().profile(profile).build()) {
            Terminal terminal = MockWroom02Test.joined(mock);
            terminal.type("AT+" + command + "\r\n");
            terminal.expectPattern(line + "\r\nOK\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "esp-at-2.2, GMR, 'AT version.*?Bin version[^\\r]*\\r\\n\\r\\nOK\\r\\n'",
        "esp-at-2.2, UART_CUR?, '\\+UART_CUR:115273,8,1,0,1\\r\\n\\r\\nOK\\r\\n'",
        "esp-at-2.2, CIPSERVERMAXCONN?, '\\+CIPSERVERMAXCONN:5\\r\\n\\r\\nOK\\r\\n'",
        "at-1.7, CIPMUX?, '\\+CIPMUX:0\\r\\n\\r\\nOK\\r\\n'",
        "at-1.4, CIPSNTPTIME?, '\\+CIPSNTPTIME:[^\\r\\n]*1970\\n\\r\\nOK\\r\\n'",
        "at-1.6.2, CIPSNTPTIME?, '\\+CIPSNTPTIME:[^\\r\\n]*1970\\n\\r\\nOK\\r\\n'",
        "atmod-0.5, CIPSNTPTIME?, '\\+CIPSNTPTIME:[^\\r\\n]* \\d{4}\\nOK\\r\\n'",
        "atmod-0.5, GMR, 'AT version:1.7.0.0 \\(partial\\)\\r\\n.*?\\r\\nOK\\r\\n'",
        "atmod-0.5, SYSRAM?, '\\+SYSRAM:\\d+\\r\\nOK\\r\\n'",
        "atmod-0.5, UART?, '\\+UART:115200,8,1,0,0\\r\\nOK\\r\\n'",
        "atmod-0.5, CIPDINFO?, '\\+CIPDINFO:FALSE\\r\\n\\r\\nOK\\r\\n'",
    })
    void c2_c5_c7_and_these_end_as_they_do(String profile, String command, String reply) {
        try (MockWroom02 mock = MockWroom02.builder().profile(profile).build()) {
            Terminal terminal = MockWroom02Test.joined(mock);
            terminal.type("AT+" + command + "\r\n");
            terminal.expectPattern(reply);
        }
    }

    @Test
    void c3_closed_and_send_fail_are_glued_to_what_stands_before_them() throws IOException {
        try (Bench bench = Bench.of("at-1.7")) {
            bench.terminal.command("AT+CIPMUX=1");
            bench.mock.network().acksLost(true);
            Socket peer = bench.connect(0);
            bench.terminal.type("AT+CIPSEND=0,1\r\n");
            bench.terminal.expect("\r\nOK\r\n> ");
            bench.terminal.type("x");
            bench.terminal.expect("\r\nRecv 1 bytes\r\n");
            Bench.write(peer, "end5");
            peer.close();
            // "50,CLOSED": only who counts knows where the payload ends (at-protocol §16.3).
            bench.terminal.expect("\r\n+IPD,0,4:end50,CLOSED\r\nSEND FAIL\r\n");
            bench.mock.network().acksLost(false);

            peer = bench.connect(1);
            bench.terminal.type("AT+CIPSEND=1,1\r\n");
            bench.terminal.expect("\r\nOK\r\n> ");
            peer.close();
            bench.terminal.expect("1,CLOSED\r\n");
            bench.terminal.type("x");
            bench.terminal.expect("\r\nRecv 1 bytes\r\nSEND FAIL\r\n");
        }
    }

    @Test
    void c3_wifi_events_and_connect_are_glued_to_the_prompt() throws IOException {
        try (Bench bench = Bench.of("at-1.7")) {
            bench.terminal.command("AT+CIPMUX=1");
            bench.terminal.command("AT+CIPSERVER=1,80");
            try (Socket peer = bench.connect(0)) {
                bench.terminal.type("AT+CIPSEND=0,1\r\n");
                bench.terminal.expect("\r\nOK\r\n> ");
                try (Socket client = bench.client(80)) {
                    bench.terminal.expect("1,CONNECT\r\n");
                    bench.mock.air().remove(MockBuilder.SSID);
                    bench.terminal.expect("WIFI DISCONNECT\r\n");
                    bench.terminal.expectPattern("[01],CLOSED\r\n[01],CLOSED\r\n");
                    assertTrue(client.isConnected() && peer.isConnected());
                }
            }
        }
    }

    @Test
    void c3_a_segment_that_failed_has_no_leading_line_end_and_one_that_arrived_has() throws IOException {
        try (Bench bench = Bench.of("at-1.7")) {
            bench.terminal.command("AT+CIPMUX=1");
            Socket peer = bench.connect(2);
            bench.terminal.type("AT+CIPSENDBUF=2,1\r\n");
            bench.terminal.expect("1,0\r\n\r\nOK\r\n> ");
            bench.terminal.type("x");
            bench.terminal.expect("\r\nRecv 1 bytes\r\n\r\n2,1,SEND OK\r\n");
            assertEquals("x", Bench.read(peer, 1));
            bench.mock.network().acksLost(true);
            bench.terminal.type("AT+CIPSENDBUF=2,1\r\n");
            bench.terminal.expect("2,1\r\n\r\nOK\r\n> ");
            bench.terminal.type("y");
            bench.terminal.expect("\r\nRecv 1 bytes\r\n");
            assertEquals("y", Bench.read(peer, 1));
            peer.close();
            bench.terminal.expect("2,CLOSED\r\n2,2,SEND FAIL\r\n");
        }
    }
}

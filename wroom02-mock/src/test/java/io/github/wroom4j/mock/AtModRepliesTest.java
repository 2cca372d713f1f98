package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the genuine ESP_ATMod 0.5 answers, line end by line end. */
class AtModRepliesTest {
    @ParameterizedTest
    @CsvSource({
        "AT+CWMODE=?, '\\r\\nERROR\\r\\n'",
        "AT+CIPSSLSIZE?, '\\r\\nERROR\\r\\n'",
        "'AT+CIPSTART=\"UDP\",\"127.0.0.1\",5000', '\\r\\nERROR\\r\\n'",
        "AT+CIPSENDEX=5, '\\r\\nERROR\\r\\n'",
        "AT+CIPSERVERMAXCONN?, '\\+CIPSERVERMAXCONN:\\d\\r\\n\\r\\nOK\\r\\n'",
        "AT+CWDHCP?, '\\+CWDHCP:\\d\\r\\n\\r\\nOK\\r\\n'",
        "AT+CWDHCP_CUR?, '\\+CWDHCP_CUR:\\d\\r\\n\\r\\nOK\\r\\n'",
        "AT+CWAUTOCONN?, '\\+CWAUTOCONN:1\\r\\n\\r\\nOK\\r\\n'",
        "AT+RFMODE?, '\\+RFMODE:\\d\\r\\nOK\\r\\n'",
        "AT+UART?, '\\+UART:115200,8,1,0,0\\r\\nOK\\r\\n'",
        "AT+CIPSNTPCFG?, '\\+CIPSNTPCFG:1,0\\r\\n\\r\\nOK\\r\\n'",
        "AT+CWJAP?, '\\+CWJAP:\"wroom4j\",\"[0-9a-f:]{17}\",6,-52\\r\\n\\r\\nOK\\r\\n'",
        "AT+CWJAP_CUR?, '\\+CWJAP_CUR:\"wroom4j\",\"[0-9a-f:]{17}\",6,-52\\r\\n\\r\\nOK\\r\\n'",
        "AT+CWLAP, '\\+CWLAP:\\(4,wroom4j,-52,[0-9a-f:]{17},6,0,0,0,0,0,0\\)\\n\\r\\nOK\\r\\n'",
    })
    void each_query_is_answered_byte_by_byte(String line, String pattern) {
        try (MockWroom02 mock = MockWroom02.builder().profile("atmod-0.5").build()) {
            Terminal terminal = MockWroom02Test.joined(mock);
            terminal.type(line + "\r\n");
            terminal.expectPattern(pattern);
            assertEquals("", terminal.rest(Duration.ZERO));
        }
    }

    @Test
    void closed_comes_when_all_has_been_read() throws IOException {
        try (Bench bench = Bench.of("atmod-0.5")) {
            bench.terminal.command("AT+CIPRECVMODE=1");
            Socket peer = bench.connect();
            Bench.write(peer, "kept");
            bench.terminal.expect("\r\n+IPD,4\r\n");
            peer.close();
            assertEquals("", bench.terminal.rest(Duration.ofMillis(50)));
            bench.terminal.type("AT+CIPRECVDATA=10\r\n");
            bench.terminal.expectPattern("\r\n\\+CIPRECVDATA,4:kept\r\nOK\r\nCLOSED\r\n");
        }
    }
}

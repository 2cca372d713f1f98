package io.github.wroom4j.at.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.Capabilities;
import io.github.wroom4j.at.Capabilities.Feature;
import io.github.wroom4j.at.Firmware;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.dialect.DialectTable;
import io.github.wroom4j.at.dialect.DialectTable.StatusCommand;
import io.github.wroom4j.at.dialect.Dialects;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A new dialect is a table and a row: a firmware that this project does not know is driven by one from outside. */
@Timeout(60)
class OwnDialectTest {
    /** As a user writes it: no passive receive, five links, half the usual block. */
    private static final DialectTable ACME = new DialectTable(
            "acme-1",
            Firmware.Family.NONOS,
            true,
            128,
            1460,
            Set.of(),
            StatusCommand.CIPSTATUS,
            Set.of(DialectTable.Quirk.CLOSED_AFTER_ERROR),
            new Capabilities(Set.of(Feature.UDP, Feature.SERVER), 5, 0, 1024, 0, 0));

    private static DriverOptions knowing(String marker) {
        return DriverOptions.DEFAULT.withDialects(List.of(Dialects.Row.marked(marker, ACME)));
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    @Test
    void the_row_is_found_and_the_table_is_spoken() {
        byte[] sent = "x".repeat(3000).getBytes(StandardCharsets.US_ASCII);
        try (var server = new LoopbackServer(socket ->
                        socket.getOutputStream().write(socket.getInputStream().readNBytes(sent.length)));
                var driver =
                        AtDriver.open(MockWroom02.builder().profile("at-1.7").build(), knowing("May 11 2020"))) {
            assertEquals("acme-1", driver.version().dialect());
            assertTrue(driver.version().exact());
            assertFalse(driver.capabilities().has(Feature.PASSIVE_RECEIVE));
            driver.join(MockBuilder.SSID, MockBuilder.PASSWORD);
            try (Link link = driver.open(LinkRequest.tcp("127.0.0.1", server.port()))) {
                link.write(sent, 0, sent.length, soon());
                assertArrayEquals(sent, AgainstMockTest.readFully(link, sent.length));
            }
            String said = driver.transcript().text();
            // 1.7's own table would have asked for passive receive and sent 2048 bytes at once.
            assertFalse(said.contains("CIPRECVMODE"), said);
            assertTrue(said.matches("(?s).*AT\\+CIPSEND=\\d,1024\\b.*"), said);
        }
    }

    @Test
    void another_firmware_keeps_its_own_table() {
        try (var driver = AtDriver.open(MockWroom02.builder().profile("at-0.40").build(), knowing("May 11 2020"))) {
            assertEquals("nonos-0.40", driver.version().dialect());
        }
    }
}

package io.github.wroom4j.esp8266mdns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MDNSResponderTest {
    @Test
    @Rule("MD-1")
    void one_name_and_one_service_are_announced_and_no_more() {
        try (Esp8266 esp = Esp8266.open("mock:at-1.7", new Console().serial())) {
            esp.wifi().begin("wroom4j", "arduino-java");
            esp.wifi().waitForConnectResult();
            MDNSResponder mdns = MDNSResponder.of(esp);
            assertFalse(mdns.addService("http", "tcp", 80));
            assertTrue(mdns.getLastError().message().contains("begin()"));
            for (String bad : new String[] {"", "-a", "a b", "a\"", "a\r\nAT+RST", "x".repeat(33), null}) {
                assertFalse(mdns.begin(bad), bad);
            }
            assertTrue(mdns.begin("my-pi"));
            assertFalse(mdns.update());
            assertFalse(mdns.addService("http", "udp", 80));
            assertFalse(mdns.addService("ht\"tp", "tcp", 80));
            assertFalse(mdns.addService("http", "tcp", 0));
            assertTrue(
                    mdns.addService("_http", "tcp", 80),
                    () -> mdns.getLastError().toString());
            assertTrue(esp.module().transcript().text().contains("AT+MDNS=1,\"my-pi\",\"_http\",80"));
            assertTrue(mdns.update());
            assertFalse(mdns.addService("ftp", "tcp", 21));
            assertFalse(mdns.addServiceTxt("http", "tcp", "path", "/"));
            assertEquals(0, mdns.queryService("http", "tcp"));
            assertTrue(mdns.setHostname("other"));
            assertFalse(mdns.update());
            assertTrue(mdns.end() && mdns.close());
        }
    }

    @Test
    @Rule("MD-1")
    void a_firmware_without_mdns_says_so() {
        try (Esp8266 esp = Esp8266.open("mock:at-0.40", new Console().serial())) {
            MDNSResponder mdns = MDNSResponder.of(esp);
            assertTrue(mdns.begin("my-pi"));
            assertFalse(mdns.addService("http", "tcp", 80));
            assertTrue(
                    mdns.getLastError().message().startsWith("mDNS: "),
                    mdns.getLastError().message());
        }
    }
}

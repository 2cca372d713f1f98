package io.github.wroom4j.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.mock.firmware.commands.Provisioning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Smart configuration, WPS, and ESP-AT's flash and registers (at-protocol §§5, 6.3, 6.8). */
class ProvisioningTest {

    private static Terminal station(MockWroom02 mock) {
        Terminal terminal = Terminal.at(mock);
        terminal.command("ATE0");
        terminal.command("AT+CWMODE=1");
        return terminal;
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-0.40", "at-1.7", "esp-at-2.2"})
    void a_phone_tells_the_network_and_the_module_joins_it(String profile) {
        try (MockWroom02 mock = MockWroom02.builder().profile(profile).build()) {
            Terminal terminal = station(mock);
            var touch = Provisioning.Kind.ESPTOUCH;
            assertFalse(mock.smartConfig(touch, MockBuilder.SSID, MockBuilder.PASSWORD));
            terminal.command("AT+CWSTARTSMART");
            assertTrue(mock.smartConfig(touch, MockBuilder.SSID, MockBuilder.PASSWORD));
            terminal.expect("smartconfig type:ESPTOUCH\r\nSmart get wifi info\r\nssid:" + MockBuilder.SSID
                    + "\r\npassword:" + MockBuilder.PASSWORD
                    + "\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\nsmartconfig connected wifi\r\n");
            assertEquals("\r\nOK\r\n", terminal.command("AT+CWSTOPSMART"));
            assertTrue(terminal.command("AT+CWJAP?").contains("\"" + MockBuilder.SSID + "\""));
        }
    }

    @Test
    void a_type_listens_for_one_kind_of_phone_only() {
        try (MockWroom02 mock = MockWroom02.builder().profile("at-1.7").build()) {
            Terminal terminal = station(mock);
            terminal.command("AT+CWSTARTSMART=2");
            assertFalse(mock.smartConfig(Provisioning.Kind.ESPTOUCH, "a", "b"));
            assertTrue(mock.smartConfig(Provisioning.Kind.AIRKISS, MockBuilder.SSID, MockBuilder.PASSWORD));
            terminal.expectPattern("smartconfig type:AIRKISS\r\n.*?smartconfig connected wifi\r\n");
        }
    }

    @Test
    void a_wps_button_lets_a_waiting_module_in() {
        try (MockWroom02 mock = MockWroom02.builder().profile("at-1.7").build()) {
            Terminal terminal = station(mock);
            assertFalse(mock.wpsButton(MockBuilder.SSID));
            terminal.command("AT+WPS=1");
            assertFalse(mock.wpsButton("nobody's"));
            assertTrue(mock.wpsButton(MockBuilder.SSID));
            terminal.expect("WIFI CONNECTED\r\nWIFI GOT IP\r\n");
            assertFalse(mock.wpsButton(MockBuilder.SSID));
        }
    }

    @Test
    void sysflash_erases_writes_and_reads_a_partition() {
        try (MockWroom02 mock = MockWroom02.builder().profile("esp-at-2.2").build()) {
            Terminal terminal = station(mock);
            assertTrue(terminal.command("AT+SYSFLASH?").contains("+SYSFLASH:\"client_ca\",64,7,"));
            String data = "0123\r\nOK\r\n\u0000\u00ff--";
            terminal.type("AT+SYSFLASH=1,\"client_ca\",16," + data.length() + "\r\n");
            terminal.expect(">");
            terminal.type(data);
            terminal.expect("\r\nOK\r\n");
            String read = "AT+SYSFLASH=2,\"client_ca\",16," + data.length() + "\r\n";
            terminal.type(read);
            terminal.expect("+SYSFLASH:" + data.length() + "," + data + "\r\nOK\r\n");
            // It outlives a reset, and an erase ends it.
            mock.reset();
            terminal.awaitReady();
            terminal.expectPattern(".*?");
            terminal.command("ATE0");
            assertEquals("\r\nOK\r\n", terminal.command("AT+SYSFLASH=0,\"client_ca\""));
            terminal.type(read);
            terminal.expect("+SYSFLASH:" + data.length() + "," + "\u00ff".repeat(data.length()) + "\r\nOK\r\n");
            assertEquals("\r\nERROR\r\n", terminal.command("AT+SYSFLASH=2,\"client_ca\",8190,100"));
            assertEquals("\r\nERROR\r\n", terminal.command("AT+SYSFLASH=0,\"client_ca\",1,4096"));
        }
    }

    @Test
    void sysreg_keeps_what_was_written_to_a_register() {
        try (MockWroom02 mock = MockWroom02.builder().profile("esp-at-2.2").build()) {
            Terminal terminal = station(mock);
            assertEquals("+SYSREG:0x0\r\n\r\nOK\r\n", terminal.command("AT+SYSREG=0,0x60000310"));
            assertEquals("\r\nOK\r\n", terminal.command("AT+SYSREG=1,0x60000310,255"));
            assertEquals("+SYSREG:0xff\r\n\r\nOK\r\n", terminal.command("AT+SYSREG=0,1610613520"));
            for (String wrong : new String[] {"0,0x60000311", "0,0x40000000", "2,0x60000310", "1,0x60000310", "0,x"}) {
                assertEquals("\r\nERROR\r\n", terminal.command("AT+SYSREG=" + wrong));
            }
        }
    }
}

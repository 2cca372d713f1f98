package io.github.wroom4j.esp8266wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.arduino.Ticker;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.CoreCase;
import io.github.wroom4j.testing.Rule;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code WiFi} through driver and mock. */
@Timeout(120)
class WiFiTest implements WiFiTypes {
    private final Console console = new Console();
    private Esp8266 esp;
    private ESP8266WiFiClass wifi;

    @BeforeEach
    void open() {
        esp = Esp8266.open(
                "mock:at-1.7?ap=wroom4j/arduino-java/6/-40&ap=Other/secret12/11/-70&ap=Free", console.serial());
        wifi = esp.wifi();
    }

    @AfterEach
    void close() {
        esp.close();
    }

    @Test
    @Rule({"WF-1", "WF-10", "WF-11", "WF-12", "WF-13", "WF-17"})
    void a_station_joins_and_knows_its_addresses() {
        assertEquals(WL_IDLE_STATUS, wifi.status());
        assertFalse(wifi.localIP().isSet());
        assertEquals(31, wifi.RSSI());
        assertEquals(WL_DISCONNECTED, wifi.begin("wroom4j", "arduino-java"));
        assertEquals(WL_CONNECTED, wifi.waitForConnectResult());
        assertTrue(wifi.isConnected());
        assertTrue(wifi.localIP().isSet());
        assertTrue(wifi.gatewayIP().isSet());
        assertEquals(255, wifi.subnetMask().get(0));
        assertEquals(255, wifi.broadcastIP().get(3));
        assertEquals("wroom4j", wifi.SSID());
        assertEquals("arduino-java", wifi.psk());
        assertTrue(wifi.macAddress().matches("([0-9A-F]{2}:){5}[0-9A-F]{2}"), wifi.macAddress());
        assertTrue(wifi.BSSIDstr().matches("([0-9A-F]{2}:){5}[0-9A-F]{2}"), wifi.BSSIDstr());
        assertEquals(-40, wifi.RSSI());
        assertEquals(6, wifi.channel());
    }

    @Test
    @Rule({"WF-10", "WF-11", "WF-13"})
    void what_cannot_work_has_its_own_status() {
        assertEquals(WL_CONNECT_FAILED, wifi.begin(""));
        assertEquals(WL_CONNECT_FAILED, wifi.begin("x".repeat(33)));
        assertEquals(WL_CONNECT_FAILED, wifi.begin("a\r\nAT+RST"));
        assertEquals(WL_WRONG_PASSWORD, wifi.begin("wroom4j", "x".repeat(65)));
        assertEquals(WL_WRONG_PASSWORD, wifi.begin("wroom4j", "short"));
        wifi.begin("wroom4j", "wrong-password");
        assertEquals(WL_WRONG_PASSWORD, wifi.waitForConnectResult());
        assertTrue(wifi.getLastError().isError());
        wifi.begin("Nowhere", "password1");
        assertEquals(WL_NO_SSID_AVAIL, wifi.waitForConnectResult());
        wifi.mode(WIFI_AP);
        assertEquals(WL_DISCONNECTED, wifi.waitForConnectResult());
    }

    @Test
    @Rule({"WF-10", "WF-17"})
    void one_of_several_access_points_of_a_name_is_joined_by_its_bssid() {
        assertEquals(WL_DISCONNECTED, wifi.begin("wroom4j", "arduino-java", 6));
        assertEquals(WL_CONNECTED, wifi.waitForConnectResult());
        byte[] bssid = wifi.BSSID();
        assertEquals(wifi.BSSIDstr(), WiFiAddresses.macText(bssid).toUpperCase(Locale.ROOT));
        wifi.begin("wroom4j", "arduino-java", 6, bssid);
        assertEquals(WL_CONNECTED, wifi.waitForConnectResult());
        bssid[5]++;
        wifi.begin("wroom4j", "arduino-java", 0, bssid);
        assertEquals(WL_NO_SSID_AVAIL, wifi.waitForConnectResult(), "the name is there, and not at that one");
        assertTrue(wifi.reconnect());
        assertEquals(WL_NO_SSID_AVAIL, wifi.waitForConnectResult(), "what is joined again is the one that was named");
        assertEquals(WL_CONNECT_FAILED, wifi.begin("wroom4j", "arduino-java", 0, new byte[5]));
        assertTrue(wifi.getLastError().message().contains("6 bytes"));
        wifi.begin("wroom4j", "arduino-java");
        assertEquals(WL_CONNECTED, wifi.waitForConnectResult(), "without one any is right again");
    }

    @Test
    @Rule("WF-17")
    void addresses_are_bytes_too() {
        byte[] mac = wifi.macAddress(new byte[6]);
        assertEquals(wifi.macAddress(), WiFiAddresses.macText(mac).toUpperCase(Locale.ROOT));
        assertEquals(
                wifi.softAPmacAddress(),
                WiFiAddresses.macText(wifi.softAPmacAddress(new byte[6])).toUpperCase(Locale.ROOT));
        assertEquals("00:00:00:00:00:00", WiFiAddresses.macText(wifi.BSSID()), "not joined");
        assertEquals(3, wifi.scanNetworks());
        assertEquals(wifi.BSSIDstr(1), WiFiAddresses.macText(wifi.BSSID(1)).toUpperCase(Locale.ROOT));
        assertEquals("00:00:00:00:00:00", WiFiAddresses.macText(wifi.BSSID(9)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-1.7", "esp-at-2.2"})
    @Rule("WF-17")
    void the_dns_servers_are_told_where_the_firmware_can(String profile) {
        try (Esp8266 other = Esp8266.open("mock:" + profile)) {
            ESP8266WiFiClass radio = other.wifi();
            assertTrue(radio.setDNS(new IPAddress(9, 9, 9, 9), new IPAddress(1, 1, 1, 1)));
            assertEquals("9.9.9.9", radio.dnsIP().toString());
            assertEquals("1.1.1.1", radio.dnsIP(1).toString());
            assertFalse(radio.dnsIP(2).isSet());
        }
        try (Esp8266 old = Esp8266.open("mock:at-0.40")) {
            assertFalse(old.wifi().dnsIP().isSet());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-1.7", "esp-at-2.2"})
    @Rule("WF-23")
    void the_radio_sends_as_strongly_and_in_the_mode_that_the_firmware_can(String profile) {
        try (Esp8266 other = Esp8266.open("mock:" + profile)) {
            boolean espAt = profile.startsWith("esp-at");
            ESP8266WiFiClass radio = other.wifi();
            radio.setOutputPower(20.5f);
            assertFalse(
                    radio.getLastError().isError(), () -> radio.getLastError().toString());
            radio.setOutputPower(99);
            assertFalse(radio.getLastError().isError(), "the strongest");
            radio.setOutputPower(-1);
            assertEquals(espAt, radio.getLastError().isError(), "ESP-AT sends at 10 dBm at least");
            assertEquals(espAt, radio.setPhyMode(WIFI_PHY_MODE_11G));
            assertEquals(espAt ? WIFI_PHY_MODE_11G : 0, radio.getPhyMode());
            assertEquals(!espAt, radio.getLastError().isError());
            assertFalse(radio.setPhyMode(0) || radio.setPhyMode(4));
        }
    }

    /** As a sketch reads a field of its EEPROM back: all of it, and perhaps what a longer text left behind. */
    private static String padded(String text, int size) {
        return (text + "\0left over" + "\0".repeat(size)).substring(0, size);
    }

    @Test
    @Rule("WF-10")
    void texts_end_at_their_first_nul_as_those_of_c_do() {
        assertEquals(WL_DISCONNECTED, wifi.begin(padded("wroom4j", 32), padded("arduino-java", 64)));
        assertEquals(
                WL_CONNECTED,
                wifi.waitForConnectResult(),
                () -> wifi.getLastError().message());
        assertEquals("wroom4j", wifi.SSID());
        assertEquals("arduino-java", wifi.psk());
        assertTrue(wifi.hostname(padded("lamp", 20)));
        assertTrue(wifi.softAP(padded("mine", 32), padded("password", 64)));
        assertEquals("mine", wifi.softAPSSID());
        var address = new IPAddress();
        assertEquals(1, wifi.hostByName(padded("192.168.4.7", 40), address));
        assertEquals("192.168.4.7", address.toString());
        assertEquals(WL_CONNECT_FAILED, wifi.begin("\0wroom4j"), "nothing before the NUL");
    }

    @Test
    @Rule("WF-24")
    void a_restart_of_the_sketch_ends_its_handlers() throws InterruptedException {
        wifi.begin("wroom4j", "arduino-java");
        assertEquals(WL_CONNECTED, wifi.waitForConnectResult());
        var told = new ArrayBlockingQueue<String>(20);
        try (var old = wifi.onStationModeDisconnected(event -> told.add("the life before"))) {
            esp.rebooted();
            try (var now = wifi.onEvent(event -> told.add("this life"), WIFI_EVENT_STAMODE_DISCONNECTED)) {
                assertTrue(old != null && now != null);
                wifi.disconnect();
                // Handlers are called in the order in which they came.
                assertEquals("this life", told.poll(20, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void a_look_up_s_reason_stays_until_one_succeeds() {
        assertEquals(0, wifi.hostByName("", new IPAddress()));
        assertEquals("no name to look up was given", wifi.getLastError().message());
        assertEquals(0, wifi.hostByName("a\r\nAT+RST", new IPAddress()));
        assertTrue(wifi.getLastError().isError());
        assertEquals(1, wifi.hostByName("127.0.0.1", new IPAddress()));
        assertFalse(wifi.getLastError().isError());
    }

    @Test
    @Rule({"WF-15", "WF-24"})
    @CoreCase("T35")
    void leaving_and_joining_again_are_told() throws InterruptedException {
        var told = new ArrayBlockingQueue<String>(20);
        try (var got = wifi.onStationModeGotIP(
                        event -> told.add("ip " + event.ip().isSet()));
                var lost = wifi.onStationModeDisconnected(event -> told.add(
                        // The driver's thread belongs to no sketch, and a handler calls millis() before all else.
                        SketchContext.current().equals(Optional.of(esp)) ? "lost" : "no sketch"))) {
            assertTrue(got != null && lost != null);
            wifi.begin("wroom4j", "arduino-java");
            assertEquals(WL_CONNECTED, wifi.waitForConnectResult());
            assertEquals("ip true", told.poll(20, TimeUnit.SECONDS));
            assertTrue(wifi.disconnect(false, false));
            assertEquals("lost", told.poll(20, TimeUnit.SECONDS));
            assertEquals(WL_DISCONNECTED, wifi.status());
            assertTrue(wifi.reconnect());
            assertEquals(WL_CONNECTED, wifi.waitForConnectResult());
            // Whoever waits for the connection may know of it before those who are told.
            assertEquals("ip true", told.poll(20, TimeUnit.SECONDS));
        }
        var later = new ArrayBlockingQueue<String>(20);
        told.clear();
        try (var another = wifi.onStationModeDisconnected(event -> later.add("lost " + event.ssid()))) {
            assertTrue(another != null);
            assertTrue(wifi.disconnect());
            assertEquals("lost wroom4j", later.poll(20, TimeUnit.SECONDS), "which was forgotten with that");
            assertTrue(told.isEmpty(), "who has closed is told no more");
        }
        assertFalse(wifi.reconnect());
        assertTrue(wifi.getLastError().message().contains("disconnect() forgets it"));
        assertEquals(WL_CONNECT_FAILED, wifi.begin());
    }

    @Test
    @Rule({"WF-2", "WF-40", "WF-41", "WF-42"})
    void a_scan_lists_what_is_in_the_air() {
        assertEquals(WIFI_SCAN_FAILED, wifi.scanComplete());
        int count = wifi.scanNetworks();
        assertEquals(3, count, () -> wifi.getLastError().toString());
        int home = -1;
        int free = -1;
        for (int i = 0; i < count; i++) {
            home = wifi.SSID(i).equals("wroom4j") ? i : home;
            free = wifi.SSID(i).equals("Free") ? i : free;
        }
        assertEquals(-40, wifi.RSSI(home));
        assertEquals(6, wifi.channel(home));
        assertEquals(ENC_TYPE_NONE, wifi.encryptionType(free));
        assertFalse(wifi.isHidden(home));
        assertEquals("wroom4j", wifi.getNetworkInfo(home).orElseThrow().ssid());
        assertEquals("", wifi.SSID(99));
        assertEquals(255, wifi.encryptionType(-1));
        assertEquals(0, wifi.RSSI(99));
        assertTrue(wifi.getNetworkInfo(99).isEmpty());
        wifi.scanDelete();
        assertEquals(WIFI_SCAN_FAILED, wifi.scanComplete());
    }

    @Test
    @Rule("WF-40")
    void a_scan_may_run_in_the_background() throws InterruptedException {
        var counts = new ArrayBlockingQueue<Integer>(1);
        wifi.scanNetworksAsync(counts::add, true);
        assertEquals(3, counts.poll(30, TimeUnit.SECONDS));
        assertEquals(3, wifi.scanComplete());
    }

    @Test
    @Rule({"WF-3", "WF-22"})
    void modes_are_numbers() {
        assertEquals(WIFI_STA, wifi.getMode());
        assertTrue(wifi.mode(WIFI_AP_STA));
        assertEquals(WIFI_AP_STA, wifi.getMode());
        assertTrue(wifi.enableAP(false));
        assertEquals(WIFI_STA, wifi.getMode());
        assertFalse(wifi.mode(4));
        assertEquals(WIFI_STA, wifi.getMode());
    }

    @Test
    @Rule("WF-18")
    void host_names_are_checked_before_they_are_sent() {
        assertFalse(wifi.hostname(""));
        assertFalse(wifi.hostname("ends-"));
        assertFalse(wifi.hostname("a b"));
        assertFalse(wifi.hostname("x".repeat(33)));
        assertEquals("", wifi.hostname(), "a module that is an access point has none");
        assertTrue(wifi.setHostname("my-pi"), () -> wifi.getLastError().toString());
        assertEquals("my-pi", wifi.getHostname());
    }

    @Test
    @Rule("WF-20")
    void names_are_looked_up_and_addresses_read() {
        wifi.begin("wroom4j", "arduino-java");
        assertEquals(WL_CONNECTED, wifi.waitForConnectResult());
        var ip = new IPAddress();
        assertEquals(1, wifi.hostByName("10.1.2.3", ip));
        assertEquals("10.1.2.3", ip.toString());
        assertEquals(
                1, wifi.hostByName("localhost", ip), () -> wifi.getLastError().toString());
        assertEquals(127, ip.get(0));
        assertEquals(0, wifi.hostByName("no.such.host.invalid", ip));
        assertFalse(ip.isSet());
        assertEquals(0, wifi.hostByName("", ip));
    }

    @Test
    @Rule({"WF-16", "WF-21", "WF-23"})
    void settings_are_remembered_and_secrets_are_not_printed() {
        assertFalse(wifi.getPersistent());
        wifi.persistent(true);
        assertTrue(wifi.getPersistent());
        assertFalse(wifi.getAutoConnect());
        assertTrue(wifi.setAutoConnect(true) && wifi.getAutoConnect());
        assertTrue(wifi.getAutoReconnect());
        assertTrue(wifi.setAutoReconnect(false));
        assertFalse(wifi.getAutoReconnect());
        wifi.begin("wroom4j", "arduino-java", 0, null, false);
        wifi.printDiag(console.serial());
        assertTrue(console.printed().contains("SSID (7): wroom4j"), console.printed());
        assertFalse(console.printed().contains("arduino-java"));
    }

    @Test
    @Rule("WF-23")
    void the_module_dozes_as_it_is_told() {
        var soon = io.github.wroom4j.hal.Deadline.in(esp.clock(), java.time.Duration.ofSeconds(10));
        assertEquals(WIFI_MODEM_SLEEP, wifi.getSleepMode());
        assertTrue(wifi.setSleepMode(WIFI_NONE_SLEEP), () -> wifi.getLastError().toString());
        assertEquals(WIFI_NONE_SLEEP, wifi.getSleepMode());
        assertEquals(java.util.List.of("+SLEEP:0"), esp.module().raw("AT+SLEEP?", soon));
        assertTrue(wifi.setSleep(true));
        assertEquals(java.util.List.of("+SLEEP:2"), esp.module().raw("AT+SLEEP?", soon));
        assertFalse(wifi.setSleepMode(3));
        assertEquals(WIFI_MODEM_SLEEP, wifi.getSleepMode());
    }

    @Test
    @Rule("WF-23")
    void a_connection_is_left_and_taken_up_again() {
        assertFalse(wifi.resumeFromShutdown());
        wifi.begin("wroom4j", "arduino-java");
        assertEquals(WL_CONNECTED, wifi.waitForConnectResult());
        var state = new WiFiState();
        assertTrue(wifi.shutdown(state));
        assertEquals(WIFI_OFF, wifi.getMode());
        assertFalse(wifi.localIP().isSet());
        var kept = new WiFiState();
        assertTrue(kept.cells(state.cells()));
        assertTrue(wifi.resumeFromShutdown(kept));
        assertEquals(WL_CONNECTED, wifi.waitForConnectResult());
        assertEquals("wroom4j", wifi.SSID());
        int[] damaged = state.cells();
        damaged[3] ^= 1;
        assertFalse(
                kept.cells(damaged) || kept.isSet() || kept.cells(new int[WiFiState.CELLS]) || kept.cells(new int[3]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-1.7", "esp-at-2.2"})
    @Rule("WF-21")
    void a_network_that_persists_is_joined_by_the_module_itself(String profile, @TempDir Path folder) throws Exception {
        for (boolean persistent : new boolean[] {false, true}) {
            Path flash = folder.resolve(persistent + ".bin");
            try (var board = MockWroom02.builder().profile(profile).flash(flash).build();
                    var first = Esp8266.open(board, console.serial())) {
                first.wifi().persistent(persistent);
                first.wifi().begin("wroom4j", "arduino-java");
                assertEquals(WL_CONNECTED, first.wifi().waitForConnectResult());
            }
            String kept = new String(Files.readAllBytes(flash), StandardCharsets.ISO_8859_1);
            assertEquals(persistent, kept.contains("arduino-java"), "in the flash");
            if (persistent) {
                try (var board = MockWroom02.builder()
                                .profile(profile)
                                .flash(flash)
                                .build();
                        var later = Esp8266.open(board, console.serial())) {
                    assertEquals(WL_CONNECTED, later.wifi().waitForConnectResult());
                    assertEquals("wroom4j", later.wifi().SSID());
                }
            }
        }
    }

    /** The core's own test of WiFiClient (T34): whoever stops or leaves meanwhile ends a connect that hangs. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Rule({"WC-1", "WC-13", "WF-15"})
    @CoreCase("T34")
    void a_connect_that_hangs_is_ended_by_stop_all_and_by_disconnect(boolean disconnect) {
        try (var silent = MockWroom02.builder().build();
                var hanging = Esp8266.open(silent, console.serial());
                var bound = hanging.bind()) {
            assertTrue(bound != null);
            silent.network().synLost(true);
            hanging.wifi().begin("wroom4j", "arduino-java");
            assertEquals(WL_CONNECTED, hanging.wifi().waitForConnectResult());
            var client = new WiFiClient();
            client.setConnectionTimeout(60_000);
            var ticker = new Ticker();
            ticker.once_ms(50, disconnect ? () -> hanging.wifi().disconnect() : WiFiClient::stopAll);
            long begun = System.nanoTime();
            assertEquals(0, client.connect("127.0.0.1", 1024));
            assertTrue(System.nanoTime() - begun < 10_000_000_000L, "nothing was waited out");
            assertTrue(
                    client.getLastError().message().contains("stopped"),
                    client.getLastError().toString());
            assertFalse(Thread.currentThread().isInterrupted() || client.connected());
        }
    }

    @Test
    @Rule({"WF-30", "WF-31"})
    void a_soft_access_point_checks_its_settings_and_starts() {
        assertFalse(wifi.softAP(""));
        assertFalse(wifi.softAP("x".repeat(33)));
        assertFalse(wifi.softAP("name", "short"));
        assertFalse(wifi.softAP("name", "", 15, false, 4));
        assertTrue(wifi.softAP("name", "password1"), () -> wifi.getLastError().toString());
        assertEquals("name", wifi.softAPSSID());
        assertEquals("192.168.4.1", wifi.softAPIP().toString());
        assertEquals(0, wifi.softAPgetStationNum());
        assertTrue(wifi.softAPdisconnect(true));
        assertEquals("", wifi.softAPSSID());
    }

    @Test
    @Rule("WF-14")
    void a_fixed_address_is_taken() {
        assertFalse(
                wifi.config(new IPAddress(10, 0, 0, 5), new IPAddress(10, 9, 9, 1), new IPAddress(255, 255, 255, 0)));
        assertTrue(
                wifi.config(
                        new IPAddress(192, 168, 1, 77), new IPAddress(192, 168, 1, 1), new IPAddress(255, 255, 255, 0)),
                () -> wifi.getLastError().toString());
        wifi.begin("wroom4j", "arduino-java");
        assertEquals(WL_CONNECTED, wifi.waitForConnectResult());
        assertEquals("192.168.1.77", wifi.localIP().toString());
    }

    @Test
    @Rule({"WM-1", "WM-2"})
    void of_several_known_networks_the_strongest_is_joined() {
        var multi = new ESP8266WiFiMulti(esp);
        assertFalse(multi.addAP(""));
        assertFalse(multi.addAP("x".repeat(33)));
        assertFalse(multi.addAP("x", "y".repeat(65)));
        assertTrue(multi.addAP("Other", "secret12"));
        assertTrue(multi.addAP("wroom4j", "arduino-java"));
        assertTrue(multi.addAP("wroom4j", "arduino-java"));
        assertEquals(2, multi.count());
        assertTrue(multi.existsAP("Other") && !multi.existsAP("Other", "x"));
        assertEquals(WL_CONNECTED, multi.run(20_000));
        assertEquals("wroom4j", wifi.SSID());
        assertEquals(WL_CONNECTED, multi.run());
        multi.cleanAPlist();
        assertEquals(0, multi.count());
    }

    @Test
    @Rule("WF-31")
    void a_soft_access_point_takes_another_address() {
        assertFalse(wifi.softAPConfig(
                new IPAddress(10, 1, 1, 1), new IPAddress(10, 9, 9, 9), new IPAddress(255, 255, 255, 0)));
        assertTrue(
                wifi.softAPConfig(
                        new IPAddress(10, 1, 1, 1), new IPAddress(10, 1, 1, 1), new IPAddress(255, 255, 255, 0)),
                () -> wifi.getLastError().toString());
        assertTrue(wifi.softAP("name", "password1"));
        assertEquals("10.1.1.1", wifi.softAPIP().toString());
    }

    @Test
    @Rule({"WF-4", "WF-5"})
    void reasons_and_events_have_the_cores_numbers() throws InterruptedException {
        String reasons = "UNSPECIFIED 1,AUTH_EXPIRE 2,AUTH_LEAVE 3,ASSOC_EXPIRE 4,ASSOC_TOOMANY 5,NOT_AUTHED 6,"
                + "NOT_ASSOCED 7,ASSOC_LEAVE 8,ASSOC_NOT_AUTHED 9,DISASSOC_PWRCAP_BAD 10,DISASSOC_SUPCHAN_BAD 11,"
                + "IE_INVALID 13,MIC_FAILURE 14,4WAY_HANDSHAKE_TIMEOUT 15,GROUP_KEY_UPDATE_TIMEOUT 16,"
                + "IE_IN_4WAY_DIFFERS 17,GROUP_CIPHER_INVALID 18,PAIRWISE_CIPHER_INVALID 19,AKMP_INVALID 20,"
                + "UNSUPP_RSN_IE_VERSION 21,INVALID_RSN_IE_CAP 22,802_1X_AUTH_FAILED 23,CIPHER_SUITE_REJECTED 24,"
                + "BEACON_TIMEOUT 200,NO_AP_FOUND 201,AUTH_FAIL 202,ASSOC_FAIL 203,HANDSHAKE_TIMEOUT 204";
        for (String reason : reasons.split(",")) {
            String[] parts = reason.split(" ");
            assertEquals(Integer.parseInt(parts[1]), number("WIFI_DISCONNECT_REASON_" + parts[0]), reason);
        }
        var told = new ArrayBlockingQueue<Integer>(20);
        var only = new ArrayBlockingQueue<Integer>(20);
        try (var all = wifi.onEvent(told::add);
                var one = wifi.onEvent(only::add, WIFI_EVENT_STAMODE_DISCONNECTED);
                var never = wifi.onStationModeAuthModeChanged(() -> told.add(-1))) {
            assertTrue(all != null && one != null && never != null);
            wifi.begin("wroom4j", "arduino-java");
            assertEquals(WL_CONNECTED, wifi.waitForConnectResult());
            assertEquals(WIFI_EVENT_STAMODE_CONNECTED, told.poll(20, TimeUnit.SECONDS));
            assertEquals(WIFI_EVENT_STAMODE_GOT_IP, told.poll(20, TimeUnit.SECONDS));
            wifi.disconnect();
            assertEquals(WIFI_EVENT_STAMODE_DISCONNECTED, told.poll(20, TimeUnit.SECONDS));
            assertEquals(WIFI_EVENT_STAMODE_DISCONNECTED, only.poll(20, TimeUnit.SECONDS));
            assertTrue(only.isEmpty());
        }
        int[] numbers = {0, 1, 2, 3, 4, 5, 6, 7};
        String[] names = {
            "STAMODE_CONNECTED",
            "STAMODE_DISCONNECTED",
            "STAMODE_AUTHMODE_CHANGE",
            "STAMODE_GOT_IP",
            "STAMODE_DHCP_TIMEOUT",
            "SOFTAPMODE_STACONNECTED",
            "SOFTAPMODE_STADISCONNECTED",
            "SOFTAPMODE_PROBEREQRECVED"
        };
        for (int i = 0; i < names.length; i++) {
            assertEquals(numbers[i], number("WIFI_EVENT_" + names[i]));
        }
    }

    private static int number(String name) {
        try {
            return WiFiTypes.class.getField(name).getInt(null);
        } catch (ReflectiveOperationException missing) {
            throw new AssertionError(name, missing);
        }
    }

    @Test
    @Rule("WF-19")
    void what_is_left_to_the_modules_own_commands_is_refused_with_a_reason() {
        assertFalse(wifi.beginWPSConfig());
        assertTrue(wifi.getLastError().message().contains("WPS"));
        assertFalse(wifi.beginSmartConfig() || wifi.smartConfigDone() || wifi.stopSmartConfig());
        wifi.enableInsecureWEP(true);
        assertTrue(wifi.getLastError().message().contains("WEP"));
    }
}

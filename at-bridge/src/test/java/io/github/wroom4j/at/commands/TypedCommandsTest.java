package io.github.wroom4j.at.commands;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AccessPoint;
import io.github.wroom4j.at.AtEvents;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.Capabilities.Feature;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.Listener;
import io.github.wroom4j.at.SleepMode;
import io.github.wroom4j.at.SoftAp;
import io.github.wroom4j.at.Station;
import io.github.wroom4j.at.driver.AtDriver;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.testing.Seeds;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.mock.Profile;
import io.github.wroom4j.mock.radio.AirAccessPoint;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each typed command against the mock: on every firmware that has it, and refused by name on one that has not. */
@Timeout(120)
class TypedCommandsTest {
    private static final String MAC = "5c:cf:7f:0a:0b:0c";

    /** One firmware of each kind; every one in the long run. */
    static Stream<String> profiles() {
        return Seeds.full()
                ? Profile.names().stream()
                : Stream.of("at-0.40", "at-1.3", "at-1.4", "at-1.7", "esp-at-2.0", "esp-at-2.2", "atmod-0.5");
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(30));
    }

    private static AtDriver joined(MockWroom02 mock) {
        AtDriver driver = AtDriver.open(mock);
        driver.join(MockBuilder.SSID, MockBuilder.PASSWORD);
        return driver;
    }

    private static MockWroom02 mock(String profile) {
        return MockWroom02.builder().profile(profile).build();
    }

    private static InetAddress ip(String quad) {
        return Text.address(quad).orElseThrow();
    }

    /** Has the feature; or every one of the calls is refused as unsupported, and nothing else happens. */
    private static boolean has(AtDriver driver, Feature feature, Runnable... calls) {
        if (driver.capabilities().has(feature)) {
            return true;
        }
        for (Runnable call : calls) {
            var refused = assertThrows(AtException.class, call::run);
            assertEquals(Kind.UNSUPPORTED, refused.kind(), refused.getMessage());
            assertTrue(refused.getMessage().contains(driver.version().dialect()), refused.getMessage());
        }
        return false;
    }

    /** A reset of the module that its driver knows nothing of, and all that was restored after it. */
    private static void resetAndMended(MockWroom02 mock, AtDriver driver) throws InterruptedException {
        var ready = new LinkedBlockingQueue<AtEvents.Event>();
        AtEvents.Subscription listening = driver.events().subscribe(event -> {
            if (event.kind() == AtEvents.Kind.MODULE_READY) {
                ready.add(event);
            }
        });
        mock.reset();
        assertTrue(ready.poll(30, TimeUnit.SECONDS) != null, "the module was never told to be ready again");
        listening.close();
    }

    // ---- server -----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource("profiles")
    void a_server_tells_who_came_serves_him_and_can_be_started_again(String profile) throws IOException {
        byte[] asked = "hello module".getBytes(US_ASCII);
        try (var mock = mock(profile);
                var driver = joined(mock)) {
            for (int round = 0; round < 2; round++) {
                Listener listener = driver.listen(8080, soon());
                assertEquals(8080, listener.port());
                var second = assertThrows(AtException.class, () -> driver.listen(8081, soon()));
                assertEquals(Kind.UNSUPPORTED, second.kind());
                listener.idleTimeout(60, soon());
                var where = new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), mock.serverPort(8080).orElseThrow());
                try (var client = new Socket()) {
                    client.connect(where, 10_000);
                    client.setSoTimeout(30_000);
                    client.getOutputStream().write(asked);
                    try (Link link = listener.accept(soon()).orElseThrow()) {
                        assertEquals("127.0.0.1", link.peer(soon()).host());
                        assertEquals(client.getLocalPort(), link.peer(soon()).port());
                        byte[] got = readFully(link, asked.length);
                        assertArrayEquals(asked, got);
                        link.write(got, 0, got.length, soon());
                        link.flush(soon());
                        assertArrayEquals(asked, client.getInputStream().readNBytes(asked.length));
                    }
                    assertEquals(-1, client.getInputStream().read());
                }
                assertTrue(listener.accept(Deadline.in(Duration.ofMillis(1))).isEmpty());
                listener.close();
                listener.close();
            }
            assertThrows(IllegalArgumentException.class, () -> driver.listen(0, soon()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-0.40", "at-1.7", "esp-at-2.2", "atmod-0.5"})
    void a_server_stands_again_after_a_reset(String profile) throws Exception {
        try (var mock = mock(profile);
                var driver = joined(mock);
                Listener listener = driver.listen(8080, soon())) {
            resetAndMended(mock, driver);
            try (var client = new Socket(
                            InetAddress.getLoopbackAddress(),
                            mock.serverPort(8080).orElseThrow());
                    Link link = listener.accept(soon()).orElseThrow()) {
                client.getOutputStream().write('x');
                assertArrayEquals(new byte[] {'x'}, readFully(link, 1));
            }
        }
    }

    private static byte[] readFully(Link link, int length) {
        var all = new byte[length];
        for (int at = 0; at < length; ) {
            int n = link.read(all, at, length - at, soon());
            assertTrue(n > 0, "read gave " + n + " after " + at + " of " + length + " bytes");
            at += n;
        }
        return all;
    }

    // ---- soft access point ------------------------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource("profiles")
    void a_soft_access_point_takes_who_knows_its_password_and_stands_again_after_a_reset(String profile)
            throws InterruptedException {
        var config = new SoftAp.Config("bench, \"upper\\floor\"", "letmein99", 11, false, 4);
        try (var mock = mock(profile);
                var driver = AtDriver.open(mock)) {
            if (!has(driver, Feature.SOFT_AP, () -> driver.softAp().start(config, soon()))) {
                return;
            }
            driver.softAp().start(config, soon());
            assertEquals("192.168.4.1", driver.softAp().self(soon()).ip().getHostAddress());
            assertEquals(List.of(), driver.softAp().clients(soon()));
            assertFalse(mock.stationJoins(MAC, "guessed99"));
            assertTrue(mock.stationJoins(MAC, "letmein99"));
            var client = driver.softAp().clients(soon()).get(0);
            assertEquals(MAC, client.mac());
            assertTrue(client.ip().getHostAddress().startsWith("192.168.4."), client.toString());
            assertEquals(-1, driver.transcript().text().indexOf("letmein99"));

            resetAndMended(mock, driver);
            assertTrue(mock.stationJoins(MAC, "letmein99"));
            driver.softAp().stop(soon());
            assertThrows(AtException.class, () -> driver.softAp().self(soon()));
            driver.join(MockBuilder.SSID, MockBuilder.PASSWORD);
            driver.softAp().start(config, soon());
            assertTrue(driver.station().address(soon()).isPresent(), "the station is still joined");
        }
    }

    @Test
    void a_soft_access_point_beyond_the_firmware_or_the_standard_is_refused() {
        try (var driver = AtDriver.open(mock("at-0.40"))) {
            var hidden = new SoftAp.Config("bench", "letmein99", 11, true, 4);
            assertEquals(
                    Kind.UNSUPPORTED,
                    assertThrows(AtException.class, () -> driver.softAp().start(hidden, soon()))
                            .kind());
            for (var wrong : List.of(
                    new SoftAp.Config("", "letmein99", 1, false, 4),
                    new SoftAp.Config("bench", "short", 1, false, 4),
                    new SoftAp.Config("bench", "letmein99", 14, false, 4),
                    new SoftAp.Config("bench", "letmein99", 1, false, 9),
                    new SoftAp.Config("be\r\nnch", "letmein99", 1, false, 4))) {
                assertThrows(
                        IllegalArgumentException.class, () -> driver.softAp().start(wrong, soon()), wrong::toString);
            }
        }
    }

    // ---- time, ping, sleep ------------------------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource("profiles")
    void the_modules_clock_is_set_by_SNTP_and_set_again_after_a_reset(String profile) throws InterruptedException {
        try (var mock = mock(profile);
                var driver = joined(mock)) {
            List<String> servers = List.of("pool.test", "second.test");
            if (!has(driver, Feature.SNTP, () -> driver.time().start(servers, soon()))) {
                return;
            }
            if (!profile.startsWith("atmod")) {
                // ESP_ATMod's clock is on after boot.
                assertEquals(Optional.empty(), driver.time().now(soon()), "1970 is no time");
            }
            driver.time().start(servers, soon());
            near(Instant.now(), driver.time().now(soon()).orElseThrow());
            resetAndMended(mock, driver);
            near(Instant.now(), driver.time().now(soon()).orElseThrow());
            assertThrows(
                    IllegalArgumentException.class, () -> driver.time().start(List.of("a", "b", "c", "d"), soon()));
        }
    }

    private static void near(Instant expected, Instant told) {
        assertTrue(
                Duration.between(expected, told).abs().compareTo(Duration.ofMinutes(2)) < 0,
                told + " is not near " + expected);
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void a_ping_comes_back_in_milliseconds_or_not_at_all(String profile) {
        try (var driver = joined(mock(profile))) {
            if (!has(driver, Feature.PING, () -> driver.ping("127.0.0.1", soon()))) {
                return;
            }
            int millis = driver.ping("127.0.0.1", soon());
            assertTrue(millis >= 0 && millis < 30_000, millis + " ms");
            var lost = assertThrows(AtException.class, () -> driver.ping("10.255.255.1", soon()));
            assertEquals(Kind.TIMEOUT, lost.kind(), lost.getMessage());
        }
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void the_modules_doze_is_chosen_in_its_own_numbers_and_again_after_a_reset(String profile)
            throws InterruptedException {
        try (var mock = mock(profile);
                var driver = AtDriver.open(mock)) {
            if (!has(driver, Feature.SLEEP_MODE, () -> driver.sleep(SleepMode.NONE, soon()))) {
                return;
            }
            // ESP-AT numbers them the other way round and tells 3 for its 2 (at-protocol §5).
            boolean espAt = profile.startsWith("esp-at");
            driver.sleep(SleepMode.LIGHT, soon());
            assertEquals(List.of("+SLEEP:" + (espAt ? 3 : 1)), driver.raw("AT+SLEEP?", soon()));
            driver.sleep(SleepMode.MODEM, soon());
            assertEquals(List.of("+SLEEP:" + (espAt ? 1 : 2)), driver.raw("AT+SLEEP?", soon()));
            driver.sleep(SleepMode.NONE, soon());
            assertEquals(List.of("+SLEEP:0"), driver.raw("AT+SLEEP?", soon()));
            resetAndMended(mock, driver);
            assertEquals(List.of("+SLEEP:0"), driver.raw("AT+SLEEP?", soon()));
        }
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void deep_sleep_ends_with_a_restart_that_the_driver_survives(String profile) throws InterruptedException {
        try (var mock = mock(profile);
                var driver = joined(mock)) {
            if (!has(driver, Feature.DEEP_SLEEP, () -> driver.deepSleep(100, soon()))) {
                return;
            }
            var ready = new LinkedBlockingQueue<AtEvents.Kind>();
            driver.events().subscribe(event -> ready.add(event.kind()));
            Link link = driver.open(LinkRequest.udp("127.0.0.1", 9, 4001));
            driver.deepSleep(100, soon());
            for (AtEvents.Kind kind; (kind = ready.poll(30, TimeUnit.SECONDS)) != AtEvents.Kind.MODULE_READY; ) {
                assertTrue(kind != null, "the module never woke");
            }
            assertFalse(link.isOpen());
            assertEquals(Station.State.CONNECTED, driver.station().state());
            assertThrows(IllegalArgumentException.class, () -> driver.deepSleep(-1, soon()));
        }
    }

    // ---- addresses --------------------------------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource("profiles")
    void a_static_address_holds_over_a_reset_until_DHCP_is_wanted_again(String profile) throws InterruptedException {
        var fixed = new Station.IpConfig(ip("192.168.1.77"), ip("192.168.1.1"), ip("255.255.255.0"));
        try (var mock = mock(profile);
                var driver = joined(mock)) {
            Station.IpConfig leased = driver.station().address(soon()).orElseThrow();
            assertTrue(driver.station().mac(soon()).matches("([0-9a-f]{2}:){5}[0-9a-f]{2}"));
            driver.station().address(Optional.of(fixed), soon());
            assertEquals(Optional.of(fixed), driver.station().address(soon()));
            resetAndMended(mock, driver);
            assertEquals(Optional.of(fixed), driver.station().address(soon()));
            driver.station().address(Optional.empty(), soon());
            driver.station().leave(soon());
            assertEquals(Station.State.IDLE, driver.station().state());
            driver.join(MockBuilder.SSID, MockBuilder.PASSWORD);
            assertEquals(Optional.of(leased), driver.station().address(soon()));
        }
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void DNS_servers_are_set_and_set_again_after_a_reset(String profile) throws InterruptedException {
        List<InetAddress> servers = List.of(ip("9.9.9.9"), ip("1.1.1.1"));
        try (var mock = mock(profile);
                var driver = joined(mock)) {
            if (!has(driver, Feature.DNS_SERVERS, () -> driver.station().dnsServers(servers, soon()))) {
                return;
            }
            String question = profile.startsWith("esp-at") ? "AT+CIPDNS?" : "AT+CIPDNS_CUR?";
            driver.station().dnsServers(servers, soon());
            String told = String.join(" ", driver.raw(question, soon()));
            // ESP-AT 2.0 tells one of them (at-recorded-esp-at E34).
            assertTrue(told.contains("9.9.9.9") && (told.contains("1.1.1.1") || profile.endsWith("2.0")), told);
            assertEquals(
                    profile.endsWith("2.0") ? servers.subList(0, 1) : servers,
                    driver.station().dnsServers(soon()));
            resetAndMended(mock, driver);
            assertEquals(told, String.join(" ", driver.raw(question, soon())));
            driver.station().dnsServers(List.of(), soon());
            String back = String.join(" ", driver.raw(question, soon()));
            assertFalse(back.contains("9.9.9.9"), back);
        }
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void a_host_name_is_set_told_and_set_again_after_a_reset(String profile) throws InterruptedException {
        try (var mock = mock(profile);
                var driver = joined(mock)) {
            Station station = driver.station();
            if (!has(
                    driver,
                    Feature.HOSTNAME,
                    () -> station.hostname("greenhouse-7", soon()),
                    () -> station.hostname(soon()))) {
                return;
            }
            station.hostname("greenhouse-7", soon());
            assertEquals("greenhouse-7", station.hostname(soon()));
            resetAndMended(mock, driver);
            assertEquals("greenhouse-7", station.hostname(soon()));
            for (String wrong : List.of("", "x".repeat(33), "a\nb")) {
                assertThrows(IllegalArgumentException.class, () -> station.hostname(wrong, soon()));
            }
        }
    }

    // ---- scan -------------------------------------------------------------------------------------------------

    /** Names that look like the rows they stand in. */
    private static final List<String> NAMES = List.of(
            "plain",
            "with \"quotes\", commas\\",
            "\",-40,\"aa:bb:cc:dd:ee:ff\",1",
            "+CWLAP:(3,\"x\",-1,\"a",
            "Gäste-WLAN 🛜",
            "OK",
            "x".repeat(32));

    @ParameterizedTest
    @MethodSource("profiles")
    void every_name_in_the_air_is_found_and_can_be_joined(String profile) {
        MockBuilder builder = MockWroom02.builder().profile(profile);
        for (int i = 0; i < NAMES.size(); i++) {
            builder.accessPoint(AirAccessPoint.of(NAMES.get(i), "pass,word\"\\" + i)
                    .onChannel(1 + i)
                    .at(-40 - i));
        }
        try (var driver = AtDriver.open(builder.build())) {
            List<AccessPoint> found = driver.scan(soon());
            for (int i = 0; i < NAMES.size(); i++) {
                String name = NAMES.get(i);
                AccessPoint point = found.stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(name + " is not among "
                                + found.stream().map(AccessPoint::name).toList()));
                assertEquals(1 + i, point.channel());
                assertEquals(-40 - i, point.rssi());
                assertEquals(3, point.security());
                driver.join(name, "pass,word\"\\" + i);
                assertEquals(
                        name, driver.station().accessPoint(soon()).orElseThrow().name());
            }
        }
    }

    @Test
    void a_name_that_is_no_text_keeps_its_bytes() {
        byte[] name = {(byte) 0xff, (byte) 0xfe, 0x01, '"', ',', (byte) 0x80, ')'};
        String row = "+CWLAP:(4,\"" + new String(name, ISO_8859_1) + "\",-77,\"aa:bb:cc:00:11:22\",13,-5,0)";
        AccessPoint point = AccessPointRows.inRange(row).orElseThrow();
        assertArrayEquals(name, point.ssid());
        assertEquals(13, point.channel());
        assertEquals(Optional.empty(), AccessPointRows.inRange("+CWLAP:(4,\"cut off"));
        assertEquals(
                0,
                AccessPointRows.inRange("+CWLAP:(0,\"\",-77,\"aa:bb:cc:00:11:22\",13)")
                        .orElseThrow()
                        .ssid()
                        .length,
                "a hidden one");
    }

    // ---- datagrams --------------------------------------------------------------------------------------------

    @ParameterizedTest
    @MethodSource("profiles")
    void a_datagram_goes_to_its_peer_and_the_answer_comes_back(String profile) throws Exception {
        try (var peer = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                var driver = joined(mock(profile))) {
            peer.setSoTimeout(30_000);
            LinkRequest request = LinkRequest.udp("127.0.0.1", peer.getLocalPort(), 4001);
            if (!has(driver, Feature.UDP, () -> driver.open(request))) {
                return;
            }
            try (Link link = driver.open(request)) {
                assertEquals(peer.getLocalPort(), link.peer(soon()).port());
                // espconn cuts a longer datagram off without a word, so the driver refuses it.
                int most = profile.startsWith("esp-at") ? 1472 : 1460;
                for (int size : new int[] {1, 512, most}) {
                    byte[] out = new byte[size];
                    Arrays.fill(out, (byte) size);
                    link.write(out, 0, size, soon());
                    var packet = new DatagramPacket(new byte[2000], 2000);
                    peer.receive(packet);
                    assertEquals(size, packet.getLength());
                    peer.send(packet);
                    assertArrayEquals(out, readFully(link, size));
                }
                var large = assertThrows(AtException.class, () -> link.write(new byte[2000], 0, most + 1, soon()));
                assertEquals(Kind.UNSUPPORTED, large.kind());
            }
        }
    }
}

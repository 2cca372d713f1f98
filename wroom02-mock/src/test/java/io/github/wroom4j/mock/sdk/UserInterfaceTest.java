package io.github.wroom4j.mock.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.mock.radio.AirAccessPoint;
import io.github.wroom4j.mock.radio.AuthMode;
import io.github.wroom4j.mock.radio.StationEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code user_interface} and {@code os_type} (espconn-sdk §12). */
@Timeout(60)
class UserInterfaceTest {
    private final List<String> events = new CopyOnWriteArrayList<>();

    private Lab listening() {
        var lab = new Lab(SdkRelease.P14, HeapModel.NONOS);
        lab.run(() -> {
            user_interface.wifi_set_opmode(user_interface.STATION_MODE);
            user_interface.wifi_set_event_handler_cb(e -> events.add(e.event + (e.event == 1 ? " " + e.reason : "")));
        });
        return lab;
    }

    private static void join(Lab lab, String ssid, String password) {
        lab.run(() -> {
            var config = new station_config();
            config.ssid = ssid;
            config.password = password;
            assertTrue(user_interface.wifi_station_set_config(config));
            assertTrue(user_interface.wifi_station_connect());
        });
    }

    private static void awaitStatus(Lab lab, int status) {
        Lab.await(() -> lab.call(user_interface::wifi_station_get_connect_status) == status);
    }

    @Test
    void joining_tells_connected_and_then_got_ip() {
        try (var lab = listening()) {
            join(lab, "Lab", "secret12");
            awaitStatus(lab, user_interface.STATION_GOT_IP);
            lab.run(() -> {});
            assertEquals(List.of("0", "3"), events);
            lab.run(() -> {
                var info = new ip_info();
                assertTrue(user_interface.wifi_get_ip_info(user_interface.STATION_IF, info));
                assertTrue(info.ip.toString().startsWith("192.168.1."), info.ip.toString());
                assertEquals("192.168.1.1", info.gw.toString());
                assertEquals(6, user_interface.wifi_get_channel());
            });
        }
    }

    @Test
    void a_wrong_password_and_a_missing_access_point_have_their_status_and_reason() {
        try (var lab = listening()) {
            join(lab, "Lab", "wrong");
            awaitStatus(lab, user_interface.STATION_WRONG_PASSWORD);
            join(lab, "Nowhere", "x");
            awaitStatus(lab, user_interface.STATION_NO_AP_FOUND);
            lab.run(() -> {});
            assertTrue(events.contains("1 " + StationEvent.Reason.HANDSHAKE_TIMEOUT), events.toString());
            assertTrue(events.contains("1 " + StationEvent.Reason.NO_AP_FOUND), events.toString());
        }
    }

    @Test
    void a_lost_access_point_is_noticed_and_its_return_joined_by_itself() {
        try (var lab = listening()) {
            join(lab, "Lab", "secret12");
            awaitStatus(lab, user_interface.STATION_GOT_IP);
            lab.air.remove("Lab");
            awaitStatus(lab, user_interface.STATION_NO_AP_FOUND);
            assertEquals(0, lab.call(() -> {
                var info = new ip_info();
                user_interface.wifi_get_ip_info(user_interface.STATION_IF, info);
                return info.ip.addr;
            }));
            lab.air.add(AirAccessPoint.of("Lab", "secret12"));
            awaitStatus(lab, user_interface.STATION_GOT_IP);
            lab.run(() -> {});
            assertTrue(events.contains("1 " + StationEvent.Reason.BEACON_TIMEOUT), events.toString());
        }
    }

    @Test
    void a_scan_lists_what_can_be_heard_strongest_first() {
        try (var lab = listening()) {
            lab.air.add(AirAccessPoint.of("Near", "").onChannel(11).at(-30));
            lab.air.add(AirAccessPoint.of("Far", "x").at(-80).guardedBy(AuthMode.WPA_PSK));
            var found = new CopyOnWriteArrayList<String>();
            lab.run(() -> {
                assertTrue(user_interface.wifi_station_scan(null, (arg, status) -> {
                    for (Object each : (List<?>) arg) {
                        var info = (bss_info) each;
                        found.add(info.ssid + " " + info.channel + " " + info.rssi + " " + info.authmode);
                    }
                }));
                assertFalse(user_interface.wifi_station_scan(null, null));
            });
            Lab.await(() -> found.size() == 3);
            assertEquals(List.of("Near 11 -30 0", "Lab 6 -52 3", "Far 6 -80 2"), found);
        }
    }

    @Test
    void a_restart_forgets_ram_and_joins_again_from_flash() {
        try (var lab = listening()) {
            join(lab, "Lab", "secret12");
            awaitStatus(lab, user_interface.STATION_GOT_IP);
            Sdk before = lab.sdk;
            lab.run(() -> os_type.os_malloc(5_000));
            lab.run(user_interface::system_restart);
            Lab.await(() -> lab.sdk != before);
            awaitStatus(lab, user_interface.STATION_GOT_IP);
            assertEquals(4, lab.call(user_interface::system_get_rst_info).reason);
            assertEquals(47_000, lab.call(user_interface::system_get_free_heap_size));
        }
    }

    @Test
    void deep_sleep_ends_with_its_own_reason() {
        var clock = new ManualClock();
        try (var lab = new Lab(SdkRelease.P14, HeapModel.NONOS, clock)) {
            Sdk before = lab.sdk;
            lab.run(() -> user_interface.system_deep_sleep(2_000_000));
            lab.chip.board().run(() -> {});
            clock.advance(java.time.Duration.ofSeconds(2));
            Lab.await(() -> lab.sdk != before);
            assertEquals(5, lab.call(user_interface::system_get_rst_info).reason);
        }
    }

    @Test
    void tasks_have_three_priorities_and_a_queue_each() {
        try (var lab = listening()) {
            var seen = new CopyOnWriteArrayList<String>();
            lab.run(() -> {
                var queue = new os_event_t[2];
                assertFalse(user_interface.system_os_task(e -> {}, 3, queue, 2));
                assertFalse(user_interface.system_os_task(e -> {}, 1, null, 2));
                assertTrue(user_interface.system_os_task(e -> seen.add(e.sig + "/" + e.par), 1, queue, 2));
                assertTrue(user_interface.system_os_post(1, 7, 8));
                assertTrue(user_interface.system_os_post(1, 9, 10));
                assertFalse(user_interface.system_os_post(1, 11, 12));
                assertFalse(user_interface.system_os_post(0, 1, 1));
                assertFalse(user_interface.system_os_post(5, 1, 1));
                assertEquals(List.of(), seen);
            });
            Lab.await(() -> seen.size() == 2);
            assertEquals(List.of("7/8", "9/10"), seen);
            assertTrue(lab.printed().contains("err: task prio < 3\nerr: task queue error\n"), lab.printed());
        }
    }

    @Test
    void timers_run_once_or_again_and_stop_when_disarmed() {
        var clock = new ManualClock();
        try (var lab = new Lab(SdkRelease.P14, HeapModel.NONOS, clock)) {
            var ticks = new CopyOnWriteArrayList<String>();
            var once = new os_timer_t();
            var again = new os_timer_t();
            lab.run(() -> {
                os_type.os_timer_setfn(once, arg -> ticks.add("once " + arg), 5);
                os_type.os_timer_setfn(again, arg -> ticks.add("again"), null);
                os_type.os_timer_arm(once, 1500, false);
                os_type.os_timer_arm(again, 1000, true);
            });
            lab.tick(clock, 3);
            assertEquals(List.of("again", "once 5", "again", "again"), ticks);
            lab.run(() -> os_type.os_timer_disarm(again));
            lab.tick(clock, 3);
            assertEquals(4, ticks.size());
        }
    }

    @Test
    void time_counts_microseconds_since_boot() {
        var clock = new ManualClock();
        try (var lab = new Lab(SdkRelease.P14, HeapModel.NONOS, clock)) {
            clock.advance(java.time.Duration.ofSeconds(3));
            assertEquals(3_000_000, lab.call(user_interface::system_get_time));
            clock.advance(java.time.Duration.ofMinutes(40));
            assertTrue(lab.call(user_interface::system_get_time) < 0); // an unsigned word in C
        }
    }

    @Test
    void ports_are_drawn_from_the_clock_and_never_twice_in_a_row() {
        try (var lab = listening()) {
            lab.run(() -> {
                int last = 0;
                for (int i = 0; i < 200; i++) {
                    int port = espconn_h.espconn_port();
                    assertTrue(port >= 1024 && port < 50_000, "port " + port);
                    assertTrue(port != last);
                    last = port;
                }
            });
        }
    }

    private static void restart(Lab lab) {
        Sdk before = lab.sdk;
        lab.run(user_interface::system_restart);
        Lab.await(() -> lab.sdk != before);
    }

    @Test
    void the_soft_access_points_configuration_outlives_a_restart_if_it_was_saved() {
        try (var lab = listening()) {
            lab.run(() -> {
                user_interface.wifi_set_opmode(user_interface.STATIONAP_MODE);
                var config = new softap_config();
                config.ssid = "Gadget";
                config.password = "open sesame";
                config.channel = 11;
                config.authmode = AuthMode.WPA2_PSK.ordinal();
                config.ssid_hidden = 1;
                config.max_connection = 2;
                config.beacon_interval = 1000;
                assertTrue(user_interface.wifi_softap_set_config(config));
                config.ssid = "Passing";
                assertTrue(user_interface.wifi_softap_set_config_current(config));
                user_interface.wifi_softap_get_config(config);
                assertEquals("Passing", config.ssid);
            });
            restart(lab);
            lab.run(() -> {
                var config = new softap_config();
                assertTrue(user_interface.wifi_softap_get_config(config));
                assertEquals("Gadget", config.ssid);
                assertEquals("open sesame", config.password);
                assertEquals(11, config.channel);
                assertEquals(3, config.authmode);
                assertEquals(1, config.ssid_hidden);
                assertEquals(2, config.max_connection);
                assertEquals(user_interface.STATIONAP_MODE, user_interface.wifi_get_opmode());
                user_interface.system_restore();
            });
            restart(lab);
            lab.run(() -> {
                var config = new softap_config();
                user_interface.wifi_softap_get_config(config);
                assertTrue(config.ssid.startsWith("ESP_"), config.ssid);
                assertEquals(user_interface.SOFTAP_MODE, user_interface.wifi_get_opmode());
            });
        }
    }

    @Test
    void a_soft_access_point_is_refused_what_the_sdk_refuses() {
        try (var lab = listening()) {
            lab.run(() -> {
                for (int wrong = 0; wrong < 6; wrong++) {
                    var config = new softap_config();
                    config.ssid = wrong == 0 ? "" : wrong == 1 ? "x".repeat(33) : "fine";
                    config.channel = wrong == 2 ? 14 : 1;
                    config.authmode = wrong == 3 ? AuthMode.WEP.ordinal() : 0;
                    config.beacon_interval = wrong == 4 ? 99 : wrong == 5 ? 60_001 : 100;
                    assertFalse(user_interface.wifi_softap_set_config(config), "case " + wrong);
                }
            });
        }
    }

    @Test
    void a_station_told_a_bssid_joins_nowhere_else() {
        try (var lab = listening()) {
            byte[] there = lab.air.find("Lab").orElseThrow().bssid();
            for (boolean right : new boolean[] {false, true}) {
                lab.run(() -> {
                    var config = new station_config();
                    config.ssid = "Lab";
                    config.password = "secret12";
                    config.bssid_set = 1;
                    System.arraycopy(there, 0, config.bssid, 0, 6);
                    config.bssid[5] ^= (byte) (right ? 0 : 1);
                    assertTrue(user_interface.wifi_station_set_config(config));
                    user_interface.wifi_station_connect();
                });
                awaitStatus(lab, right ? user_interface.STATION_GOT_IP : user_interface.STATION_NO_AP_FOUND);
            }
            restart(lab); // the address is saved with the rest
            awaitStatus(lab, user_interface.STATION_GOT_IP);
        }
    }

    @Test
    void mac_addresses_differ_and_can_be_set_until_the_next_restart() {
        try (var lab = listening()) {
            var burntIn = new byte[6];
            lab.run(() -> {
                var other = new byte[6];
                assertTrue(user_interface.wifi_get_macaddr(user_interface.STATION_IF, burntIn));
                assertTrue(user_interface.wifi_get_macaddr(user_interface.SOFTAP_IF, other));
                assertFalse(java.util.Arrays.equals(burntIn, other));
                assertEquals(0x18, burntIn[0]);
                assertFalse(user_interface.wifi_get_macaddr(2, other));
                byte[] own = {0x02, 1, 2, 3, 4, 5};
                assertFalse(user_interface.wifi_set_macaddr(user_interface.SOFTAP_IF, own), "it is off");
                assertFalse(user_interface.wifi_set_macaddr(user_interface.STATION_IF, other), "the other's");
                assertFalse(user_interface.wifi_set_macaddr(user_interface.STATION_IF, new byte[] {1, 0, 0, 0, 0, 0}));
                assertFalse(user_interface.wifi_set_macaddr(user_interface.STATION_IF, null));
                assertTrue(user_interface.wifi_set_macaddr(user_interface.STATION_IF, own));
                user_interface.wifi_get_macaddr(user_interface.STATION_IF, other);
                assertEquals(
                        java.util.HexFormat.of().formatHex(own),
                        java.util.HexFormat.of().formatHex(other));
            });
            restart(lab);
            lab.run(() -> {
                var again = new byte[6];
                user_interface.wifi_get_macaddr(user_interface.STATION_IF, again);
                assertEquals(
                        java.util.HexFormat.of().formatHex(burntIn),
                        java.util.HexFormat.of().formatHex(again));
            });
        }
    }

    @Test
    void radio_modes_have_their_ranges_and_the_physical_one_is_saved() {
        try (var lab = listening()) {
            lab.run(() -> {
                assertEquals(user_interface.PHY_MODE_11N, user_interface.wifi_get_phy_mode());
                assertFalse(user_interface.wifi_set_phy_mode(0));
                assertFalse(user_interface.wifi_set_phy_mode(4));
                assertTrue(user_interface.wifi_set_phy_mode(user_interface.PHY_MODE_11B));
                assertEquals(user_interface.MODEM_SLEEP_T, user_interface.wifi_get_sleep_type());
                assertFalse(user_interface.wifi_set_sleep_type(3));
                assertTrue(user_interface.wifi_set_sleep_type(user_interface.NONE_SLEEP_T));
                assertEquals(user_interface.NONE_SLEEP_T, user_interface.wifi_get_sleep_type());
            });
            restart(lab);
            assertEquals(user_interface.PHY_MODE_11B, lab.call(user_interface::wifi_get_phy_mode));
            assertEquals(user_interface.MODEM_SLEEP_T, lab.call(user_interface::wifi_get_sleep_type));
        }
    }

    @Test
    void the_adc_reads_its_input_or_the_supply_and_memory_prints_its_map() {
        try (var lab = listening()) {
            lab.chip.analogInput(512);
            lab.run(() -> {
                assertEquals(512, user_interface.system_adc_read());
                assertEquals(3379, user_interface.system_get_vdd33()); // 3.3 V
                var tout = new byte[128];
                tout[107] = 33;
                lab.chip.flash().flash(lab.chip.flash().size() - 4 * 4096, tout);
                assertEquals(65_535, user_interface.system_get_vdd33());
                user_interface.system_print_meminfo();
            });
            assertTrue(lab.printed().contains("heap  : 0x3fff0868 ~ 0x3fffc000, len: 47000\n"), lab.printed());
        }
    }
}

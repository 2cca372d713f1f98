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
}

package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.chip.ResetInfo;
import io.github.wroom4j.mock.chip.ResetReason;
import io.github.wroom4j.mock.radio.Ip4;
import io.github.wroom4j.mock.radio.SoftApRadio;
import io.github.wroom4j.mock.radio.StationRadio;
import java.time.Duration;

/** {@code user_interface.h} of SDK 1.3.0: Wi-Fi, system and tasks under their C names (espconn-sdk §12). */
public final class user_interface extends UserInterfaceCodes {
    private user_interface() {}

    // --- Wi-Fi ---------------------------------------------------------------------------------------------------

    public static int wifi_get_opmode() {
        return Sdk.in("wifi_get_opmode", NULL_MODE, sdk -> sdk.wifi().opmode());
    }

    public static boolean wifi_set_opmode(int opmode) {
        return Sdk.in("wifi_set_opmode", false, sdk -> sdk.wifi().opmode(opmode, true));
    }

    public static boolean wifi_set_opmode_current(int opmode) {
        return Sdk.in("wifi_set_opmode_current", false, sdk -> sdk.wifi().opmode(opmode, false));
    }

    public static boolean wifi_station_get_config(station_config config) {
        return Sdk.in("wifi_station_get_config", false, sdk -> {
            if (config == null) {
                return false;
            }
            config.ssid = sdk.ip().station().ssid();
            config.password = sdk.ip().station().password();
            return true;
        });
    }

    public static boolean wifi_station_set_config(station_config config) {
        return Sdk.in("wifi_station_set_config", false, sdk -> sdk.wifi().configure(config, true));
    }

    public static boolean wifi_station_set_config_current(station_config config) {
        return Sdk.in(
                "wifi_station_set_config_current", false, sdk -> sdk.wifi().configure(config, false));
    }

    public static boolean wifi_station_connect() {
        return Sdk.in(
                "wifi_station_connect",
                false,
                sdk -> sdk.wifi().hasStation() && sdk.ip().station().connect());
    }

    public static boolean wifi_station_disconnect() {
        return Sdk.in(
                "wifi_station_disconnect",
                false,
                sdk -> sdk.wifi().hasStation() && sdk.ip().station().disconnect());
    }

    /** 0 … 5; 255 when there is no station. */
    public static int wifi_station_get_connect_status() {
        return Sdk.in(
                "wifi_station_get_connect_status",
                255,
                sdk -> sdk.wifi().hasStation() ? sdk.ip().station().status().ordinal() : 255);
    }

    /** Signal strength of the access point in dBm, 31 when not joined. */
    public static int wifi_station_get_rssi() {
        return Sdk.in(
                "wifi_station_get_rssi",
                31,
                sdk -> sdk.ip().station().joined().map(p -> p.rssi()).orElse(31));
    }

    public static boolean wifi_station_scan(scan_config config, scan_done_cb_t cb) {
        return Sdk.in("wifi_station_scan", false, sdk -> sdk.wifi().scan(config, cb));
    }

    public static boolean wifi_station_set_auto_connect(int set) {
        return Sdk.in("wifi_station_set_auto_connect", false, sdk -> {
            sdk.wifi().autoConnect(set != 0);
            return true;
        });
    }

    public static int wifi_station_get_auto_connect() {
        return Sdk.in("wifi_station_get_auto_connect", 0, sdk -> sdk.wifi().autoConnect() ? 1 : 0);
    }

    public static boolean wifi_station_set_reconnect_policy(boolean set) {
        return Sdk.in("wifi_station_set_reconnect_policy", false, sdk -> {
            sdk.ip().station().reconnectPolicy(set);
            return true;
        });
    }

    public static boolean wifi_station_get_reconnect_policy() {
        return Sdk.in(
                "wifi_station_get_reconnect_policy",
                false,
                sdk -> sdk.ip().station().reconnectPolicy());
    }

    public static boolean wifi_station_dhcpc_start() {
        return dhcp("wifi_station_dhcpc_start", true);
    }

    public static boolean wifi_station_dhcpc_stop() {
        return dhcp("wifi_station_dhcpc_stop", false);
    }

    private static boolean dhcp(String name, boolean on) {
        return Sdk.in(name, false, sdk -> {
            sdk.ip().station().dhcp(on);
            return true;
        });
    }

    public static boolean wifi_get_ip_info(int if_index, ip_info info) {
        return Sdk.in("wifi_get_ip_info", false, sdk -> {
            if (info == null || if_index != STATION_IF && if_index != SOFTAP_IF) {
                return false;
            }
            StationRadio sta = sdk.ip().station();
            SoftApRadio ap = sdk.ip().softAp();
            info.ip = Resolver.toC(if_index == STATION_IF ? sta.ip() : ap.ip());
            info.netmask = Resolver.toC(if_index == STATION_IF ? sta.mask() : ap.mask());
            info.gw = Resolver.toC(if_index == STATION_IF ? sta.gateway() : ap.gateway());
            return true;
        });
    }

    /** Sets an address by hand; for the station only after {@link #wifi_station_dhcpc_stop}. */
    public static boolean wifi_set_ip_info(int if_index, ip_info info) {
        return Sdk.in("wifi_set_ip_info", false, sdk -> {
            if (info == null || if_index != STATION_IF && if_index != SOFTAP_IF) {
                return false;
            }
            Ip4 ip = Resolver.fromC(info.ip);
            Ip4 mask = Resolver.fromC(info.netmask);
            Ip4 gw = Resolver.fromC(info.gw);
            if (if_index == SOFTAP_IF) {
                sdk.ip().softAp().address(ip, mask, gw);
                return true;
            }
            if (sdk.ip().station().dhcp()) {
                return false;
            }
            sdk.ip().station().address(ip, mask, gw);
            return true;
        });
    }

    public static int wifi_get_channel() {
        return Sdk.in(
                "wifi_get_channel",
                1,
                sdk -> sdk.ip()
                        .station()
                        .joined()
                        .map(p -> p.channel())
                        .orElse(sdk.ip().softAp().channel()));
    }

    public static boolean wifi_get_macaddr(int if_index, byte[] macaddr) {
        return Sdk.in("wifi_get_macaddr", false, sdk -> sdk.wifi().mac(if_index, macaddr));
    }

    /** Until the next restart; no group address, none that the other interface has, and only while it is on. */
    public static boolean wifi_set_macaddr(int if_index, byte[] macaddr) {
        return Sdk.in("wifi_set_macaddr", false, sdk -> sdk.wifi().setMac(if_index, macaddr));
    }

    public static int wifi_get_phy_mode() {
        return Sdk.in("wifi_get_phy_mode", PHY_MODE_11N, sdk -> sdk.wifi().phyMode());
    }

    public static boolean wifi_set_phy_mode(int mode) {
        return Sdk.in("wifi_set_phy_mode", false, sdk -> sdk.wifi().phyMode(mode));
    }

    public static int wifi_get_sleep_type() {
        return Sdk.in("wifi_get_sleep_type", MODEM_SLEEP_T, sdk -> sdk.wifi().sleepType());
    }

    public static boolean wifi_set_sleep_type(int type) {
        return Sdk.in("wifi_set_sleep_type", false, sdk -> sdk.wifi().sleepType(type));
    }

    public static boolean wifi_softap_get_config(softap_config config) {
        return Sdk.in("wifi_softap_get_config", false, sdk -> {
            if (config == null) {
                return false;
            }
            SoftApRadio ap = sdk.ip().softAp();
            config.ssid = ap.ssid();
            config.password = ap.password();
            config.channel = ap.channel();
            config.authmode = ap.security().ordinal();
            config.ssid_hidden = ap.hidden() ? 1 : 0;
            config.max_connection = ap.maxClients();
            return true;
        });
    }

    public static boolean wifi_softap_set_config(softap_config config) {
        return Sdk.in("wifi_softap_set_config", false, sdk -> sdk.wifi().configure(config, true));
    }

    public static boolean wifi_softap_set_config_current(softap_config config) {
        return Sdk.in("wifi_softap_set_config_current", false, sdk -> sdk.wifi().configure(config, false));
    }

    public static int wifi_softap_get_station_num() {
        return Sdk.in(
                "wifi_softap_get_station_num",
                0,
                sdk -> sdk.ip().softAp().clients().size());
    }

    public static void wifi_set_event_handler_cb(wifi_event_handler_cb_t cb) {
        Sdk.in("wifi_set_event_handler_cb", 0, sdk -> {
            sdk.wifi().handler(cb);
            return 0;
        });
    }

    // --- system --------------------------------------------------------------------------------------------------

    /** Microseconds since boot, an unsigned word: wraps after 71.6 minutes. */
    public static int system_get_time() {
        return Sdk.in("system_get_time", 0, sdk -> (int) sdk.chip().uptimeMicros());
    }

    public static int system_get_free_heap_size() {
        return Sdk.in("system_get_free_heap_size", 0, sdk -> sdk.chip().heap().freeSize());
    }

    public static int system_get_chip_id() {
        return Sdk.in("system_get_chip_id", 0, sdk -> sdk.chip().toString().hashCode() & 0xFFFFFF);
    }

    public static String system_get_sdk_version() {
        return Sdk.in("system_get_sdk_version", "", sdk -> sdk.release().name());
    }

    /** 0 … 1023 for 0 … 1 V: {@link io.github.wroom4j.mock.chip.Chip#analogInput(int)}. */
    public static int system_adc_read() {
        return Sdk.in("system_adc_read", 0, sdk -> sdk.chip().analogInput());
    }

    /** 3.3 V in 1/1024 V; 65535 unless byte 107 of the init data says 0xFF, as an erased flash does (espconn-sdk §12). */
    public static int system_get_vdd33() {
        return Sdk.in("system_get_vdd33", 0xFFFF, sdk -> sdk.chip().supply());
    }

    /** Nothing to see: no task of a mock's is ever cut off by a watchdog. */
    public static void system_soft_wdt_stop() {}

    public static void system_soft_wdt_restart() {}

    public static void system_soft_wdt_feed() {}

    /** Prints where data, rodata, bss and heap lie. */
    public static void system_print_meminfo() {
        Sdk.in("system_print_meminfo", 0, sdk -> {
            sdk.chip().print(sdk.chip().heap().map());
            return 0;
        });
    }

    public static boolean system_update_cpu_freq(int freq) {
        return Sdk.in("system_update_cpu_freq", false, sdk -> {
            if (freq != 80 && freq != 160) {
                return false;
            }
            sdk.chip().cpuMhz(freq);
            return true;
        });
    }

    public static int system_get_cpu_freq() {
        return Sdk.in("system_get_cpu_freq", 0, sdk -> sdk.chip().cpuMhz());
    }

    public static void system_restart() {
        reset("system_restart", ResetReason.SOFT_RESTART);
    }

    public static void system_restore() {
        Sdk.in("system_restore", 0, sdk -> {
            sdk.wifi().restore();
            return 0;
        });
    }

    /** Sleeps and boots again; 0 sleeps for ever. GPIO16 is taken to be wired to the reset pin. */
    public static void system_deep_sleep(int microseconds) {
        Sdk.in("system_deep_sleep", 0, sdk -> {
            sdk.chip().sleep(Duration.ofNanos(Integer.toUnsignedLong(microseconds) * 1_000));
            return 0;
        });
    }

    private static void reset(String name, ResetReason reason) {
        Sdk.in(name, 0, sdk -> {
            sdk.chip().reset(ResetInfo.of(reason));
            return 0;
        });
    }

    public static rst_info system_get_rst_info() {
        return Sdk.in("system_get_rst_info", new rst_info(), sdk -> {
            var info = new rst_info();
            ResetInfo last = sdk.chip().lastReset();
            info.reason = last.reason().code();
            info.exccause = last.exccause();
            info.epc1 = last.epc1();
            info.excvaddr = last.excvaddr();
            return info;
        });
    }

    public static boolean system_os_task(os_task_t task, int prio, os_event_t[] queue, int qlen) {
        return Sdk.in("system_os_task", false, sdk -> sdk.tasks().register(task, prio, queue, qlen));
    }

    public static boolean system_os_post(int prio, int sig, int par) {
        return Sdk.in("system_os_post", false, sdk -> sdk.tasks().post(prio, sig, par));
    }
}

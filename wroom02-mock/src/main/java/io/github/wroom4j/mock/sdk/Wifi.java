package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.chip.Flash;
import io.github.wroom4j.mock.radio.AirAccessPoint;
import io.github.wroom4j.mock.radio.AuthMode;
import io.github.wroom4j.mock.radio.SoftApRadio;
import io.github.wroom4j.mock.radio.StationEvent;
import io.github.wroom4j.mock.radio.StationRadio;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What user_interface says about Wi-Fi: modes, configurations saved in flash, events, scans (espconn-sdk §12). */
final class Wifi {
    /** The system parameters lie in the last but one sector of the flash. */
    private static final int MAGIC = 0x57;

    private final Sdk sdk;
    private final StationRadio station;
    private final SoftApRadio softAp;
    private int opmode;
    private boolean autoConnect = true;
    private wifi_event_handler_cb_t handler;
    private boolean scanning;

    Wifi(Sdk sdk) {
        this.sdk = sdk;
        this.station = sdk.ip().station();
        this.softAp = sdk.ip().softAp();
        station.listen(this::stationEvent);
        softAp.listen(this::clientEvent);
        load();
    }

    int opmode() {
        return opmode;
    }

    boolean opmode(int mode, boolean save) {
        if (mode < user_interface.NULL_MODE || mode > user_interface.STATIONAP_MODE) {
            return false;
        }
        opmode = mode;
        station.enable((mode & user_interface.STATION_MODE) != 0);
        softAp.enable((mode & user_interface.SOFTAP_MODE) != 0);
        if (save) {
            save();
        }
        return true;
    }

    boolean hasStation() {
        return (opmode & user_interface.STATION_MODE) != 0;
    }

    boolean configure(station_config config, boolean save) {
        if (config == null
                || config.ssid == null
                || config.password == null
                || length(config.ssid) > 32
                || length(config.password) > 64
                || !hasStation()) {
            return false;
        }
        station.configure(config.ssid, config.password);
        if (save) {
            save();
        }
        return true;
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    void autoConnect(boolean on) {
        autoConnect = on;
        save();
    }

    boolean autoConnect() {
        return autoConnect;
    }

    void handler(wifi_event_handler_cb_t callback) {
        handler = callback;
    }

    boolean scan(scan_config config, scan_done_cb_t done) {
        if (!hasStation() || scanning) {
            return false;
        }
        scanning = true;
        Optional<String> only = config == null ? Optional.empty() : Optional.ofNullable(config.ssid);
        station.scan(only, found -> {
            scanning = false;
            List<bss_info> list = found.stream()
                    .filter(p -> config == null || config.channel == 0 || config.channel == p.channel())
                    .map(Wifi::toC)
                    .toList();
            if (done != null) {
                sdk.callback("scan_done_cb", () -> done.call(list, user_interface.OK));
            }
        });
        return true;
    }

    private static bss_info toC(AirAccessPoint point) {
        var info = new bss_info();
        System.arraycopy(point.bssid(), 0, info.bssid, 0, 6);
        info.ssid = point.ssid();
        info.channel = point.channel();
        info.rssi = point.rssi();
        info.authmode = point.security().ordinal();
        info.is_hidden = point.hidden() ? 1 : 0;
        return info;
    }

    boolean configure(softap_config config, boolean save) {
        if (config == null
                || config.ssid == null
                || config.ssid.isEmpty()
                || length(config.ssid) > 32
                || config.password == null
                || length(config.password) > 64
                || config.channel < 1
                || config.channel > 13
                || config.authmode < 0
                || config.authmode >= AuthMode.values().length
                || config.authmode == AuthMode.WEP.ordinal()) {
            return false;
        }
        softAp.configure(
                config.ssid,
                config.password,
                config.channel,
                AuthMode.values()[config.authmode],
                config.ssid_hidden != 0,
                config.max_connection);
        if (save) {
            save();
        }
        return true;
    }

    // --- events --------------------------------------------------------------------------------------------------

    private void stationEvent(StationEvent what) {
        var event = new System_Event_t();
        if (what instanceof StationEvent.Connected c) {
            event.event = user_interface.EVENT_STAMODE_CONNECTED;
            event.ssid = c.point().ssid();
            event.bssid = c.point().bssid();
            event.channel = c.point().channel();
        } else if (what instanceof StationEvent.Disconnected d) {
            event.event = user_interface.EVENT_STAMODE_DISCONNECTED;
            event.ssid = d.ssid();
            event.reason = d.reason();
        } else if (what instanceof StationEvent.GotIp g) {
            event.event = user_interface.EVENT_STAMODE_GOT_IP;
            event.ip = Resolver.toC(g.ip());
            event.mask = Resolver.toC(g.mask());
            event.gw = Resolver.toC(g.gateway());
        }
        tell(event);
    }

    private void clientEvent(SoftApRadio.ClientEvent what) {
        var event = new System_Event_t();
        event.event = what.joined()
                ? user_interface.EVENT_SOFTAPMODE_STACONNECTED
                : user_interface.EVENT_SOFTAPMODE_STADISCONNECTED;
        event.mac = what.client().mac();
        event.aid = what.client().aid();
        tell(event);
    }

    private void tell(System_Event_t event) {
        // Also a change that a call brought about is told from a task of its own.
        sdk.post(() -> {
            if (handler != null) {
                sdk.callback("wifi_event_handler_cb", () -> handler.call(event));
            }
        });
    }

    // --- system parameters in flash --------------------------------------------------------------------------------

    private int address() {
        return sdk.chip().flash().size() - 2 * Flash.SECTOR;
    }

    private void load() {
        byte[] saved = sdk.chip().flash().read(address(), 100);
        boolean valid = saved[0] == MAGIC;
        autoConnect = !valid || saved[2] != 0;
        if (valid) {
            station.configure(text(saved, 4, 32), text(saved, 36, 64));
        }
        // An erased flash starts as an access point, as the SDK's defaults say.
        opmode(valid ? saved[1] : user_interface.SOFTAP_MODE, false);
        if (autoConnect && hasStation()) {
            sdk.post(station::connect);
        }
    }

    private static String text(byte[] bytes, int from, int length) {
        int end = from;
        while (end < from + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    private void save() {
        var bytes = new byte[100];
        bytes[0] = MAGIC;
        bytes[1] = (byte) opmode;
        bytes[2] = (byte) (autoConnect ? 1 : 0);
        byte[] ssid = station.ssid().getBytes(StandardCharsets.UTF_8);
        byte[] password = station.password().getBytes(StandardCharsets.UTF_8);
        System.arraycopy(ssid, 0, bytes, 4, Math.min(32, ssid.length));
        System.arraycopy(password, 0, bytes, 36, Math.min(64, password.length));
        if (!Arrays.equals(bytes, sdk.chip().flash().read(address(), bytes.length))) {
            sdk.chip().flash().flash(address(), bytes);
        }
    }

    /** {@code system_restore}: forgets what was saved. */
    void restore() {
        sdk.chip().flash().eraseSector(address());
    }
}

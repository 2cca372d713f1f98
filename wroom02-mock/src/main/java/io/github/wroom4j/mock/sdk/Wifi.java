package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.radio.AirAccessPoint;
import io.github.wroom4j.mock.radio.AuthMode;
import io.github.wroom4j.mock.radio.Ip4;
import io.github.wroom4j.mock.radio.SoftApRadio;
import io.github.wroom4j.mock.radio.StationEvent;
import io.github.wroom4j.mock.radio.StationRadio;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What user_interface says about Wi-Fi: modes, configurations saved in flash, events, scans (espconn-sdk §12). */
final class Wifi {
    private final SdkCore sdk;
    private final StationRadio station;
    private final SoftApRadio softAp;
    private final SystemParameters saved;
    private final byte[][] macs = new byte[2][];
    private int opmode;
    private int sleepType = UserInterfaceCodes.MODEM_SLEEP_T;
    private wifi_event_handler_cb_t handler;
    private boolean scanning;

    Wifi(SdkCore sdk) {
        this.sdk = sdk;
        this.station = sdk.ip().station();
        this.softAp = sdk.ip().softAp();
        station.listen(this::stationEvent);
        softAp.listen(this::clientEvent);
        saved = SystemParameters.read(sdk.chip().flash());
        macs[UserInterfaceCodes.STATION_IF] = sdk.chip().mac();
        macs[UserInterfaceCodes.SOFTAP_IF] = sdk.chip().mac();
        macs[UserInterfaceCodes.SOFTAP_IF][0] |= 2; // the same, locally administered
        start();
    }

    private void start() {
        if (saved.station != null) {
            use(saved.station);
        }
        if (saved.softAp != null) {
            use(saved.softAp);
        }
        opmode(saved.opmode, false);
        if (saved.autoConnect && hasStation()) {
            sdk.post(station::connect);
        }
    }

    private void save() {
        saved.write(sdk.chip().flash());
    }

    int opmode() {
        return opmode;
    }

    boolean opmode(int mode, boolean save) {
        if (mode < UserInterfaceCodes.NULL_MODE || mode > UserInterfaceCodes.STATIONAP_MODE) {
            return false;
        }
        opmode = mode;
        station.enable((mode & UserInterfaceCodes.STATION_MODE) != 0);
        softAp.enable((mode & UserInterfaceCodes.SOFTAP_MODE) != 0);
        if (save) {
            saved.opmode = mode;
            save();
        }
        return true;
    }

    /**
     * The check that both connects begin with (espconn-sdk §4.1): 0 to go on, −4, or the bug-like positive status.
     */
    int routeTo(Ip4 remote) {
        int mode = opmode();
        if (mode == UserInterfaceCodes.STATION_MODE) {
            return sdk.ip().station().ip().isAny() ? EspconnCodes.ESPCONN_RTE : 0;
        }
        if (mode == UserInterfaceCodes.SOFTAP_MODE) {
            // An access point alone has no route beyond its own stations (at-recorded, CIPSTART in AP mode).
            return remote.sameNet24(sdk.ip().softAp().ip()) ? 0 : EspconnCodes.ESPCONN_RTE;
        }
        if (mode == UserInterfaceCodes.STATIONAP_MODE) {
            int status = sdk.ip().station().status().ordinal();
            if (remote.sameNet24(sdk.ip().softAp().ip())
                    || status == UserInterfaceCodes.STATION_GOT_IP
                            && !sdk.ip().station().ip().isAny()) {
                return 0;
            }
            return status == UserInterfaceCodes.STATION_IDLE ? EspconnCodes.ESPCONN_RTE : status;
        }
        return EspconnCodes.ESPCONN_RTE;
    }

    boolean hasStation() {
        return (opmode & UserInterfaceCodes.STATION_MODE) != 0;
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
        use(config);
        if (save) {
            var kept = new station_config();
            kept.ssid = config.ssid;
            kept.password = config.password;
            kept.bssid_set = config.bssid_set;
            System.arraycopy(config.bssid, 0, kept.bssid, 0, 6);
            saved.station = kept;
            save();
        }
        return true;
    }

    private void use(station_config config) {
        station.configure(config.ssid, config.password);
        station.only(config.bssid_set != 0 ? config.bssid : null);
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    void autoConnect(boolean on) {
        saved.autoConnect = on;
        save();
    }

    boolean autoConnect() {
        return saved.autoConnect;
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
                sdk.callback("scan_done_cb", () -> done.call(list, UserInterfaceCodes.OK));
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
                || config.authmode == AuthMode.WEP.ordinal()
                || config.beacon_interval < 100
                || config.beacon_interval > 60_000) {
            return false;
        }
        use(config);
        if (save) {
            var kept = new softap_config();
            kept.ssid = config.ssid;
            kept.password = config.password;
            kept.channel = config.channel;
            kept.authmode = config.authmode;
            kept.ssid_hidden = config.ssid_hidden;
            kept.max_connection = softAp.maxClients();
            kept.beacon_interval = config.beacon_interval;
            saved.softAp = kept;
            save();
        }
        return true;
    }

    private void use(softap_config config) {
        softAp.configure(
                config.ssid,
                config.password,
                config.channel,
                AuthMode.values()[config.authmode],
                config.ssid_hidden != 0,
                config.max_connection);
    }

    // --- addresses, radio modes ------------------------------------------------------------------------------------

    boolean mac(int netif, byte[] into) {
        if (netif < 0 || netif > 1 || into == null || into.length < 6) {
            return false;
        }
        System.arraycopy(macs[netif], 0, into, 0, 6);
        return true;
    }

    /** Refused for a group address, one that the other interface has, and an interface that is off. */
    boolean setMac(int netif, byte[] address) {
        boolean right = netif >= 0
                && netif <= 1
                && address != null
                && address.length >= 6
                && (address[0] & 1) == 0
                && (opmode & netif + 1) != 0
                && !Arrays.equals(address, 0, 6, macs[1 - netif], 0, 6);
        if (right) {
            macs[netif] = Arrays.copyOf(address, 6);
        }
        return right;
    }

    int phyMode() {
        return saved.phyMode;
    }

    boolean phyMode(int mode) {
        if (mode < UserInterfaceCodes.PHY_MODE_11B || mode > UserInterfaceCodes.PHY_MODE_11N) {
            return false;
        }
        saved.phyMode = mode;
        save();
        return true;
    }

    int sleepType() {
        return sleepType;
    }

    boolean sleepType(int type) {
        if (type < UserInterfaceCodes.NONE_SLEEP_T || type > UserInterfaceCodes.MODEM_SLEEP_T) {
            return false;
        }
        sleepType = type;
        return true;
    }

    // --- events --------------------------------------------------------------------------------------------------

    private void stationEvent(StationEvent what) {
        var event = new System_Event_t();
        if (what instanceof StationEvent.Connected c) {
            event.event = UserInterfaceCodes.EVENT_STAMODE_CONNECTED;
            event.ssid = c.point().ssid();
            event.bssid = c.point().bssid();
            event.channel = c.point().channel();
        } else if (what instanceof StationEvent.Disconnected d) {
            event.event = UserInterfaceCodes.EVENT_STAMODE_DISCONNECTED;
            event.ssid = d.ssid();
            event.reason = d.reason();
        } else if (what instanceof StationEvent.GotIp g) {
            event.event = UserInterfaceCodes.EVENT_STAMODE_GOT_IP;
            event.ip = Resolver.toC(g.ip());
            event.mask = Resolver.toC(g.mask());
            event.gw = Resolver.toC(g.gateway());
        }
        report(event);
    }

    private void clientEvent(SoftApRadio.ClientEvent what) {
        var event = new System_Event_t();
        event.event = what.joined()
                ? UserInterfaceCodes.EVENT_SOFTAPMODE_STACONNECTED
                : UserInterfaceCodes.EVENT_SOFTAPMODE_STADISCONNECTED;
        event.mac = what.client().mac();
        event.aid = what.client().aid();
        report(event);
    }

    private void report(System_Event_t event) {
        // Also a change that a call brought about is reported from a task of its own.
        sdk.post(() -> {
            if (handler != null) {
                sdk.callback("wifi_event_handler_cb", () -> handler.call(event));
            }
        });
    }

    /** {@code system_restore}: forgets what was saved. */
    void restore() {
        SystemParameters.erase(sdk.chip().flash());
    }
}

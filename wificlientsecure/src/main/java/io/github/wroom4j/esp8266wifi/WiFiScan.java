package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.at.AccessPoint;
import io.github.wroom4j.hal.Deadline;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntConsumer;

/** Looking for access points (WF-40 … WF-42). While the module scans, about two seconds, it serves no link. */
abstract class WiFiScan extends WiFiBase {
    private final Object lock = new Object();
    private int state = WIFI_SCAN_FAILED;
    private List<AccessPoint> found = List.of();

    WiFiScan(SketchContext context) {
        super(context);
    }

    /** Scans and returns how many networks were found, or {@link #WIFI_SCAN_FAILED}. */
    public int scanNetworks() {
        return scanNetworks(false, false, 0, null);
    }

    public int scanNetworks(boolean async) {
        return scanNetworks(async, false, 0, null);
    }

    public int scanNetworks(boolean async, boolean showHidden) {
        return scanNetworks(async, showHidden, 0, null);
    }

    /** The count, {@link #WIFI_SCAN_RUNNING} if async, {@link #WIFI_SCAN_FAILED}; channel 0 and a null name match all. */
    public int scanNetworks(boolean async, boolean showHidden, int channel, String name) {
        synchronized (lock) {
            if (state == WIFI_SCAN_RUNNING) {
                return WIFI_SCAN_RUNNING;
            }
            state = WIFI_SCAN_RUNNING;
            found = List.of();
        }
        if (!async) {
            return scan(showHidden, channel, name);
        }
        background("wroom4j-scan", () -> scan(showHidden, channel, name));
        return WIFI_SCAN_RUNNING;
    }

    /** Scans in the background and calls back with the count from another thread (WF-40). */
    public void scanNetworksAsync(IntConsumer onComplete) {
        scanNetworksAsync(onComplete, false);
    }

    public void scanNetworksAsync(IntConsumer onComplete, boolean showHidden) {
        synchronized (lock) {
            if (state == WIFI_SCAN_RUNNING) {
                return;
            }
            state = WIFI_SCAN_RUNNING;
            found = List.of();
        }
        background("wroom4j-scan", () -> onComplete.accept(scan(showHidden, 0, null)));
    }

    private int scan(boolean showHidden, int channel, String name) {
        Deadline deadline = Deadline.in(context().clock(), module().timeouts().scan());
        List<AccessPoint> all = asked(() -> module().scan(deadline), null);
        synchronized (lock) {
            if (all == null) {
                state = WIFI_SCAN_FAILED;
                return state;
            }
            found = all.stream()
                    .filter(ap -> showHidden || ap.ssid().length > 0)
                    .filter(ap -> channel == 0 || ap.channel() == channel)
                    .filter(ap -> name == null || ap.name().equals(name))
                    .toList();
            state = found.size();
            return state;
        }
    }

    /** {@link #WIFI_SCAN_RUNNING}, {@link #WIFI_SCAN_FAILED} if none was started, or the count. */
    public int scanComplete() {
        synchronized (lock) {
            return state;
        }
    }

    public void scanDelete() {
        synchronized (lock) {
            found = List.of();
            state = state == WIFI_SCAN_RUNNING ? state : WIFI_SCAN_FAILED;
        }
    }

    private Optional<AccessPoint> row(int index) {
        synchronized (lock) {
            return index >= 0 && index < found.size() ? Optional.of(found.get(index)) : Optional.empty();
        }
    }

    /** The name at an index; empty out of range (WF-41). */
    public String SSID(int index) {
        return row(index).map(AccessPoint::name).orElse("");
    }

    /** One of the {@code ENC_TYPE} numbers; 255 out of range (WF-2, WF-41). */
    public int encryptionType(int index) {
        return row(index).map(ap -> encryption(ap.security())).orElse(255);
    }

    private static int encryption(int ecn) {
        return switch (ecn) {
            case 0 -> ENC_TYPE_NONE;
            case 1 -> ENC_TYPE_WEP;
            case 2 -> ENC_TYPE_TKIP;
            case 3, 7 -> ENC_TYPE_CCMP;
            case 4 -> ENC_TYPE_AUTO;
            default -> 255;
        };
    }

    /** In dBm; 0 out of range. */
    public int RSSI(int index) {
        return row(index).map(AccessPoint::rssi).orElse(0);
    }

    public String BSSIDstr(int index) {
        return row(index).map(ap -> ap.bssid().toUpperCase(Locale.ROOT)).orElse("");
    }

    public int channel(int index) {
        return row(index).map(AccessPoint::channel).orElse(0);
    }

    public boolean isHidden(int index) {
        return row(index).map(ap -> ap.ssid().length == 0).orElse(false);
    }

    /**
     * What C++ returns through six references (WF-41).
     *
     * @param ssid the name, empty if hidden
     * @param encryption one of the {@code ENC_TYPE} numbers
     * @param rssi dBm
     * @param bssid {@code AA:BB:CC:DD:EE:FF}
     * @param channel 1 … 14
     * @param hidden whether the name is withheld
     */
    public record NetworkInfo(String ssid, int encryption, int rssi, String bssid, int channel, boolean hidden) {}

    /** Everything about one network; empty out of range. */
    public Optional<NetworkInfo> getNetworkInfo(int index) {
        return row(index)
                .map(ap -> new NetworkInfo(
                        ap.name(),
                        encryption(ap.security()),
                        ap.rssi(),
                        ap.bssid().toUpperCase(Locale.ROOT),
                        ap.channel(),
                        ap.ssid().length == 0));
    }
}

package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.CString;
import io.github.wroom4j.arduino.SketchContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Joins the strongest of several known access points (rules WM-1, WM-2). One thread at a time.
 *
 * <p><b>Caveats:</b> {@link #run()} blocks for a scan and for up to the given time per network, so minutes where many
 * are known. A scan takes the module off its channel: open links stall meanwhile. Hidden networks are tried last.
 */
public class ESP8266WiFiMulti implements WiFiTypes {
    private record Known(String ssid, String password) {
        @Override
        public String toString() {
            return "Known[ssid=" + ssid + ", password=***]";
        }
    }

    private final SketchContext context;
    private final List<Known> known = new ArrayList<>();

    public ESP8266WiFiMulti() {
        this(SketchContext.required());
    }

    /** On a given board. */
    public ESP8266WiFiMulti(SketchContext context) {
        this.context = context;
    }

    public boolean addAP(String ssid) {
        return addAP(ssid, "");
    }

    /** False if the name is empty or longer than 32 bytes, or the password longer than 64; true if known already (WM-1). */
    public boolean addAP(String name, String password) {
        String ssid = CString.of(name);
        String secret = password == null ? "" : CString.of(password);
        int length = ssid == null ? 0 : ssid.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > 32 || secret.length() > 64) {
            return false;
        }
        var entry = new Known(ssid, secret);
        if (!known.contains(entry)) {
            known.add(entry);
        }
        return true;
    }

    public boolean existsAP(String ssid, String password) {
        return known.contains(new Known(CString.of(ssid), password == null ? "" : CString.of(password)));
    }

    public boolean existsAP(String ssid) {
        return known.stream().anyMatch(k -> k.ssid.equals(CString.of(ssid)));
    }

    public void cleanAPlist() {
        known.clear();
    }

    public int count() {
        return known.size();
    }

    public int run() {
        return run(5000);
    }

    /**
     * {@link #WL_CONNECTED} at once if connected; else scans and tries what is known, strongest first, each that long;
     * then what the scan did not show (WM-2).
     */
    public int run(long connectTimeoutMs) {
        ESP8266WiFiClass wifi = ESP8266WiFiClass.of(context);
        if (wifi.isConnected()) {
            return WL_CONNECTED;
        }
        int count = wifi.scanNetworks(false, true);
        if (count < 0) {
            return WL_NO_SSID_AVAIL;
        }
        for (Known entry : inOrder(wifi, count)) {
            wifi.begin(entry.ssid, entry.password);
            if (wifi.waitForConnectResult(connectTimeoutMs) == WL_CONNECTED) {
                return WL_CONNECTED;
            }
        }
        return WL_CONNECT_FAILED;
    }

    private List<Known> inOrder(ESP8266WiFiClass wifi, int count) {
        Comparator<Known> byStrength = Comparator.comparingInt((Known entry) -> strength(wifi, count, entry))
                .reversed();
        return known.stream().sorted(byStrength).toList();
    }

    private static int strength(ESP8266WiFiClass wifi, int count, Known entry) {
        int best = Integer.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            best = wifi.SSID(i).equals(entry.ssid) ? Math.max(best, wifi.RSSI(i)) : best;
        }
        return best;
    }
}

package io.github.wroom4j.esp8266wifi;

/** Which of its two roles the sketch wants the radio in (WF-22); the module's follows its use. */
final class WiFiMode {
    private final ModuleCalls calls;
    private volatile int mode = WiFiTypes.WIFI_STA;

    WiFiMode(ModuleCalls calls) {
        this.calls = calls;
    }

    int get() {
        return mode;
    }

    boolean set(int newMode) {
        if (newMode < WiFiTypes.WIFI_OFF || newMode > WiFiTypes.WIFI_AP_STA) {
            return calls.refused("a Wi-Fi mode is 0 … 3, not " + newMode);
        }
        mode = newMode;
        return true;
    }

    boolean station(boolean on) {
        return set(on ? mode | WiFiTypes.WIFI_STA : mode & ~WiFiTypes.WIFI_STA);
    }

    boolean accessPoint(boolean on) {
        return set(on ? mode | WiFiTypes.WIFI_AP : mode & ~WiFiTypes.WIFI_AP);
    }
}

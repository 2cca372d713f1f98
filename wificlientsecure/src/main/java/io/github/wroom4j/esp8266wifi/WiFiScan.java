package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.at.AccessPoint;
import io.github.wroom4j.hal.Deadline;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/** Looking for access points (WF-40 … WF-42). While the module scans, about two seconds, it serves no link. */
final class WiFiScan {
    private static final int RUNNING = WiFiTypes.WIFI_SCAN_RUNNING;
    private static final int FAILED = WiFiTypes.WIFI_SCAN_FAILED;

    private final ModuleCalls calls;
    private final Object lock = new Object();
    private int state = FAILED;
    private List<AccessPoint> found = List.of();

    WiFiScan(ModuleCalls calls) {
        this.calls = calls;
    }

    /** False if a scan is running already. */
    private boolean begin() {
        synchronized (lock) {
            if (state == RUNNING) {
                return false;
            }
            state = RUNNING;
            found = List.of();
            return true;
        }
    }

    /** Scans and waits for it: the count, or one of the two states. */
    int run(boolean showHidden, int channel, String name) {
        return begin() ? scan(showHidden, channel, name) : RUNNING;
    }

    /** Scans in a thread of its own, which then calls back; not at all if a scan is running. */
    void start(boolean showHidden, int channel, String name, IntConsumer onComplete) {
        if (begin()) {
            calls.background("wroom4j-scan", () -> onComplete.accept(scan(showHidden, channel, name)));
        }
    }

    private int scan(boolean showHidden, int channel, String name) {
        Deadline deadline =
                Deadline.in(calls.context().clock(), calls.module().timeouts().scan());
        List<AccessPoint> all = calls.asked(() -> calls.module().scan(deadline), null);
        synchronized (lock) {
            if (all == null) {
                state = FAILED;
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

    /** The count, or one of the two states. */
    int state() {
        synchronized (lock) {
            return state;
        }
    }

    void forget() {
        synchronized (lock) {
            found = List.of();
            state = state == RUNNING ? state : FAILED;
        }
    }

    /** One of those found; empty out of range. */
    Optional<AccessPoint> network(int index) {
        synchronized (lock) {
            return index >= 0 && index < found.size() ? Optional.of(found.get(index)) : Optional.empty();
        }
    }

    /** AT's number of a kind of encryption as one of {@code ENC_TYPE}; 255 for one that Arduino has none for. */
    static int encryption(int ecn) {
        return switch (ecn) {
            case 0 -> WiFiTypes.ENC_TYPE_NONE;
            case 1 -> WiFiTypes.ENC_TYPE_WEP;
            case 2 -> WiFiTypes.ENC_TYPE_TKIP;
            case 3, 7 -> WiFiTypes.ENC_TYPE_CCMP;
            case 4 -> WiFiTypes.ENC_TYPE_AUTO;
            default -> 255;
        };
    }
}

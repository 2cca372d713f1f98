package io.github.wroom4j.mock.radio;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/** Which access points can be heard. Any thread; stations learn of losses and returns in their own lanes. */
public final class Air {
    private final ReentrantLock lock = new ReentrantLock();
    private final List<AirAccessPoint> points = new ArrayList<>();
    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** Puts an access point into the air, in place of one of the same SSID. */
    public void add(AirAccessPoint point) {
        lock.lock();
        try {
            points.removeIf(p -> p.ssid().equals(point.ssid()));
            points.add(point);
        } finally {
            lock.unlock();
        }
        listeners.forEach(Runnable::run);
    }

    /** Takes it out of the air, as a power cut does; stations notice by its missing beacons. */
    public void remove(String ssid) {
        lock.lock();
        try {
            points.removeIf(p -> p.ssid().equals(ssid));
        } finally {
            lock.unlock();
        }
        listeners.forEach(Runnable::run);
    }

    /** The access point of that name, if it can be heard. */
    public Optional<AirAccessPoint> find(String ssid) {
        return points().stream().filter(p -> p.ssid().equals(ssid)).findFirst();
    }

    /** All that can be heard, strongest first. */
    public List<AirAccessPoint> points() {
        lock.lock();
        try {
            return points.stream()
                    .sorted(Comparator.comparingInt(AirAccessPoint::rssi).reversed())
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    void listen(Runnable listener) {
        listeners.add(listener);
    }

    void forget(Runnable listener) {
        listeners.remove(listener);
    }
}

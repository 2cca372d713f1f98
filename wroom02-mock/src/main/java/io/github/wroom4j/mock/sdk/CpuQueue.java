package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.loop.Lane;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * The one CPU while it computes for a connection: what happens to that connection meanwhile waits its turn, in order.
 * With no time to compute it hands everything through at once.
 */
final class CpuQueue {
    private final Lane lane;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private long busyUntil;
    private Lane.Timer timer;

    CpuQueue(Lane lane) {
        this.lane = lane;
    }

    boolean isBusy() {
        return timer != null;
    }

    /** Computes that much longer. */
    void compute(Duration time) {
        if (time.isZero()) {
            return;
        }
        busyUntil = (isBusy() ? busyUntil : lane.nanos()) + time.toNanos();
        if (isBusy()) {
            timer.cancel();
        }
        timer = lane.at(busyUntil, this::done);
    }

    /** Runs it as soon as the CPU is free: now, if it is. */
    void whenFree(Runnable what) {
        if (isBusy()) {
            waiting.add(what);
        } else {
            what.run();
        }
    }

    private void done() {
        timer = null;
        while (!isBusy() && !waiting.isEmpty()) {
            waiting.poll().run();
        }
    }

    /** Forgets what waits. */
    void clear() {
        waiting.clear();
        if (isBusy()) {
            timer.cancel();
            timer = null;
        }
    }
}

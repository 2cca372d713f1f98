package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.mock.chip.Chip;
import io.github.wroom4j.mock.loop.Lane;
import io.github.wroom4j.mock.lwip.IpStack;

/** What every part of the {@link Sdk} stands on: the chip, its tasks, lwIP, and which release it is. */
final class SdkCore {
    private static final System.Logger LOG = System.getLogger(SdkCore.class.getName());

    private final Chip chip;
    private final Lane lane;
    private final IpStack ip;
    private final SdkRelease release;
    private final Observer observer;

    SdkCore(Chip chip, IpStack ip, SdkRelease release, Observer observer) {
        this.chip = chip;
        this.lane = chip.lane();
        this.ip = ip;
        this.release = release;
        this.observer = observer;
    }

    Chip chip() {
        return chip;
    }

    Lane lane() {
        return lane;
    }

    IpStack ip() {
        return ip;
    }

    SdkRelease release() {
        return release;
    }

    Observer observer() {
        return observer;
    }

    /** Queues a task of the chip's. */
    void post(Runnable task) {
        lane.post(task);
    }

    /** Calls the application back; what it throws is reported, and the SDK goes on. */
    void callback(String name, Runnable body) {
        try {
            body.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the application's " + name + " threw", e);
            observer.note(name + " threw " + e);
        }
    }
}

package io.github.wroom4j.mock.sdk;

import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.mock.chip.Chip;
import io.github.wroom4j.mock.chip.Flash;
import io.github.wroom4j.mock.loop.EventLoop;
import io.github.wroom4j.mock.lwip.IpStack;
import io.github.wroom4j.mock.lwip.NetworkConditions;
import io.github.wroom4j.mock.lwip.Reach;
import io.github.wroom4j.mock.radio.Air;
import io.github.wroom4j.mock.radio.AirAccessPoint;
import io.github.wroom4j.mock.radio.RadioTiming;
import io.github.wroom4j.mock.radio.SoftApRadio;
import io.github.wroom4j.mock.radio.StationRadio;
import io.github.wroom4j.mock.tls.AxTls;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/** A chip with an SDK on it, joined to an access point: what a test of espconn stands on. */
public final class Lab implements AutoCloseable {
    final EventLoop loop;
    final Chip chip;
    final Air air = new Air();
    final Reach reach = new Reach();
    final NetworkConditions conditions = new NetworkConditions();
    final Observer observer = new Observer();
    final List<String> console = new CopyOnWriteArrayList<>();
    volatile Sdk sdk;

    Lab(SdkRelease release, HeapModel heap) {
        this(release, heap, Clock.system());
    }

    Lab(SdkRelease release, HeapModel heap, Clock clock) {
        this(release, heap, clock, new AxTls());
    }

    Lab(SdkRelease release, HeapModel heap, Clock clock, io.github.wroom4j.mock.tls.TlsStack tls) {
        loop = EventLoop.start(clock);
        chip = new Chip(loop, "lab", Flash.ofWroom02(), heap.free(), 1);
        chip.console(console::add);
        air.add(AirAccessPoint.of("Lab", "secret12"));
        chip.onBoot(why -> {
            var station = new StationRadio(chip, air, RadioTiming.QUICK);
            sdk = new Sdk(
                    chip, new IpStack(chip, station, new SoftApRadio(chip), reach, conditions), release, tls, observer);
        });
        chip.powerOn();
    }

    /** Joins the access point. */
    Lab joined() {
        run(() -> {
            user_interface.wifi_set_opmode(user_interface.STATION_MODE);
            var config = new station_config();
            config.ssid = "Lab";
            config.password = "secret12";
            user_interface.wifi_station_set_config(config);
            user_interface.wifi_station_connect();
        });
        await(() -> call(user_interface::wifi_station_get_connect_status) == user_interface.STATION_GOT_IP);
        return this;
    }

    void run(Runnable task) {
        sdk.run(task);
    }

    <T> T call(Callable<T> task) {
        return sdk.call(task);
    }

    /** Waits, in real time, until something is so. */
    static void await(BooleanSupplier so) {
        Deadline deadline = Deadline.in(Duration.ofSeconds(20));
        while (!so.getAsBoolean()) {
            if (deadline.expired()) {
                throw new AssertionError("still not so after 20 s");
            }
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
    }

    /** Lets seconds pass, one by one, with everything that falls due on the way. */
    void tick(io.github.wroom4j.hal.ManualClock clock, int seconds) {
        for (int i = 0; i < seconds; i++) {
            clock.advance(Duration.ofSeconds(1));
            // Tasks run before timers: the second one finds the timers done.
            run(() -> {});
            run(() -> {});
        }
    }

    /** All that was printed. */
    String printed() {
        return String.join("", console);
    }

    @Override
    public void close() {
        chip.close();
        loop.close();
    }
}

package io.github.wroom4j.watch;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.Sketch;
import io.github.wroom4j.SketchOptions;
import io.github.wroom4j.SketchRunner;
import io.github.wroom4j.arduino.HardwareSerial;
import io.github.wroom4j.arduino.Pins;
import io.github.wroom4j.at.driver.AtDriver;
import io.github.wroom4j.at.driver.DriverOptions;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.wirelog.WireLog;
import io.github.wroom4j.mock.MockWroom02;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** A sketch on a mock, and somebody who watches it. */
final class Stage implements AutoCloseable {
    private final MockWroom02 mock;
    private final Watch watch;
    private final URI link;
    private final SketchRunner runner;
    private final Thread thread;
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();

    Stage(MockWroom02 mock, Supplier<? extends Sketch> sketch) {
        this(mock, sketch, Map.of());
    }

    Stage(MockWroom02 mock, Supplier<? extends Sketch> sketch, Map<String, String> options) {
        this.mock = mock;
        watch = new Watch("A test", new WireLog());
        link = watch.serve(InetAddress.getLoopbackAddress(), 0);
        var serial = new HardwareSerial(watch.typed(InputStream.nullInputStream()), watch.printed(console));
        AtDriver driver = AtDriver.open(mock, DriverOptions.DEFAULT.withWireLog(watch.log()));
        watch.firmware(driver.version().firstLine());
        Esp8266 esp = Esp8266.of(driver, watch.around(mock), serial);
        watch.speed(serial::baudRate);
        watch.questions(() -> driver.station().address(Deadline.in(driver.clock(), Duration.ofSeconds(10))));
        watch.analog(value -> Pins.of(esp).analogSource(() -> value));
        runner = SketchRunner.of(sketch).board(esp).options(SketchOptions.of(options));
        thread = new Thread(runner::run, "sketch");
        thread.start();
    }

    URI link() {
        return link;
    }

    URI link(String resource) {
        return link.resolve(resource);
    }

    MockWroom02 mock() {
        return mock;
    }

    Watch watch() {
        return watch;
    }

    @Override
    public void close() {
        end();
    }

    /** Stops the sketch, and then the watch. */
    void end() {
        runner.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watch.close();
    }
}

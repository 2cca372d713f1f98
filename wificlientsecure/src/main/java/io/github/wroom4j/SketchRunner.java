package io.github.wroom4j;

import io.github.wroom4j.arduino.HardwareSerial;
import io.github.wroom4j.arduino.Schedule;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.arduino.SketchInterrupted;
import io.github.wroom4j.arduino.SketchRestart;
import io.github.wroom4j.arduino.SketchTime;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Runs a sketch on a board: {@code setup()} once, then {@code loop()} until {@code exit(int)}, a limit, {@link #stop()} or
 * the end of the program. What the sketch throws and does not catch, an {@link Error} too, ends it and comes out of {@link
 * #run()}.
 *
 * <p>The sketch runs in the thread that calls {@link #run()}. Two runners in two threads drive two boards.
 */
public final class SketchRunner {
    /** After a loop as short as this the thread rests a little, so that an empty {@code loop()} costs no core. */
    private static final long IDLE_LOOP_NANOS = 20_000;

    private static final Duration REST = Duration.ofNanos(100_000);

    private final Supplier<? extends Sketch> maker;
    private Supplier<Esp8266> opener = () -> Esp8266.open(Boards.defaultAddress());
    private SketchOptions options = SketchOptions.NONE;
    private long maxLoops = Long.MAX_VALUE;
    private Duration limit;
    private Duration handshakeTimeout;
    private volatile boolean stopping;
    private volatile Thread runner;
    private final CountDownLatch ended = new CountDownLatch(1);

    private SketchRunner(Supplier<? extends Sketch> maker) {
        this.maker = maker;
    }

    /** A runner for a sketch's constructor: {@code SketchRunner.of(Blink::new)}. */
    public static SketchRunner of(Supplier<? extends Sketch> constructor) {
        return new SketchRunner(constructor);
    }

    /** On the board at an address; without a call at {@link Boards#defaultAddress()}. */
    public SketchRunner board(String address) {
        opener = () -> Esp8266.open(address);
        return this;
    }

    /** On the board at an address, with another console. */
    public SketchRunner board(String address, HardwareSerial console) {
        opener = () -> Esp8266.open(address, console);
        return this;
    }

    /** On a board that is open already; the runner closes it. */
    public SketchRunner board(Esp8266 esp) {
        opener = () -> esp;
        return this;
    }

    public SketchRunner options(SketchOptions given) {
        options = given;
        return this;
    }

    /** Ends after that many loops, 0 or more; a {@code delay()} that ends the last of them is not sat out. */
    public SketchRunner loops(long count) {
        maxLoops = count;
        return this;
    }

    /** Ends that long after {@code setup()} began, wherever the sketch then waits. */
    public SketchRunner runFor(Duration time) {
        limit = time;
        return this;
    }

    /**
     * What a secure connection of the sketch may take to be made, from 1 ms up, where the sketch itself sets no limit; by
     * default 15 s, and more on a computer that is slow at TLS.
     */
    public SketchRunner handshakeTimeout(Duration most) {
        if (most.toMillis() < 1 || most.toMillis() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a handshake timeout is 1 ms to 24 days, not " + most.toMillis() + " ms");
        }
        handshakeTimeout = most;
        return this;
    }

    /**
     * Runs the sketch to its end; links and port are closed then.
     *
     * @return what {@code exit(int)} was given, else 0; also 0 if it was given that while a stop broke the sketch's calls
     */
    public int run() {
        try (Esp8266 esp = opener.get()) {
            SketchContext.Binding bound = esp.bind();
            try {
                return run(esp);
            } finally {
                bound.close();
            }
        } finally {
            ended.countDown();
        }
    }

    private int run(Esp8266 esp) {
        runner = Thread.currentThread();
        var onExit = new Thread(() -> stopAndWait(), "wroom4j-stop");
        Runtime.getRuntime().addShutdownHook(onExit);
        Clock.Alarm alarm =
                limit == null ? () -> {} : esp.clock().alarm(esp.clock().nanos() + limit.toNanos(), this::stop);
        try {
            esp.part(SketchOptions.class, unset -> options);
            if (handshakeTimeout != null) {
                WiFiClientSecure.setDefaultHandshakeTimeout((int) handshakeTimeout.toMillis());
            }
            for (long done = 0; done >= 0; ) {
                done = runOnce(esp, done);
            }
            return 0;
        } catch (SketchExit exit) {
            // A sketch that takes the call which the stop broke for a failure has not failed.
            return stopping && Thread.currentThread().isInterrupted() ? 0 : exit.code();
        } catch (RuntimeException | Error broken) {
            // A stop interrupts whatever the sketch waits for; what that wait then throws is the stop, not a fault.
            if (stopping && interrupted(broken)) {
                return 0;
            }
            throw broken;
        } finally {
            alarm.cancel();
            runner = null;
            if (stopping) {
                Thread.interrupted();
            }
            removeHook(onExit);
        }
    }

    /** One life of the sketch, up to its end (−1) or to its restart (loops done so far, which go on counting). */
    private long runOnce(Esp8266 esp, long before) {
        long done = before;
        try {
            Sketch sketch = maker.get();
            SketchTime.of(esp).updateEvery(sketch.sntp_update_delay_MS_rfc_not_less_than_15000());
            sketch.setup();
            while (done < maxLoops && !stopping) {
                done++; // a loop that ends in a restart counts, or a sketch that sleeps in each would never end
                esp.lastLoop(done == maxLoops);
                once(sketch, esp);
            }
            return -1;
        } catch (SketchRestart again) {
            if (stopping || done > before && done >= maxLoops) {
                return -1;
            }
            esp.rebooted();
            return done;
        }
    }

    private static boolean interrupted(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof InterruptedException || t instanceof SketchInterrupted) {
                return true;
            }
        }
        return Thread.currentThread().isInterrupted();
    }

    private void once(Sketch sketch, Esp8266 esp) {
        long start = esp.clock().nanos();
        sketch.loop();
        Schedule schedule = Schedule.of(esp);
        schedule.runOnce();
        schedule.runRecurrent();
        if (esp.serial().available() > 0) {
            sketch.serialEvent();
        }
        if (esp.clock().nanos() - start < IDLE_LOOP_NANOS && !stopping) {
            rest(esp.clock());
        }
    }

    private void rest(Clock clock) {
        try {
            clock.sleepUntil(Deadline.in(clock, REST).atNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SketchInterrupted(e);
        }
    }

    /** Ends the sketch from another thread: interrupts what it waits for. */
    public void stop() {
        stopping = true;
        Thread running = runner;
        if (running != null) {
            running.interrupt();
        }
    }

    /** Ctrl-C: the program's end waits until links and port are closed, but not for ever. */
    private void stopAndWait() {
        stop();
        try {
            if (!ended.await(3, TimeUnit.SECONDS)) {
                System.getLogger(SketchRunner.class.getName())
                        .log(
                                System.Logger.Level.WARNING,
                                "the sketch did not stop within 3 s; its port is left to the system");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyShuttingDown) {
            System.getLogger(SketchRunner.class.getName())
                    .log(System.Logger.Level.DEBUG, "stopped by the end of the program", alreadyShuttingDown);
        }
    }

    /**
     * A sketch file's {@code main}: runs it with {@code --board}, {@code --loops}, {@code --for 10s}, {@code
     * --handshake-timeout 60s} and the sketch's own options, and ends the program with its code; a failure is one line on standard error and code 1, a bad option code 2.
     */
    public static void main(Supplier<? extends Sketch> constructor, String... arguments) {
        System.exit(CommandLineSketch.run(constructor, arguments, System.err));
    }
}

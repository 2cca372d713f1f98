package io.github.wroom4j.bench;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.arduino.HardwareSerial;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.at.Timeouts;
import io.github.wroom4j.at.driver.AtDriver;
import io.github.wroom4j.at.driver.DriverOptions;
import io.github.wroom4j.bench.BenchDescription.AccessPointLogin;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.wirelog.WireLog;
import io.github.wroom4j.watch.Watch;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * One bench in use: brought from {@link BenchState#OFF} to the state that a test needs by the fewest steps, and put in
 * order between tests.
 *
 * <p>A bench that fails to reach a state is broken for good: {@link BenchBrokenException}, with the first cause and the
 * last lines of its transcript, at once for every later use. All methods may be called from any thread.
 */
public final class Bench implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final BenchDescription description;
    private BenchState state = BenchState.OFF;
    private BenchBrokenException broken;
    private Optional<Board> opened = Optional.empty();
    private Board board;
    private AtDriver driver;
    private Esp8266 esp;
    private WireLog log = new WireLog();
    private String shownAs = "";
    private Consumer<URI> shownAt = link -> {};
    private Watch watch;
    private final List<Measurement> measurements = new ArrayList<>();

    /** A bench that is still off. */
    public Bench(BenchDescription description) {
        this.description = description;
    }

    /** A bench as the farm gave it, with its board where that is open already. */
    public Bench(Farm.Lease lease) {
        this.description = lease.bench();
        this.opened = lease.board();
    }

    /** What its file says of it. */
    public BenchDescription description() {
        return description;
    }

    /** How far it has been brought. */
    public BenchState state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    /** The module, brought to {@link BenchState#BOOTED} if need be. */
    public AtModule module() {
        reach(BenchState.BOOTED);
        return driver;
    }

    /** The module as Arduino programs see it, brought to {@link BenchState#BOOTED} if need be. */
    public Esp8266 esp() {
        reach(BenchState.BOOTED);
        return esp;
    }

    /** The board below the module, brought to {@link BenchState#BOOTED} if need be. */
    public Board board() {
        reach(BenchState.BOOTED);
        return board;
    }

    /**
     * Shows the bench on a live page of this computer's, from now on and whenever it is turned on; {@link #close} ends it. Its
     * pins and its {@code Serial} are shown if it is off now.
     *
     * @param title whose page it is
     * @param link told where it is, each time it is served
     */
    public void show(String title, Consumer<URI> link) {
        lock.lock();
        try {
            if (!shownAs.isEmpty()) {
                return;
            }
            shownAs = title;
            shownAt = link;
            if (driver != null) {
                watch().firmware(driver.version().firstLine());
            }
        } finally {
            lock.unlock();
        }
    }

    private Watch watch() {
        watch = new Watch(shownAs, log);
        shownAt.accept(watch.serve(InetAddress.getLoopbackAddress(), 0));
        return watch;
    }

    /** When the recording began. */
    public Instant recordingBegan() {
        return log.started();
    }

    /** What passed the wire since the bench was turned on, secrets hidden; empty while it is off. */
    public List<WireLog.Entry> recording() {
        lock.lock();
        try {
            return driver == null ? List.of() : driver.recording();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The seed for a test's chance: {@code -Dwroom4j.seed=N} if that is given, else one that follows from the bench's
     * id. A failing test's report names it.
     */
    public long seed() {
        return Long.getLong("wroom4j.seed", description.id().hashCode());
    }

    /** Keeps a number for the report; the result judges it. */
    public Measurement measure(String name, double value, String unit) {
        var measurement = new Measurement(name, value, unit);
        lock.lock();
        try {
            measurements.add(measurement);
        } finally {
            lock.unlock();
        }
        return measurement;
    }

    /** What was measured since the last call. */
    public List<Measurement> takeMeasurements() {
        lock.lock();
        try {
            List<Measurement> taken = List.copyOf(measurements);
            measurements.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** A wait that suits this bench: the usual time by its multiplier. */
    public Deadline in(Duration usual) {
        return Deadline.in(description.scaled(usual));
    }

    /**
     * Brings the bench to a state, from where it is, or does nothing if it is there or further.
     *
     * @throws BenchBrokenException if it does not get there, now or before
     */
    public void reach(BenchState wanted) {
        lock.lock();
        try {
            if (broken != null) {
                throw new BenchBrokenException(broken.getMessage(), broken);
            }
            while (state.compareTo(wanted) < 0) {
                BenchState next = BenchState.values()[state.ordinal() + 1];
                try {
                    step(next);
                } catch (RuntimeException e) {
                    String lastLines = driver == null
                            ? ""
                            : "\nlast lines:\n" + driver.transcript().tail(12);
                    broken = new BenchBrokenException(
                            "bench " + description.id() + " is broken: not " + next + ": " + e.getMessage() + lastLines,
                            e);
                    throw broken;
                }
                state = next;
            }
        } finally {
            lock.unlock();
        }
    }

    private void step(BenchState next) {
        switch (next) {
            case BOOTED -> boot();
            case JOINED -> join();
            case TLS_READY -> TlsCheck.connectVerified(esp, description.serverAddress());
            case OFF -> throw new AssertionError("no step leads to OFF");
        }
    }

    private void boot() {
        Board fresh = opened.orElseGet(() -> Boards.open(description.address()));
        opened = Optional.empty(); // once closed it must be opened anew
        log = new WireLog();
        DriverOptions options = DriverOptions.DEFAULT
                .withTimeouts(description.scaled(Timeouts.DEFAULT))
                .withWireLog(log);
        if (!shownAs.isEmpty()) {
            watch();
        }
        driver = AtDriver.open(fresh, options); // closes the board if no module answers
        board = fresh;
        esp = watch == null ? Esp8266.of(driver, fresh, HardwareSerial.console()) : watched(fresh);
        String actual = driver.version().atVersion();
        description.firmware().filter(range -> !range.includes(actual)).ifPresent(range -> {
            throw new IllegalStateException("its firmware is " + actual + ", and " + range + " is expected there");
        });
    }

    private Esp8266 watched(Board fresh) {
        watch.firmware(driver.version().firstLine());
        var serial = new HardwareSerial(watch.typed(InputStream.nullInputStream()), watch.printed(System.out));
        watch.speed(serial::baudRate);
        return Esp8266.of(driver, watch.around(fresh), serial);
    }

    private void join() {
        AccessPointLogin login = description
                .login()
                .orElseThrow(() -> new IllegalStateException(
                        "no access point is named: give the bench the keys ssid and password in its file, or the command"
                                + " --ssid NAME --password SECRET"));
        driver.join(login.ssid(), login.password());
    }

    /**
     * Puts the bench in order after a test: the module answers, and no link stays open.
     *
     * @return what was out of order, in words; empty when nothing was
     */
    public Optional<String> tidy() {
        lock.lock();
        try {
            if (state == BenchState.OFF || broken != null) {
                return Optional.empty();
            }
            List<String> rows = driver.raw("AT+CIPSTATUS", in(Timeouts.DEFAULT.command())).stream()
                    .filter(line -> line.startsWith("+CIPSTATUS:"))
                    .toList();
            if (rows.isEmpty()) {
                return Optional.empty();
            }
            driver.restart(in(Timeouts.DEFAULT.boot().plus(Timeouts.DEFAULT.join())));
            state = BenchState.BOOTED;
            return Optional.of("links were left open and the module was restarted: " + String.join(" ", rows));
        } finally {
            lock.unlock();
        }
    }

    /** Turns it off; it can be brought up again. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (esp != null) {
                esp.close();
            }
            if (watch != null) {
                watch.close();
            }
            watch = null;
            esp = null;
            driver = null;
            board = null;
            state = BenchState.OFF;
        } finally {
            lock.unlock();
        }
    }
}

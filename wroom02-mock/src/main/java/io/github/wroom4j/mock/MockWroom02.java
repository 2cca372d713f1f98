package io.github.wroom4j.mock;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Pin;
import io.github.wroom4j.hal.Surroundings;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.hal.memory.MemoryUart;
import io.github.wroom4j.mock.chip.Chip;
import io.github.wroom4j.mock.chip.Flash;
import io.github.wroom4j.mock.chip.ResetInfo;
import io.github.wroom4j.mock.chip.ResetReason;
import io.github.wroom4j.mock.chip.Uart0;
import io.github.wroom4j.mock.faults.Fault;
import io.github.wroom4j.mock.faults.WireFaults;
import io.github.wroom4j.mock.firmware.AtFirmware;
import io.github.wroom4j.mock.firmware.commands.Provisioning;
import io.github.wroom4j.mock.firmware.line.AtVersion;
import io.github.wroom4j.mock.firmware.links.EspconnStack;
import io.github.wroom4j.mock.firmware.links.SocketStack;
import io.github.wroom4j.mock.loop.EventLoop;
import io.github.wroom4j.mock.lwip.IpStack;
import io.github.wroom4j.mock.lwip.NetworkConditions;
import io.github.wroom4j.mock.lwip.Reach;
import io.github.wroom4j.mock.lwip.TcpTuning;
import io.github.wroom4j.mock.radio.Air;
import io.github.wroom4j.mock.radio.SoftApRadio;
import io.github.wroom4j.mock.radio.StationRadio;
import io.github.wroom4j.mock.sdk.Observer;
import io.github.wroom4j.mock.sdk.Sdk;
import io.github.wroom4j.mock.sdk.user_interface;
import io.github.wroom4j.mock.tls.TlsStack;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An ESP-WROOM-02 in this process: a {@link Board} whose UART speaks AT as the chosen firmware does, over real sockets.
 *
 * <p>It connects where its user says ({@code dns}, {@code route}) and otherwise only to loopback. Its servers listen on
 * loopback, on a port that the log and {@link #serverPort} give, or where {@code serve} says. All mocks on one clock share one thread. Methods may be called
 * from any thread.
 */
public final class MockWroom02 implements Board {
    private static final int LAST_PIN = 16;

    private final Map<Integer, Pin> pins = new ConcurrentHashMap<>();
    private final MockBuilder plan;
    private final EventLoop loop;
    private final MemoryUart.Pair wire;
    private final Chip chip;
    private final Uart0 uart0;
    private final Air air;
    private final Reach reach;
    private final NetworkConditions network;
    private final Observer observer = new Observer();
    private final AtFirmware firmware;
    private final TlsStack tls;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Runnable hearing;
    private final Surroundings surroundings;
    private volatile IpStack ip;

    MockWroom02(MockBuilder plan) {
        this.plan = plan;
        // Before anything is started: an image that cannot be read leaves nothing behind.
        Flash flash = plan.flashChip();
        this.loop = SharedLoops.acquire(plan.clock());
        this.air = plan.air();
        this.reach = plan.reach();
        this.network = plan.network();
        this.tls = TlsLibraries.of(plan.profile());
        this.wire = plan.baud() > 0
                // A paced wire holds as much as a UART's FIFO, so that the firmware feels it drain.
                ? MemoryUart.pair(plan.clock(), Uart0.FIFO)
                : MemoryUart.pair(plan.clock());
        // A reader of the UART gets an error once the module is gone, instead of waiting for it.
        this.hearing = loop.whenItFails(error -> wire.far().close());
        this.chip = new Chip(loop, plan.name(), flash, plan.profile().heap().free(), plan.seedOrZero());
        chip.cpuTiming(plan.cpuTiming());
        this.uart0 = new Uart0(chip, wire.far(), plan.baud());
        this.firmware = new AtFirmware(chip, uart0, plan.version(), plan.options());
        var received = new WireFaults(plan.faults(), Fault.Direction.TO_MODULE);
        var sent = new WireFaults(plan.faults(), Fault.Direction.TO_HOST);
        uart0.filters(received::apply, sent::apply);
        Runnable bursts = () -> uart0.bursts(received.watchesBursts() ? received::burst : null);
        bursts.run();
        this.surroundings = new MockSurroundings(this, plan.faults(), bursts);
        chip.onBoot(this::boot);
        chip.board().run(uart0::start);
        chip.powerOn();
    }

    /** What a mock is built with; {@link MockBuilder#build()} switches it on. */
    public static MockBuilder builder() {
        return new MockBuilder();
    }

    /** Each life of the chip stands on a radio, an IP stack and, in NonOS firmwares, an SDK of its own. */
    private void boot(ResetInfo why) {
        var station = new StationRadio(chip, air, plan.radioTiming());
        var stack = new IpStack(chip, station, new SoftApRadio(chip), reach, network);
        ip = stack;
        if (plan.takesTime()) {
            stack.dns().denial(Duration.ofMillis(firmware.version().number("dns-denial-millis")));
        }
        if (firmware.version().isNonOs()) {
            var sdk = new Sdk(chip, stack, plan.profile().release(), tls, observer);
            plan.link(sdk);
            firmware.boot(
                    why,
                    new AtFirmware.Ground(
                            stack,
                            new EspconnStack(sdk, tuning()),
                            mode -> user_interface.wifi_set_opmode_current(mode)));
        } else {
            boolean small = firmware.version().isAtMod();
            firmware.boot(why, new AtFirmware.Ground(stack, new SocketStack(stack, tls, tuning(), small), mode -> {}));
        }
    }

    private TcpTuning tuning() {
        AtVersion version = firmware.version();
        return new TcpTuning(
                Duration.ofMillis(version.number("syn-patience-millis")),
                Duration.ofMillis(version.number("data-patience-millis")),
                version.number("tcp-window"),
                version.number("tcp-segment"));
    }

    @Override
    public Uart uart() {
        return wire.near();
    }

    @Override
    public boolean canReset() {
        return true;
    }

    @Override
    public void reset() {
        if (closed.get()) {
            throw new BoardException(BoardException.Kind.CLOSED, "this mock has been closed");
        }
        if (loop.failure() != null) {
            throw new BoardException(
                    BoardException.Kind.GONE, "this mock was ended by " + loop.failure(), loop.failure());
        }
        reset(ResetReason.EXT_SYS);
    }

    /** Resets for a reason of the test's choice: a watchdog, a brown-out (as power-on), an exception. */
    public void reset(ResetReason why) {
        chip.board().run(() -> chip.reset(ResetInfo.of(why)));
        // A reset is a task of its own: this one runs behind it.
        chip.board().run(() -> {});
    }

    /** One of the pins 0 … 16, to which nothing is connected: a sketch that blinks runs, and a test can look. */
    @Override
    public Pin pin(int number) {
        if (number < 0 || number > LAST_PIN) {
            throw new BoardException(BoardException.Kind.UNSUPPORTED, "a mock has pins 0 … 16, not " + number);
        }
        return pins.computeIfAbsent(number, LoosePin::new);
    }

    @Override
    public Optional<Surroundings> surroundings() {
        return Optional.of(surroundings);
    }

    @Override
    public String address() {
        return plan.address();
    }

    /** The profile that it runs. */
    public Profile profile() {
        return plan.profile();
    }

    /** Runs code as the module's own: what the C names in {@code mock.sdk} act on. Waits for its end. */
    public void run(Runnable task) {
        chip.lane().run(task);
    }

    /** As {@link #run}, with a result. */
    public <T> T call(Callable<T> task) {
        return chip.lane().call(task);
    }

    /** The access points around it: add and remove them as a test needs. */
    public Air air() {
        return air;
    }

    /** How the network behaves towards it. */
    public NetworkConditions network() {
        return network;
    }

    /** Where it may connect to. */
    public Reach reach() {
        return reach;
    }

    /** What the SDK does not report; for tests and people. */
    public Observer observer() {
        return observer;
    }

    /** The chip. */
    public Chip chip() {
        return chip;
    }

    /** The UART's far end, as the chip sees it. */
    public Uart0 uart0() {
        return uart0;
    }

    /** Serves any rate, as where the peer's rate cannot be known: a PTY, a TCP port. */
    public MockWroom02 atAnyRate() {
        chip.board().run(() -> uart0.anyRate(true));
        return this;
    }

    /** The clock that it lives by. */
    public Clock clock() {
        return plan.clock();
    }

    /** The loopback port on which this module's server on {@code port} can be reached, if it listens. */
    public Optional<Integer> serverPort(int port) {
        return reach.serverPort(port);
    }

    /** A station from outside joins the module's own access point; false if it is refused. */
    public boolean stationJoins(String mac, String password) {
        return chip.lane().call(() -> ip.softAp().join(mac, password));
    }

    /** That station leaves again. */
    public void stationLeaves(String mac) {
        chip.lane().run(() -> ip.softAp().leave(mac));
    }

    /**
     * A phone nearby sends a network's name and password by smart configuration; false if the module does not listen for
     * that kind ({@code AT+CWSTARTSMART}).
     */
    public boolean smartConfig(Provisioning.Kind kind, String ssid, String password) {
        return chip.lane().call(() -> firmware.commands().provisioning().heard(kind, ssid, password));
    }

    /** Somebody presses the WPS button of that access point; false if the module does not wait for it ({@code AT+WPS=1}). */
    public boolean wpsButton(String ssid) {
        return air.find(ssid)
                .map(point -> chip.lane()
                        .call(() -> firmware.commands().provisioning().button(ssid, point.password())))
                .orElse(false);
    }

    /** The firmware that runs on it. */
    AtFirmware firmware() {
        return firmware;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        // Whoever is told to stop by an interrupt closes his board: that must not be broken off by it, and is short.
        boolean interrupted = Thread.interrupted();
        try {
            hearing.run();
            wire.near().close();
            chip.close();
            wire.far().close();
            plan.saveFlash(chip.flash());
        } finally {
            SharedLoops.release(plan.clock(), loop);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public String toString() {
        return address();
    }
}

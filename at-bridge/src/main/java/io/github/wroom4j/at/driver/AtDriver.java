package io.github.wroom4j.at.driver;

import io.github.wroom4j.at.AccessPoint;
import io.github.wroom4j.at.AtEvents;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.at.Capabilities;
import io.github.wroom4j.at.Firmware;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.Listener;
import io.github.wroom4j.at.SleepMode;
import io.github.wroom4j.at.SoftAp;
import io.github.wroom4j.at.SslSettings;
import io.github.wroom4j.at.Station;
import io.github.wroom4j.at.TimeSource;
import io.github.wroom4j.at.Timeouts;
import io.github.wroom4j.at.Transcript;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.commands.BaudRates;
import io.github.wroom4j.at.commands.DesiredSettings;
import io.github.wroom4j.at.commands.LinkCommands;
import io.github.wroom4j.at.commands.ServerCommands;
import io.github.wroom4j.at.commands.SoftApCommands;
import io.github.wroom4j.at.commands.SslCommands;
import io.github.wroom4j.at.commands.StationCommands;
import io.github.wroom4j.at.commands.SystemCommands;
import io.github.wroom4j.at.commands.TimeCommands;
import io.github.wroom4j.at.conversation.CommandLane;
import io.github.wroom4j.at.conversation.DriverState;
import io.github.wroom4j.at.conversation.EventDesk;
import io.github.wroom4j.at.conversation.LinkSlots;
import io.github.wroom4j.at.conversation.UartReader;
import io.github.wroom4j.at.dialect.Dialects;
import io.github.wroom4j.at.engine.CommandOptions;
import io.github.wroom4j.at.engine.Health;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Boards;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.wirelog.WireLog;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The driver of one board, and the {@link AtModule} it is. Opening finds out what firmware answers and brings it into
 * working order; from then on a reader thread and a keeper thread belong to it until {@link #close()}.
 */
public final class AtDriver implements AtModule {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final DriverOptions options;
    private final DriverState state;
    private final CommandLane lane;
    private final EventDesk events;
    private final DesiredSettings desired = new DesiredSettings();
    private final StationCommands station;
    private final SoftApCommands softAp;
    private final SslCommands ssl;
    private final LinkCommands links;
    private final ServerCommands servers;
    private final SystemCommands system;
    private final TimeCommands time;
    private final BaudRates speeds;
    private final Startup startup;
    private final BoardPort port;
    private final Thread keeper;
    private final MaskedTranscript transcript;

    /**
     * Opens the board at an address with the default options; a port that vanishes is looked for again.
     *
     * @throws io.github.wroom4j.hal.BoardException if there is no such board, or it cannot be opened
     * @throws AtException of kind {@link Kind#TIMEOUT} if no module answers; the board is closed then
     */
    public static AtDriver open(String address) {
        return open(address, DriverOptions.DEFAULT);
    }

    /**
     * Opens the board at an address; a port that vanishes is looked for again.
     *
     * @throws io.github.wroom4j.hal.BoardException if there is no such board, or it cannot be opened
     * @throws AtException of kind {@link Kind#TIMEOUT} if no module answers; the board is closed then
     */
    public static AtDriver open(String address, DriverOptions options) {
        return open(Boards.open(address), options.withReopen(() -> Boards.open(address)));
    }

    /**
     * Drives an open board with the default options.
     *
     * @throws AtException of kind {@link Kind#TIMEOUT} if no module answers; the board is closed then
     */
    public static AtDriver open(Board board) {
        return open(board, DriverOptions.DEFAULT);
    }

    /**
     * Drives an open board, which is closed with the driver.
     *
     * @throws AtException of kind {@link Kind#TIMEOUT} if no module answers; the board is closed then
     */
    public static AtDriver open(Board board, DriverOptions options) {
        var driver = new AtDriver(board, options);
        driver.start();
        return driver;
    }

    private AtDriver(Board board, DriverOptions options) {
        this.options = options;
        String name = "wroom4j-" + COUNT.incrementAndGet();
        this.events = new EventDesk(name + "-events", options.clock());
        this.state = new DriverState(
                options.clock(), options.terms(), Dialects.detect(List.of()).table(), events);
        var reader = new UartReader(state);
        this.lane = new CommandLane(state);
        WireLog log = options.wireLog().orElseGet(() -> new WireLog(options.clock(), WIRE_LOG_BYTES));
        this.transcript = new MaskedTranscript(log);
        this.station = new StationCommands(state, lane, desired);
        this.softAp = new SoftApCommands(state, lane, desired);
        this.ssl = new SslCommands(state, lane);
        this.links = new LinkCommands(state, lane, ssl);
        this.servers = new ServerCommands(state, lane, links, desired);
        this.system = new SystemCommands(state, lane, desired);
        this.time = new TimeCommands(state, lane, desired);
        this.speeds = new BaudRates(state, lane, desired);
        state.connect(lane, links);
        this.startup = new Startup(state, lane, station, options.dialects());
        var line = new LineCheck(state, lane, startup, options.findSpeed());
        line.speedChange(speeds::restore);
        this.port = new BoardPort(board, options, state, reader, line, log, name);
        var recovery = new Recovery(state, lane, startup, line, port, links, this::restore);
        this.keeper = new Thread(new Keeper(state, lane, recovery, links, station, desired, options), name + "-keeper");
        keeper.setDaemon(true);
        lane.keeper(keeper);
    }

    /** What the transcript of a long-running program keeps. */
    private static final int WIRE_LOG_BYTES = 256 * 1024;

    private void start() {
        try {
            port.start();
            options.clock().enlist(keeper);
            keeper.start();
            awaitReady(Deadline.in(options.clock(), options.timeouts().boot().plusSeconds(60)));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Waits for the keeper to make the module ready, and passes on what it could not mend. */
    private void awaitReady(Deadline deadline) {
        boolean announced =
                state.awaitEvent(() -> state.health() == Health.READY || state.health() == Health.LOST, deadline);
        if (!announced || state.health() == Health.LOST) {
            AtException why = state.trouble();
            throw new AtException(
                    why == null ? Kind.TIMEOUT : why.kind(),
                    "no AT firmware answers on " + port.address()
                            + (why == null ? "" : ": " + why.getMessage())
                            + "; check power, wiring (ESP-AT 2.x listens on GPIO13/15) and line speed",
                    "",
                    why);
        }
    }

    /**
     * What a restart of the module undoes, in the order in which it can be redone: joining last, since an access point
     * may be away. What the module refuses does not keep back the rest.
     */
    private void restore(Deadline deadline) {
        List<Consumer<Deadline>> steps =
                List.of(softAp::restore, servers::restore, time::restore, system::restore, station::restore);
        AtException refused = null;
        for (Consumer<Deadline> step : steps) {
            try {
                step.accept(deadline);
            } catch (AtException e) {
                if (e.kind() != Kind.ERROR_REPLY && e.kind() != Kind.UNSUPPORTED) {
                    throw e;
                }
                refused = refused == null ? e : refused;
            }
        }
        if (refused != null) {
            throw refused;
        }
    }

    @Override
    public Firmware version() {
        return startup.firmware();
    }

    @Override
    public Capabilities capabilities() {
        return state.dialect().capabilities();
    }

    @Override
    public Clock clock() {
        return options.clock();
    }

    @Override
    public Timeouts timeouts() {
        return options.timeouts();
    }

    @Override
    public void join(String ssid, String password, Deadline deadline) {
        join(ssid, password, Optional.empty(), deadline);
    }

    @Override
    public void join(String ssid, String password, Optional<String> bssid, Deadline deadline) {
        station.join(ssid, password, bssid, deadline);
    }

    @Override
    public Station station() {
        return station;
    }

    @Override
    public SoftAp softAp() {
        return softAp;
    }

    @Override
    public TimeSource time() {
        return time;
    }

    @Override
    public SslSettings ssl() {
        return ssl;
    }

    @Override
    public List<AccessPoint> scan(Deadline deadline) {
        return station.scan(deadline);
    }

    @Override
    public InetAddress resolve(String host, Deadline deadline) {
        return system.resolve(host, deadline);
    }

    @Override
    public int ping(String host, Deadline deadline) {
        return system.ping(host, deadline);
    }

    @Override
    public Link open(LinkRequest request, Deadline deadline) {
        return links.open(request, deadline);
    }

    @Override
    public boolean awaitFreeLink(Deadline deadline) {
        return links.awaitFree(deadline);
    }

    @Override
    public Listener listen(int localPort, Deadline deadline) {
        return servers.listen(localPort, deadline);
    }

    @Override
    public int speed(int baud, Deadline deadline) {
        return speeds.change(baud, deadline);
    }

    @Override
    public OptionalInt freeMemory(Deadline deadline) {
        return system.freeMemory(deadline);
    }

    @Override
    public void deepSleep(long millis, Deadline deadline) {
        system.deepSleep(millis, deadline);
    }

    @Override
    public void sleep(SleepMode mode, Deadline deadline) {
        system.sleep(mode, deadline);
    }

    @Override
    public List<String> raw(String command, Deadline deadline) {
        return system.raw(command, deadline);
    }

    @Override
    public AtEvents events() {
        return events;
    }

    @Override
    public Transcript transcript() {
        return transcript;
    }

    /**
     * The conversation as a wire log with its secrets hidden: {@code hal.wirelog.WireLogFile} writes it, and
     * {@code replay:FILE} answers as this module answered.
     */
    public List<WireLog.Entry> recording() {
        return transcript.recording();
    }

    @Override
    public void restart(Deadline deadline) {
        new LinkSlots(state).flushAll(deadline.orIn(options.timeouts().send()));
        lane.acquire(deadline);
        try {
            int before = state.readies();
            state.expectReset(true);
            try {
                lane.runOnce(AtCommand.exec("RST"), CommandOptions.local(), deadline)
                        .orThrow();
                state.awaitEvent(
                        () -> state.readies() != before,
                        deadline.orIn(options.timeouts().boot()));
            } finally {
                state.expectReset(false);
            }
            state.mend(new AtException(Kind.MODULE_RESET, "a restart was asked for", "AT+RST"));
        } finally {
            lane.release();
        }
        if (!state.awaitEvent(() -> state.health() != Health.MENDING, deadline)) {
            throw new AtException(Kind.TIMEOUT, "the module was not ready again by the deadline", "");
        }
        if (state.health() != Health.READY) {
            throw state.trouble();
        }
    }

    @Override
    public void close() {
        // Who is told to stop by an interrupt closes what he has: that must not be broken off by it, and is short.
        boolean interrupted = Thread.interrupted();
        try {
            state.close();
            port.close();
            if (Thread.currentThread() != keeper && keeper.isAlive()) {
                keeper.join(Duration.ofSeconds(10).toMillis());
            }
            port.join();
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            interrupted |= endEvents();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends the thread that delivers events; true if this one was interrupted meanwhile. */
    private boolean endEvents() {
        try {
            events.close();
            return false;
        } catch (InterruptedException e) {
            return true; // it has been told to end, and ends
        }
    }
}

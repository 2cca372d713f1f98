package io.github.wroom4j.at.driver;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.Listener;
import io.github.wroom4j.at.commands.DesiredSettings;
import io.github.wroom4j.at.commands.LinkCommands;
import io.github.wroom4j.at.commands.ServerCommands;
import io.github.wroom4j.at.commands.SslCommands;
import io.github.wroom4j.at.commands.StationCommands;
import io.github.wroom4j.at.conversation.CommandLane;
import io.github.wroom4j.at.conversation.DriverState;
import io.github.wroom4j.at.conversation.EventDesk;
import io.github.wroom4j.at.conversation.Inside;
import io.github.wroom4j.at.conversation.UartReader;
import io.github.wroom4j.at.dialect.Dialects;
import io.github.wroom4j.at.engine.Chores;
import io.github.wroom4j.at.engine.Health;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ModemLine;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.hal.UartConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.stream.Collectors;

/**
 * The driver and a hostile module on one clock in one thread. Whoever waits on that clock lets the world go on: bytes arrive,
 * cut anywhere, the keeper does what is due, time passes. So nothing sleeps, everything happens in one order, and a seed
 * decides which. After every step the invariants are looked at:
 *
 * <ul>
 *   <li>no byte of one link reaches another, in either direction, and every byte comes once and in order, or its link ends
 *       by name; what was on the line when an id changed hands cannot be taken back, but whoever got it is closed;
 *   <li>whatever is asked ends by its deadline;
 *   <li>once the module is left in peace it is idle, nothing is in doubt, and all that was sent to open links can be read.
 * </ul>
 */
final class EngineSimulation implements Clock {
    /** What is done, by whoever's turn it is: a word and two numbers, so that a script can be written down. */
    record Step(String what, int a, int b) {
        static List<Step> parse(String script) {
            return script.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .map(line -> line.split(" "))
                    .map(w -> new Step(w[0], Integer.parseInt(w[1]), Integer.parseInt(w[2])))
                    .toList();
        }

        @Override
        public String toString() {
            return what + " " + a + " " + b;
        }
    }

    /** An invariant does not hold. */
    static final class Violation extends AssertionError {
        private static final long serialVersionUID = 1L;

        Violation(String what, Throwable cause) {
            super(what, cause);
        }
    }

    /** The kinds of firmware that differ in what becomes of a link's last bytes. */
    enum Firmware {
        PUSHED("1.3.0.0", false, false),
        NONOS_PASSIVE("1.7.4.0", true, true),
        ESP_AT("2.2.0.0", true, false);

        final String version;
        final boolean passive;
        final boolean keeps;

        Firmware(String version, boolean passive, boolean keeps) {
            this.version = version;
            this.passive = passive;
            this.keeps = keeps;
        }
    }

    private static final String[] WORDS = {
        "visit",
        "visit",
        "visit",
        "sends",
        "sends",
        "sends",
        "sends",
        "leaves",
        "leaves",
        "open",
        "accept",
        "accept",
        "accept",
        "read",
        "read",
        "read",
        "read",
        "write",
        "write",
        "write",
        "flush",
        "close",
        "abort",
        "wait",
        "wait",
        "interrupt",
        "lose-notice",
        "lose-prompt",
        "lose-send",
        "lose-answer",
        "late-answer",
        "busy",
        "restart"
    };
    /** So many waits in one simulation are no progress. */
    private static final int MOST_WAITS = 60_000;

    private record Event(long at, long order, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event o) {
            return at != o.at ? Long.compare(at, o.at) : Long.compare(order, o.order);
        }
    }

    /** A link of the driver's, as its user sees it. */
    private static final class Held {
        final Link link;
        SimulatedModule.Peer peer;
        int read;
        int written;
        /** Nobody knows how much of what was written last goes out. */
        boolean unsure;

        boolean over;

        Held(Link link) {
            this.link = link;
        }
    }

    private final Random chance;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final SimulatedModule module;
    private final DriverState state;
    private final UartReader reader;
    private final CommandLane lane;
    private final LinkCommands links;
    private final Keeper keeper;
    private final ServerCommands servers;
    private final List<Held> held = new ArrayList<>();
    private Listener listener;
    private String violation;
    private long now;
    private long order;
    private long lastToHost;
    private long lastToModule;
    private long lastHeard;
    private int waits;
    private int opened;
    private int interruptIn;
    private boolean keeping;
    private long kept;

    private EngineSimulation(Firmware firmware, long seed) {
        chance = new Random(seed);
        module = new SimulatedModule(firmware.version, firmware.passive, firmware.keeps, chance, new Air());
        DriverOptions options = DriverOptions.DEFAULT.withClock(this).withFindSpeed(false);
        var events = new EventDesk("never started", this);
        state = new DriverState(
                this, options.terms(), Dialects.detect(List.of()).table(), events);
        reader = new UartReader(state);
        lane = new CommandLane(state);
        var desired = new DesiredSettings();
        var ssl = new SslCommands(state, lane);
        links = new LinkCommands(state, lane, ssl);
        servers = new ServerCommands(state, lane, links, desired);
        var station = new StationCommands(state, lane, desired);
        state.connect(lane, links);
        state.uart(new Wire());
        var startup = new Startup(state, lane, station, Dialects.BUILT_IN);
        var line = new LineCheck(state, lane, startup, false);
        var recovery = new Recovery(state, lane, startup, line, new NoPorts(), links, servers::restore);
        keeper = new Keeper(state, lane, recovery, links, station, desired, options);
    }

    // ---- seeds and scripts -----------------------------------------------------------------------------------------

    /** Plays what a seed says; a failure comes with the shortest script that still fails, and how to play that. */
    static void play(Firmware firmware, long seed) {
        List<Step> script = script(seed);
        Optional<Throwable> failed = failure(firmware, seed, script);
        if (failed.isEmpty()) {
            return;
        }
        List<Step> shortest = shrink(firmware, seed, script);
        Throwable why = failure(firmware, seed, shortest).orElse(failed.get());
        throw new Violation(
                why + "\nThe same in a unit test: EngineSimulation.play(Firmware." + firmware + ", " + seed
                        + "L, \"\"\"\n" + shortest.stream().map(Step::toString).collect(Collectors.joining("\n"))
                        + "\n\"\"\");",
                why);
    }

    /** Plays a script. */
    static void play(Firmware firmware, long seed, String script) {
        new EngineSimulation(firmware, seed).run(Step.parse(script));
    }

    private static List<Step> script(long seed) {
        var chance = new Random(seed ^ 0x5DEECE66DL);
        // Half of them are about healthy modules; restarts are rare, since little is left after one.
        int kinds = chance.nextBoolean() ? WORDS.length : WORDS.length - 7;
        int count = 10 + chance.nextInt(40);
        var steps = new ArrayList<Step>();
        for (int i = 0; i < count; i++) {
            String word = WORDS[chance.nextInt(kinds)];
            if (!word.equals("restart") || chance.nextInt(4) == 0) {
                steps.add(new Step(word, chance.nextInt(8), 1 + (int) Math.exp(chance.nextDouble() * 8)));
            }
        }
        return steps;
    }

    private static Optional<Throwable> failure(Firmware firmware, long seed, List<Step> script) {
        try {
            new EngineSimulation(firmware, seed).run(script);
            return Optional.empty();
        } catch (RuntimeException | AssertionError e) {
            return Optional.of(e);
        }
    }

    /** Leaves out whatever can be left out. */
    private static List<Step> shrink(Firmware firmware, long seed, List<Step> script) {
        List<Step> best = script;
        for (int size = Math.max(1, script.size() / 2); size >= 1; size /= 2) {
            for (int from = 0; from < best.size(); ) {
                var less = new ArrayList<>(best.subList(0, from));
                less.addAll(best.subList(Math.min(best.size(), from + size), best.size()));
                if (failure(firmware, seed, less).isPresent()) {
                    best = less;
                } else {
                    from += size;
                }
            }
        }
        return best;
    }

    // ---- a run -----------------------------------------------------------------------------------------------------

    private void run(List<Step> script) {
        module.healthy = true;
        pass(Duration.ofSeconds(30));
        check(state.health() == Health.READY, "the module is not ready after 30 s");
        listener = servers.listen(80, in(5_000));
        module.healthy = false;
        for (Step step : script) {
            try {
                perform(step);
            } catch (AtException e) {
                throw new Violation(step + ": " + e, e);
            }
            check(violation == null, violation);
        }
        leaveInPeace();
    }

    private void perform(Step step) {
        switch (step.what) {
            case "visit" -> module.visit();
            case "sends" -> peer(step.a, p -> module.send(p, Math.min(step.b, 1460)));
            case "leaves" -> peer(step.a, module::close);
            case "open" -> open(2_000 + step.b);
            case "accept" -> accept(step.b);
            case "read" -> held(step.a, h -> read(h, step.b));
            case "write" -> held(step.a, h -> write(h, step.b));
            case "flush" -> held(step.a, h -> flush(h, 10_000));
            case "close" -> held(step.a, h -> close(h, false));
            case "abort" -> held(step.a, h -> close(h, true));
            case "wait" -> pass(Duration.ofMillis(step.b));
            case "interrupt" -> interruptIn = 1 + step.a;
            case "lose-notice" -> module.loseNotices = 1 + step.a % 3;
            case "lose-prompt" -> module.losePrompts = 1;
            case "lose-send" -> module.loseSends = 1;
            case "lose-answer" -> module.loseAnswers = 1;
            case "late-answer" -> module.lateAnswers = 1;
            case "busy" -> module.busy = 1 + step.a;
            case "restart" -> module.restart();
            default -> throw new IllegalArgumentException("no such step: " + step);
        }
    }

    private void peer(int which, java.util.function.Consumer<SimulatedModule.Peer> what) {
        List<SimulatedModule.Peer> there =
                module.peers.stream().filter(p -> !p.over).toList();
        if (!there.isEmpty()) {
            what.accept(there.get(which % there.size()));
        }
    }

    private void held(int which, java.util.function.Consumer<Held> what) {
        List<Held> there = held.stream().filter(h -> !h.over).toList();
        if (!there.isEmpty()) {
            what.accept(there.get(which % there.size()));
        }
    }

    private void open(int millis) {
        int port = 2000 + opened++;
        ends(millis, "open", deadline -> {
            var mine = new Held(links.open(LinkRequest.tcp("10.0.0.9", port), deadline));
            mine.peer = module.peers.stream()
                    .filter(p -> p.number == port)
                    .reduce((a, b) -> b)
                    .orElse(null);
            check(mine.peer != null, "a link was opened that the module has not");
            held.add(mine);
        });
    }

    private void accept(int millis) {
        ends(millis, "accept", deadline -> listener.accept(deadline).ifPresent(link -> held.add(new Held(link))));
    }

    private void read(Held h, int millis) {
        ends(millis, "read of " + h.peer, deadline -> {
            var bytes = new byte[1 + chance.nextInt(2000)];
            int count;
            try {
                count = h.link.read(bytes, 0, bytes.length, deadline);
            } catch (AtException e) {
                h.over |= e.kind() != Kind.TIMEOUT && e.kind() != Kind.BUSY && e.kind() != Kind.INTERRUPTED;
                check(
                        !h.over
                                || h.peer == null
                                || h.peer.hurt
                                || h.unsure
                                || h.peer.over && h.peer.got < h.written
                                || e.kind() == Kind.MODULE_RESET,
                        "the link to " + h.peer + " was ended though nothing had hurt it: " + e);
                throw e;
            }
            for (int i = 0; i < count; i++) {
                took(h, bytes[i]);
            }
            if (count < 0) {
                h.over = true;
                check(
                        h.peer == null || h.peer.hurt || h.read == h.peer.sent,
                        "a read ended after " + h.read + " bytes of " + h.peer);
            }
        });
    }

    private int first;

    private void took(Held h, byte b) {
        if (h.peer == null && h.read == 0) {
            first = b & 0xff;
        } else if (h.peer == null) {
            int number = first << 8 | b & 0xff;
            h.peer = module.peers.stream()
                    .filter(p -> p.number == number)
                    .findFirst()
                    .orElse(null);
            check(h.peer != null, "bytes of nobody: " + number);
            check(
                    h.link.request() != null && held.stream().noneMatch(o -> o != h && o.peer == h.peer),
                    h.peer + " came on two links");
        } else {
            check(
                    b == SimulatedModule.up(h.peer.number, h.read),
                    "byte " + h.read + " of " + h.peer + " is none of its own");
        }
        h.read++;
        check(h.peer == null || h.read <= h.peer.sent, "more was read than sent by " + h.peer);
    }

    private void write(Held h, int count) {
        if (h.peer == null || h.unsure) {
            return;
        }
        var bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = SimulatedModule.down(h.peer.number, h.written + i);
        }
        h.unsure = true;
        ends(10_000, "write to " + h.peer, deadline -> {
            h.link.write(bytes, 0, count, deadline);
            h.written += count;
            h.unsure = false;
        });
    }

    private void flush(Held h, int millis) {
        if (h.peer == null || h.unsure) {
            return;
        }
        ends(millis, "flush to " + h.peer, deadline -> {
            h.link.flush(deadline);
            check(h.peer.got == h.written, h.written + " bytes were flushed to " + h.peer);
        });
    }

    private void close(Held h, boolean hard) {
        if (h.peer != null) {
            h.peer.hurt = true; // what it sends from now on nobody reads
        }
        h.over = true;
        ends(10_000, "close of " + h.peer, deadline -> {
            if (hard) {
                h.link.abort();
            } else {
                h.link.close(deadline);
            }
        });
    }

    private interface Call {
        void by(Deadline deadline);
    }

    /** Whatever is asked ends by its deadline; how, the driver may say. */
    private void ends(int millis, String what, Call call) {
        Deadline deadline = in(millis);
        long keptBefore = kept;
        try {
            call.by(deadline);
        } catch (AtException e) {
            check(e.kind() != Kind.CLOSED, what + " was refused: " + e);
        }
        Thread.interrupted();
        interruptIn = 0;
        // Here the keeper works in the thread of whoever waits; else he would not wait for it.
        long over = now - deadline.atNanos() - (kept - keptBefore);
        check(over <= 1_000_000, what + " ended " + over / 1_000_000 + " ms after its deadline of " + millis + " ms");
    }

    private void leaveInPeace() {
        module.healthy = true;
        interruptIn = 0;
        long end = now + Duration.ofSeconds(120).toNanos();
        while (!Inside.isQuiet(state) && now < end) {
            pass(Duration.ofMillis(500));
        }
        check(Inside.isQuiet(state), "not idle after two minutes of peace: " + Inside.turn(state));
        for (int i = 0; i < 10; i++) {
            accept(0);
        }
        for (Held h : held) {
            for (int i = 0; i < 50 && !h.over && (h.peer == null || !h.peer.hurt && h.read < h.peer.sent); i++) {
                int before = h.read;
                read(h, 6_000);
                if (h.read == before) {
                    break;
                }
            }
            check(
                    h.over || h.peer == null || h.peer.hurt || h.read == h.peer.sent,
                    "only " + h.read + " bytes could be read of " + h.peer);
        }
        for (SimulatedModule.Peer peer : module.peers) {
            check(!peer.contaminated || peer.over, peer + " is served though it has got another's bytes");
        }
        check(violation == null, violation);
    }

    private void check(boolean holds, String what) {
        if (!holds) {
            throw new Violation(what + "\n  module: " + module + "\n  driver: " + Inside.turn(state), null);
        }
    }

    private Deadline in(int millis) {
        return Deadline.in(this, Duration.ofMillis(millis));
    }

    // ---- the world -------------------------------------------------------------------------------------------------

    private void at(long time, Runnable what) {
        events.add(new Event(time, order++, what));
    }

    /** What joins the module to the world. */
    private final class Air implements SimulatedModule.Air {
        @Override
        public void say(byte[] bytes) {
            for (int at = 0; at < bytes.length; ) {
                int count = Math.min(bytes.length - at, 1 + chance.nextInt(chance.nextInt(4) == 0 ? 8 : 2048));
                byte[] piece = java.util.Arrays.copyOfRange(bytes, at, at + count);
                lastToHost = Math.max(lastToHost, now) + 1_000L * (1 + chance.nextInt(500));
                EngineSimulation.this.at(lastToHost, () -> arrives(piece));
                at += count;
            }
        }

        @Override
        public void later(long micros, Runnable what) {
            EngineSimulation.this.at(now + micros * 1_000, what);
        }

        @Override
        public void violated(String what) {
            violation = violation == null ? what : violation;
        }
    }

    private void arrives(byte[] piece) {
        lastHeard = now;
        reader.received(piece, piece.length);
        if (reader.unfinished()) {
            long heard = now;
            at(now + state.terms().timeouts().payloadGap().toNanos(), () -> {
                if (heard == lastHeard) {
                    reader.silence();
                }
            });
        }
    }

    /** The host's end of the wire. */
    private final class Wire implements Uart {
        @Override
        public int read(byte[] buffer, int offset, int length, Deadline deadline) {
            throw new UnsupportedOperationException("bytes are handed over as they arrive");
        }

        @Override
        public void write(byte[] buffer, int offset, int length, Deadline deadline) {
            byte[] batch = java.util.Arrays.copyOfRange(buffer, offset, offset + length);
            lastToModule = Math.max(lastToModule, now) + 1_000L * (1 + chance.nextInt(200));
            at(lastToModule, () -> module.hears(batch));
        }

        @Override
        public UartConfig config() {
            return UartConfig.DEFAULT;
        }

        @Override
        public void configure(UartConfig config) {}

        @Override
        public void line(ModemLine line, boolean asserted) {}

        @Override
        public void close() {}
    }

    /** The port never vanishes; the reset pin works. */
    private final class NoPorts implements Recovery.Ports {
        @Override
        public boolean gone() {
            return false;
        }

        @Override
        public boolean reopen() {
            return false;
        }

        @Override
        public boolean resetPin() {
            state.expectReset(true);
            module.restart();
            state.expectReset(false);
            return true;
        }
    }

    /** Lets time pass; what is due is done. */
    private void pass(Duration time) {
        long end = now + time.toNanos();
        while (step(end)) {
            // on
        }
    }

    /** The next thing that happens until then; false if there is none, and it is then. */
    private boolean step(long end) {
        if (++waits > MOST_WAITS) {
            throw new Violation("no progress: " + Inside.turn(state), null);
        }
        Event next = events.peek();
        long until = next == null ? end : Math.min(next.at, end);
        Chores.Next task = keeping || Inside.isHeld(lane) ? new Chores.Next(null, Long.MAX_VALUE) : keeper.look();
        if (task.task() == null && task.at() <= until) {
            now = Math.max(now, task.at());
            return true;
        }
        if (task.task() != null) {
            keeping = true;
            long began = now;
            lane.keeper(Thread.currentThread());
            try {
                keeper.perform(task.task());
            } finally {
                lane.keeper(null);
                keeping = false;
                kept += now - began;
            }
            return true;
        }
        if (next != null && next.at <= end) {
            events.poll();
            now = Math.max(now, next.at);
            next.what.run();
            return true;
        }
        now = Math.max(now, end);
        return false;
    }

    // ---- the clock -------------------------------------------------------------------------------------------------

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(now);
    }

    @Override
    public void sleepUntil(long atNanos) {
        pass(Duration.ofNanos(Math.max(0, atNanos - now)));
    }

    @Override
    public boolean await(Lock lock, Condition condition, long atNanos) throws InterruptedException {
        if (!keeping && interruptIn > 0 && --interruptIn == 0) {
            throw new InterruptedException();
        }
        if (now >= atNanos && ++waits > MOST_WAITS) {
            throw new Violation("waits for what has passed: " + Inside.turn(state), null);
        }
        return now < atNanos && step(atNanos);
    }

    @Override
    public Alarm alarm(long atNanos, Runnable wake) {
        throw new UnsupportedOperationException(
                "nothing in a simulation is woken by an alarm: its one thread lets time pass");
    }
}

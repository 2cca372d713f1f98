package io.github.wroom4j.arduino;

import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.Clock;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The chip that a sketch runs "on": its module, its board, its clock and its console.
 *
 * <p>C++ has one chip and therefore globals. A JVM may drive two boards at once, so the globals are kept here and found
 * through the thread: {@link #bind()} makes this the context of the calling thread and of every thread it starts
 * afterwards. {@code new WiFiClient()} captures the context that is bound when it is constructed.
 *
 * <p>Safe for use by several threads.
 */
public class SketchContext {
    private static final InheritableThreadLocal<SketchContext> CURRENT = new InheritableThreadLocal<>();

    private final AtModule module;
    private final Board board;
    private final Clock clock;
    private final HardwareSerial serial;
    private volatile long startedNanos;
    private volatile Path dataFolder;
    private final Map<Class<?>, Object> parts = new ConcurrentHashMap<>();
    private final Map<Object, Runnable> ends = new ConcurrentHashMap<>();
    private volatile boolean strict;
    private volatile boolean lastLoop;

    /**
     * A context.
     *
     * @param module the Wi-Fi module
     * @param board where its pins are, or null where there are none
     * @param serial the console
     */
    public SketchContext(AtModule module, Board board, HardwareSerial serial) {
        this.module = module;
        this.board = board;
        this.clock = module.clock();
        this.serial = serial;
        this.startedNanos = clock.nanos();
    }

    /** The context bound to this thread, if one is. */
    public static Optional<SketchContext> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /**
     * The context bound to this thread.
     *
     * @throws IllegalStateException if none is, saying how to get one
     */
    public static SketchContext required() {
        return current().orElseThrow(() -> new IllegalStateException(NOT_BOUND));
    }

    /** The advice for a program that has no board yet. */
    public static final String NOT_BOUND =
            "no board: run the sketch with SketchRunner (or wroom4j run), or pass the Esp8266 to the constructor";

    /** Makes this the context of the calling thread until the returned handle is closed. */
    public Binding bind() {
        SketchContext before = CURRENT.get();
        CURRENT.set(this);
        return () -> {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        };
    }

    /** Runs a sketch's callback where the functions of {@link Arduino} find this context, whichever thread calls it. */
    public void runBound(Runnable callback) {
        Binding bound = bind();
        try {
            callback.run();
        } finally {
            bound.close();
        }
    }

    /** A bound context; closing it restores the one before. To be closed by the thread that made it. */
    @FunctionalInterface
    public interface Binding extends AutoCloseable {
        @Override
        void close();
    }

    /** The Wi-Fi module. */
    public AtModule module() {
        return module;
    }

    /** Where the pins are, if there are any. */
    public Optional<Board> board() {
        return Optional.ofNullable(board);
    }

    /** The clock behind {@code millis()} and every timeout. */
    public Clock clock() {
        return clock;
    }

    /** The console, {@code Serial} in a sketch. */
    public HardwareSerial serial() {
        return serial;
    }

    /** Nanoseconds since this context came to be: the sketch's boot. */
    public long uptimeNanos() {
        return clock.nanos() - startedNanos;
    }

    /**
     * Has something ended when the sketch begins anew, as a restart ends a server; it replaces what was said for this owner
     * before. Any thread.
     *
     * @param owner whose end it is
     * @param end run in the sketch's thread, once
     */
    public void untilReboot(Object owner, Runnable end) {
        ends.put(owner, end);
    }

    /** The owner has ended already. Any thread; harmless where nothing was said. */
    public void endedBeforeReboot(Object owner) {
        ends.remove(owner);
    }

    /** The sketch begins anew: what belonged to its life before is ended, and its uptime counts from now. */
    public void rebooted() {
        for (Object owner : Set.copyOf(ends.keySet())) {
            Runnable end = ends.remove(owner);
            if (end != null) {
                end.run();
            }
        }
        startedNanos = clock.nanos();
    }

    /**
     * Where this board's {@code EEPROM} and files are kept: what {@link #dataFolder(Path)} was given, else a folder named
     * after the module's MAC in {@code WROOM4J_DATA}, else in {@code .wroom4j} of the user's home. May block for one command
     * the first time. The folder need not exist.
     */
    public Path dataFolder() {
        Path known = dataFolder;
        if (known == null) {
            String base = System.getenv("WROOM4J_DATA");
            Path root = base == null ? Path.of(System.getProperty("user.home"), ".wroom4j") : Path.of(base);
            known = root.resolve(StationMac.of(module).orElse("board"));
            dataFolder = known;
        }
        return known;
    }

    /** Keeps this board's {@code EEPROM} and files in a folder. */
    public void dataFolder(Path folder) {
        dataFolder = folder;
    }

    /** The loop that begins is the sketch's last one; for who runs it. */
    public void lastLoop(boolean yes) {
        lastLoop = yes;
    }

    /** Whether no loop comes after this one. */
    public boolean isLastLoop() {
        return lastLoop;
    }

    /** Whether the core's known traps are kept as they are in the C++ core; false by default. */
    public boolean strict() {
        return strict;
    }

    /**
     * Keeps ({@code true}) or mends ({@code false}, the default) what docs/differences.md says of the core. Read by
     * objects when they are constructed.
     */
    public void strict(boolean on) {
        strict = on;
    }

    /**
     * The one object of a kind that belongs to this context (C++'s global {@code WiFi}, {@code EEPROM}, {@code MDNS} …),
     * made on first use.
     */
    public <T> T part(Class<T> kind, Function<SketchContext, T> make) {
        Object found = parts.get(kind);
        if (found == null) {
            T made = make.apply(this);
            found = parts.putIfAbsent(kind, made);
            if (found == null) {
                return made;
            }
        }
        return kind.cast(found);
    }

    /** The object of a kind, if it was made. */
    public <T> Optional<T> part(Class<T> kind) {
        return Optional.ofNullable(kind.cast(parts.get(kind)));
    }
}

package io.github.wroom4j.mock.chip;

import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.mock.loop.EventLoop;
import io.github.wroom4j.mock.loop.Lane;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * One chip: its heap and flash, its CPU's clock rate, its random source, its console, and the lane in which its present
 * life runs. What boots on it is set by {@link #onBoot}; until {@link #powerOn()} nothing runs.
 *
 * <p>Except where said otherwise the methods are for tasks of {@link #lane()}.
 */
public final class Chip implements AutoCloseable {
    private final EventLoop loop;
    private final String name;
    private final Lane board;
    private final Flash flash;
    private final int heapBytes;
    private final Random random;
    /** Made when TLS first asks for it: it brings the JDK's security providers with it. */
    private static final class Secrets {
        static final Random SOURCE = new SecureRandom();
    }

    private final CopyOnWriteArrayList<Consumer<String>> consoles = new CopyOnWriteArrayList<>();
    private volatile Consumer<ResetInfo> boot = info -> {};
    private volatile Lane lane;
    private volatile Heap heap;
    private volatile ResetInfo lastReset = ResetInfo.of(ResetReason.DEFAULT);
    private volatile long bootedAt;
    private volatile int cpuMhz = 80;
    private volatile int analogInput;
    private volatile CpuTiming cpuTiming = CpuTiming.NONE;

    /**
     * @param loop what drives it; may drive others too
     * @param name appears in logs
     * @param flash its flash
     * @param heapBytes free heap after the firmware's own start
     * @param seed of everything random on it
     */
    public Chip(EventLoop loop, String name, Flash flash, int heapBytes, long seed) {
        this.loop = loop;
        this.name = name;
        this.board = loop.lane(name + " (board)");
        this.flash = flash;
        this.heapBytes = heapBytes;
        this.random = new Random(seed);
        this.heap = new Heap(heapBytes, this::print);
        this.lane = loop.lane(name);
        this.bootedAt = loop.clock().nanos();
    }

    /** What runs at each boot, in the new life's lane. Any thread, before {@link #powerOn()}. */
    public void onBoot(Consumer<ResetInfo> program) {
        this.boot = program;
    }

    /** Starts the first life. Any thread; returns when the boot task has run. */
    public void powerOn() {
        bootedAt = clock().nanos();
        lane.run(() -> boot.accept(lastReset));
    }

    /**
     * Ends this life as a reset does: its tasks, timers and sockets vanish without a word, the heap is fresh, and the
     * next life boots. Any thread; happens in a task of its own.
     */
    public void reset(ResetInfo why) {
        board.post(() -> {
            lane.close();
            lastReset = why;
            heap = new Heap(heapBytes, this::print);
            cpuMhz = 80;
            bootedAt = clock().nanos();
            lane = loop.lane(name);
            lane.post(() -> boot.accept(why));
        });
    }

    /** Deep sleep: this life ends now, and the next begins after that time; never, if it is zero. Any thread. */
    public void sleep(Duration time) {
        board.post(() -> {
            lane.close();
            if (!time.isZero()) {
                board.after(time, () -> reset(ResetInfo.of(ResetReason.DEEP_SLEEP_AWAKE)));
            }
        });
    }

    /** The event loop. Any thread. */
    public EventLoop loop() {
        return loop;
    }

    /** The loop's clock. Any thread. */
    public Clock clock() {
        return loop.clock();
    }

    /** The lane of the present life; another one after a reset. Any thread. */
    public Lane lane() {
        return lane;
    }

    /** The lane that outlives resets: the UART's far end runs here. Any thread. */
    public Lane board() {
        return board;
    }

    /** The heap of the present life. */
    public Heap heap() {
        return heap;
    }

    /** The flash, which outlives everything. */
    public Flash flash() {
        return flash;
    }

    /** Why the present life began. Any thread. */
    public ResetInfo lastReset() {
        return lastReset;
    }

    /** The random source of everything but keys, seeded. */
    public Random random() {
        return random;
    }

    /** The random source for keys: never seeded, so that no session of a mock's can be read by guessing its seed. */
    public Random secrets() {
        return Secrets.SOURCE;
    }

    /** Time since boot, in microseconds; {@code system_get_time} shows its low 32 bits. */
    public long uptimeMicros() {
        return (lane.nanos() - bootedAt) / 1_000;
    }

    /** 80 or 160. Any thread. */
    public int cpuMhz() {
        return cpuMhz;
    }

    /** Sets the CPU's clock rate. */
    public void cpuMhz(int mhz) {
        cpuMhz = mhz;
    }

    /** How long computing takes; nothing unless set. Any thread. */
    public CpuTiming cpuTiming() {
        return cpuTiming;
    }

    /** Lets computing take its time. Any thread. */
    public void cpuTiming(CpuTiming timing) {
        cpuTiming = timing;
    }

    /** The burnt-in address: Espressif's prefix, the rest from the chip's name. Any thread. */
    public byte[] mac() {
        int h = name.hashCode();
        return new byte[] {0x18, (byte) 0xfe, 0x34, (byte) (h >> 16), (byte) (h >> 8), (byte) h};
    }

    /** What the analog input measures, 0 … 1023 for 0 … 1 V; 0 unless set. Any thread. */
    public int analogInput() {
        return analogInput;
    }

    /** Puts a voltage on the analog input, 0 … 1023. Any thread. */
    public void analogInput(int value) {
        if (value < 0 || value > 1023) {
            throw new IllegalArgumentException("an analog input of " + value + ": it reads 0 … 1023");
        }
        analogInput = value;
    }

    /** The supply of 3.3 V in 1/1024 V, or 65535 where the init data in flash do not let the ADC measure it. */
    public int supply() {
        byte measured = flash.read(flash.size() - 4 * Flash.SECTOR + 107, 1)[0];
        return measured == (byte) 0xFF ? 3379 : 0xFFFF;
    }

    /** Adds a reader of what the SDK prints ({@code os_printf}: UART0, a test, an observer). Any thread. */
    public void console(Consumer<String> reader) {
        consoles.add(reader);
    }

    /** Prints on the console. */
    public void print(String text) {
        consoles.forEach(reader -> reader.accept(text));
    }

    /** Powers off; the loop goes on for other chips. Any thread. */
    @Override
    public void close() {
        if (!board.isOpen() || loop.isClosed()) {
            return;
        }
        board.run(() -> {
            lane.close();
            board.close();
        });
    }

    @Override
    public String toString() {
        return name;
    }
}

package io.github.wroom4j.arduino;

import io.github.wroom4j.at.AtEvents;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.hal.Deadline;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * {@code ESP}: the chip that a sketch runs on (rules ES-1, RT-6), here this Java program with its module. What only a chip
 * has (flash, supply voltage, boot mode) is not declared, so that a port meets it when it is compiled.
 *
 * <p>Methods that ask the module may block for one command. Safe for use by several threads.
 */
public final class EspClass {
    /** Four-byte cells that outlive {@link #restart()}. */
    private static final int RTC_CELLS = 128;

    private static final String WOKEN = "Deep-Sleep Wake";

    private final SketchContext context;
    private final SecureRandom dice = new SecureRandom();
    private final int[] rtc = new int[RTC_CELLS];
    private volatile String resetReason = "Power On";

    private EspClass(SketchContext context) {
        this.context = context;
    }

    /** {@code ESP} of a sketch. */
    public static EspClass of(SketchContext context) {
        return context.part(EspClass.class, EspClass::new);
    }

    private Deadline command() {
        return Deadline.in(context.clock(), context.module().timeouts().command());
    }

    /** Restarts module and sketch: a new sketch object, {@code setup()} again. Does not return. */
    public void restart() {
        restart("Software/System restart");
    }

    /** {@link #restart()}. */
    public void reset() {
        restart("External System");
    }

    private void restart(String reason) {
        resetReason = reason;
        context.module()
                .restart(Deadline.in(
                        context.clock(), context.module().timeouts().boot().plusSeconds(5)));
        throw new SketchRestart(reason);
    }

    /** {@code Power On}, {@code Software/System restart}, {@code External System} or {@code Deep-Sleep Wake}. */
    public String getResetReason() {
        return resetReason;
    }

    /** {@link #getResetReason()}: there is no crash of the chip to tell of. */
    public String getResetInfo() {
        return getResetReason();
    }

    /**
     * Lets the module sleep that long and restarts the sketch when it is back; 0 sleeps until the sketch is stopped or the
     * module is reset by hand. It wakes only if its GPIO16 is wired to RST. Does not return.
     *
     * @throws AtException if this firmware cannot, or the module does not come back
     */
    public void deepSleep(long microseconds) {
        long millis = microseconds / 1000;
        var lock = new ReentrantLock();
        Condition changed = lock.newCondition();
        // It wakes by a restart: a readiness that nothing of the kind precedes is that of the life before, told late.
        var restarted = new boolean[1];
        var ready = new boolean[1];
        var subscription = context.module().events().subscribe(event -> {
            lock.lock();
            try {
                restarted[0] |= event.kind() == AtEvents.Kind.MODULE_RESET;
                ready[0] |= restarted[0] && event.kind() == AtEvents.Kind.MODULE_READY;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        });
        try {
            context.module().deepSleep(millis, command());
            Duration boot = context.module().timeouts().boot();
            Deadline limit = microseconds == 0
                    ? Deadline.never(context.clock())
                    : Deadline.in(context.clock(), boot.plusMillis(millis));
            await(() -> ready[0], lock, changed, limit);
        } finally {
            subscription.close();
        }
        if (!ready[0]) {
            // A module whose GPIO16 is not wired to RST never wakes by itself.
            restart(WOKEN);
        }
        resetReason = WOKEN;
        throw new SketchRestart(WOKEN);
    }

    /** {@link #deepSleep(long)}; AT has no word for how the radio is calibrated when the module is back, {@code RF_DEFAULT}. */
    public void deepSleep(long microseconds, int rfMode) {
        deepSleep(microseconds);
    }

    /** {@link #deepSleep(long)}. */
    public void deepSleepInstant(long microseconds) {
        deepSleep(microseconds);
    }

    private static void await(BooleanSupplier done, ReentrantLock lock, Condition changed, Deadline limit) {
        lock.lock();
        try {
            while (!done.getAsBoolean() && limit.await(lock, changed)) {
                // Another event came.
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new SketchInterrupted(stopped);
        } finally {
            lock.unlock();
        }
    }

    /** The last three bytes of the station's MAC; 0 if the module does not answer. */
    public int getChipId() {
        String mac = StationMac.of(context.module()).orElse("");
        return mac.length() == 12 ? Integer.parseInt(mac.substring(6), 16) : 0;
    }

    /** Bytes of memory that this Java program may still use. */
    public long getFreeHeap() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    }

    /** {@link #getFreeHeap()}: Java's memory is not in pieces. */
    public long getMaxFreeBlockSize() {
        return getFreeHeap();
    }

    /** 0 %: Java moves what is in its memory together. */
    public int getHeapFragmentation() {
        return 0;
    }

    /** The module's own free heap in bytes; empty where its firmware does not report it. The core has no such function. */
    public OptionalInt getModuleFreeHeap() {
        try {
            return context.module().freeMemory(command());
        } catch (AtException silent) {
            return OptionalInt.empty();
        }
    }

    /** Of the SDK in the module, as {@code AT+GMR} reports it. */
    public String getSdkVersion() {
        return context.module().version().sdkVersion();
    }

    /** The AT firmware's first line, the SDK and Java. */
    public String getFullVersion() {
        return context.module().version().firstLine() + "/SDK:" + getSdkVersion() + "/Java:"
                + System.getProperty("java.version");
    }

    /** Nanoseconds, the nearest that a JVM has to cycles; the low 32 bits as on the chip. */
    public int getCycleCount() {
        return (int) context.clock().nanos();
    }

    /** 32 random bits. */
    public int random() {
        return dice.nextInt();
    }

    /** There is no watchdog: nothing has to be fed (RT-6). */
    public void wdtEnable(long milliseconds) {
        // RT-6: a sketch that says it runs unchanged.
    }

    /** There is no watchdog (RT-6). */
    public void wdtDisable() {
        // RT-6: a sketch that says it runs unchanged.
    }

    /** There is no watchdog (RT-6). */
    public void wdtFeed() {
        // RT-6: a sketch that says it runs unchanged.
    }

    /** Reads cells that outlive {@link #restart()}; false beyond 128 of them. */
    public synchronized boolean rtcUserMemoryRead(int offset, int[] into) {
        if (offset < 0 || offset + into.length > RTC_CELLS) {
            return false;
        }
        System.arraycopy(rtc, offset, into, 0, into.length);
        return true;
    }

    /** Writes cells that outlive {@link #restart()}; false beyond 128 of them. */
    public synchronized boolean rtcUserMemoryWrite(int offset, int[] cells) {
        if (offset < 0 || offset + cells.length > RTC_CELLS) {
            return false;
        }
        System.arraycopy(cells, 0, rtc, offset, cells.length);
        return true;
    }
}

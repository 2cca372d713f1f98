package io.github.wroom4j.hal.port;

import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.BoardException.Kind;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ModemLine;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.hal.memory.ByteRing;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A UART on a device whose own calls know no deadline.
 *
 * <p>Two platform threads per open device do the blocking, so a peer that never reads holds up the writer thread and
 * costs the caller no more than its deadline. When the device vanishes, what had arrived is still read; then the reader,
 * and a writer that was under way, get {@link Kind#GONE} once. The next call lets a thread open the device again, with the
 * same format and lines, every {@value #RETRY_MILLIS} ms; at its deadline it gets GONE again. So the object outlives the
 * cable. A module may have restarted meanwhile: that is what the one GONE means to the reader.
 */
public final class PortUart implements Uart {
    /** Bytes kept for a reader that is late; then the operating system's buffer fills, and RTS falls if it is in use. */
    private static final int IN_CAPACITY = 1 << 20;

    private static final int OUT_CAPACITY = 64 * 1024;
    private static final int RETRY_MILLIS = 250;
    private static final Duration OPEN_BUDGET = Duration.ofSeconds(10);

    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Device.Opener opener;
    private final ByteRing in = new ByteRing(IN_CAPACITY);
    private final ByteRing out = new ByteRing(OUT_CAPACITY);
    private final Map<ModemLine, Boolean> lines = new EnumMap<>(ModemLine.class);

    private UartConfig config;
    private DeviceSession session;
    private boolean closed;
    private boolean opening;
    /** Callers who wait for the device to come back; without one no attempt is made. */
    private int awaitingReturn;

    private BoardException openingFailure;
    private String loss;
    private Exception lossCause;
    private boolean readerIsOwed;
    private boolean writerIsOwed;

    private PortUart(Device.Opener opener, UartConfig config, Map<ModemLine, Boolean> lines) {
        this.opener = opener;
        this.config = config;
        this.lines.putAll(lines);
    }

    /**
     * Opens a device.
     *
     * @param opener what opens it, now and after each loss
     * @param config the line format
     * @param lines how to drive modem lines from the start
     * @throws BoardException as the opener
     */
    public static PortUart open(Device.Opener opener, UartConfig config, Map<ModemLine, Boolean> lines) {
        var uart = new PortUart(opener, config, lines);
        uart.begin(opener.open(config, new EnumMap<>(uart.lines), Deadline.in(Clock.system(), OPEN_BUDGET)));
        return uart;
    }

    private void begin(Device device) {
        lock.lock();
        try {
            session = new DeviceSession(device, opener.name(), lock, changed, in, out, this::lose);
            out.truncate(0);
            writerIsOwed = false;
            openingFailure = null;
            changed.signalAll();
            session.start();
        } finally {
            lock.unlock();
        }
    }

    private void lose(DeviceSession lost, IOException cause) {
        lock.lock();
        try {
            if (session == lost) {
                session = null;
                lossCause = cause;
                loss = opener.name() + " has vanished" + (cause == null ? "" : ": " + cause.getMessage());
                readerIsOwed = true;
                writerIsOwed = true;
            }
            lost.end();
        } finally {
            lock.unlock();
        }
        lost.closeDevice();
    }

    @Override
    public int read(byte[] buffer, int offset, int length, Deadline deadline) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0) {
            throw new IllegalArgumentException("a read asks for at least 1 byte");
        }
        lock.lock();
        try {
            while (true) {
                requireOpen();
                int count = in.take(buffer, offset, length);
                if (count > 0) {
                    changed.signalAll();
                    return count;
                }
                if (readerIsOwed) {
                    readerIsOwed = false;
                    throw gone();
                }
                if (session == null) {
                    awaitReturn(deadline);
                } else if (deadline.expired()) {
                    return 0;
                } else {
                    await(deadline.clock(), deadline.atNanos());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void write(byte[] buffer, int offset, int length, Deadline deadline) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        lock.lock();
        try {
            while (session == null) {
                requireOpen();
                if (writerIsOwed) {
                    writerIsOwed = false;
                    throw gone();
                }
                awaitReturn(deadline);
            }
            requireOpen();
            DeviceSession mine = session;
            int done = 0;
            while (done < length || out.size() > 0 || mine.inHand() > 0) {
                done += out.put(buffer, offset + done, length - done);
                mine.wakeWriter();
                boolean late = deadline.expired();
                if (!late) {
                    await(deadline.clock(), deadline.atNanos());
                }
                requireOpen();
                if (session != mine) {
                    writerIsOwed = false;
                    throw gone();
                }
                if (late && (done < length || out.size() > 0 || mine.inHand() > 0)) {
                    int left = length - done + out.size() + mine.inHand();
                    out.truncate(0);
                    throw new BoardException(
                            Kind.TIMEOUT,
                            opener.name() + " does not take what is written: " + Math.max(0, length - left) + " of "
                                    + length + " bytes had left by the deadline; is flow control on with no peer?");
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a change while the device is away; at the deadline gives up. Opening takes as long as it takes (a network
     * that swallows connections: ten seconds), so a thread of its own does it.
     */
    private void awaitReturn(Deadline deadline) {
        if (!opening) {
            opening = true;
            var thread = new Thread(this::openAgain, "wroom4j-reopen " + opener.name());
            thread.setDaemon(true);
            thread.start();
        }
        if (deadline.expired()) {
            throw new BoardException(
                    Kind.GONE,
                    opener.name() + " has not come back"
                            + (openingFailure == null ? "" : ": " + openingFailure.getMessage()),
                    openingFailure == null ? lossCause : openingFailure);
        }
        awaitingReturn++;
        try {
            await(deadline.clock(), deadline.atNanos());
        } finally {
            awaitingReturn--;
        }
    }

    /** Tries once, and again every {@value #RETRY_MILLIS} ms while somebody waits. */
    private void openAgain() {
        lock.lock();
        try {
            do {
                UartConfig format = config;
                var levels = new EnumMap<>(lines);
                lock.unlock();
                Device device = null;
                BoardException failure = null;
                try {
                    device = opener.open(format, levels, Deadline.in(OPEN_BUDGET));
                } catch (BoardException e) {
                    failure = e;
                } catch (RuntimeException | LinkageError e) {
                    failure = new BoardException(Kind.IO, "cannot open " + opener.name() + ": " + e.getMessage(), e);
                } finally {
                    lock.lock();
                }
                openingFailure = failure;
                if (device != null && (closed || !format.equals(config) || !levels.equals(lines))) {
                    device.close(); // not wanted any more, or not as it was opened
                } else if (device != null) {
                    begin(device);
                } else if (!closed) {
                    changed.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
                }
            } while (session == null && !closed && awaitingReturn > 0);
        } catch (InterruptedException e) {
            // Nothing should interrupt this thread; if it happens, the next caller starts another.
            openingFailure = new BoardException(Kind.INTERRUPTED, "interrupted while it opened " + opener.name(), e);
        } finally {
            opening = false;
            changed.signalAll();
            lock.unlock();
        }
    }

    private void await(Clock clock, long atNanos) {
        try {
            clock.await(lock, changed, atNanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BoardException(Kind.INTERRUPTED, "interrupted while it waited for " + opener.name(), e);
        }
    }

    private BoardException gone() {
        return new BoardException(Kind.GONE, loss, lossCause);
    }

    private void requireOpen() {
        if (closed) {
            throw new BoardException(Kind.CLOSED, opener.name() + " has been closed");
        }
    }

    @Override
    public UartConfig config() {
        lock.lock();
        try {
            return config;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void configure(UartConfig newConfig) {
        Device device = current();
        if (device != null) {
            device.configure(newConfig);
        }
        lock.lock();
        try {
            config = Objects.requireNonNull(newConfig);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void line(ModemLine line, boolean asserted) {
        Device device = current();
        if (device != null) {
            device.line(line, asserted);
        }
        lock.lock();
        try {
            lines.put(line, asserted);
        } finally {
            lock.unlock();
        }
    }

    /** The device, once what was written has been handed to it; null while it is gone. */
    private Device current() {
        Deadline patience = Deadline.in(DRAIN);
        lock.lock();
        try {
            requireOpen();
            while (session != null && (out.size() > 0 || session.inHand() > 0)) {
                if (patience.expired()) {
                    throw new BoardException(
                            Kind.TIMEOUT, opener.name() + " does not take what was written; nothing was changed");
                }
                await(patience.clock(), patience.atNanos());
                requireOpen();
            }
            return session == null ? null : session.device();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        DeviceSession last;
        lock.lock();
        try {
            closed = true;
            last = session;
            session = null;
            changed.signalAll();
            if (last != null) {
                last.end();
            }
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.closeDevice();
            last.join();
        }
    }
}

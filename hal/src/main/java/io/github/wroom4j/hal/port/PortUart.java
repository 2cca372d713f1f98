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
 * and a writer that was under way, get {@link Kind#GONE} once. The next call opens the device again, with the same
 * format and lines, trying every {@value #RETRY_MILLIS} ms; at its deadline it is told GONE again. So the object outlives
 * the cable. A module may have restarted meanwhile: that is what the one GONE tells the reader.
 */
public final class PortUart implements Uart {
    /** Bytes kept for a reader that is late; then the operating system's buffer fills, and RTS falls if it is in use. */
    private static final int IN_CAPACITY = 1 << 20;

    private static final int OUT_CAPACITY = 64 * 1024;
    /** Bytes of one device write: what a stuck peer can leave the writer thread with. */
    private static final int WRITE_CHUNK = 512;

    private static final int RETRY_MILLIS = 250;
    private static final Duration OPEN_BUDGET = Duration.ofSeconds(10);

    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition workToSend = lock.newCondition();
    private final Device.Opener opener;
    private final ByteRing in = new ByteRing(IN_CAPACITY);
    private final ByteRing out = new ByteRing(OUT_CAPACITY);
    private final Map<ModemLine, Boolean> lines = new EnumMap<>(ModemLine.class);

    private UartConfig config;
    private Session session;
    private boolean opening;
    private boolean closed;
    private String loss;
    private Exception lossCause;
    private boolean readerIsOwed;
    private boolean writerIsOwed;

    /** One life of the device, and the threads that serve it. */
    private final class Session {
        final Device device;
        final Thread reader;
        final Thread writer;
        int inHand;

        Session(Device device) {
            this.device = device;
            this.reader = thread(this::readOn, "wroom4j-read ");
            this.writer = thread(this::writeOn, "wroom4j-write ");
        }

        private Thread thread(Runnable work, String name) {
            var thread = new Thread(work, name + opener.name());
            thread.setDaemon(true);
            return thread;
        }

        private void readOn() {
            byte[] chunk = new byte[4096];
            try {
                for (int count; (count = device.read(chunk)) >= 0; ) {
                    if (!deliver(chunk, count)) {
                        return;
                    }
                }
                lose(this, null);
            } catch (IOException e) {
                lose(this, e);
            }
        }

        private boolean deliver(byte[] chunk, int count) {
            lock.lock();
            try {
                while (in.room() < count && session == this) {
                    changed.awaitUninterruptibly();
                }
                if (session != this) {
                    return false;
                }
                in.put(chunk, 0, count);
                changed.signalAll();
                return true;
            } finally {
                lock.unlock();
            }
        }

        private void writeOn() {
            byte[] chunk = new byte[WRITE_CHUNK];
            try {
                for (int count; (count = nextToSend(chunk)) > 0; ) {
                    device.write(chunk, 0, count);
                    sent();
                }
            } catch (IOException e) {
                lose(this, e);
            }
        }

        private int nextToSend(byte[] chunk) {
            lock.lock();
            try {
                while (out.size() == 0 && session == this) {
                    workToSend.awaitUninterruptibly();
                }
                inHand = session == this ? out.take(chunk, 0, chunk.length) : 0;
                return inHand;
            } finally {
                lock.unlock();
            }
        }

        private void sent() {
            lock.lock();
            try {
                inHand = 0;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

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
        uart.begin(opener.open(config, Map.copyOf(lines), Deadline.in(Clock.system(), OPEN_BUDGET)));
        return uart;
    }

    private void begin(Device device) {
        lock.lock();
        try {
            session = new Session(device);
            out.truncate(0);
            writerIsOwed = false;
            changed.signalAll();
            session.reader.start();
            session.writer.start();
        } finally {
            lock.unlock();
        }
    }

    private void lose(Session lost, IOException cause) {
        lock.lock();
        try {
            if (session == lost) {
                session = null;
                lossCause = cause;
                loss = opener.name() + " has vanished" + (cause == null ? "" : ": " + cause.getMessage());
                readerIsOwed = true;
                writerIsOwed = true;
                changed.signalAll();
                workToSend.signalAll();
            }
        } finally {
            lock.unlock();
        }
        lost.device.close();
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
                    reopen(deadline);
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
                reopen(deadline);
            }
            requireOpen();
            Session mine = session;
            int done = 0;
            while (done < length || out.size() > 0 || mine.inHand > 0) {
                done += out.put(buffer, offset + done, length - done);
                workToSend.signalAll();
                boolean late = deadline.expired();
                if (!late) {
                    await(deadline.clock(), deadline.atNanos());
                }
                requireOpen();
                if (session != mine) {
                    writerIsOwed = false;
                    throw gone();
                }
                if (late && (done < length || out.size() > 0 || mine.inHand > 0)) {
                    int left = length - done + out.size() + mine.inHand;
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

    /** Tries to open the device once, and waits a little if that fails; at the deadline gives up. */
    private void reopen(Deadline deadline) {
        BoardException failure = null;
        if (!opening) {
            opening = true;
            UartConfig format = config;
            var levels = Map.copyOf(lines);
            Device device = null;
            lock.unlock();
            try {
                device = opener.open(format, levels, Deadline.in(OPEN_BUDGET));
            } catch (BoardException e) {
                failure = e;
            } finally {
                lock.lock();
                opening = false;
                changed.signalAll();
            }
            if (device != null) {
                if (closed) {
                    device.close();
                    requireOpen();
                }
                begin(device);
                return;
            }
        }
        if (deadline.expired()) {
            throw new BoardException(
                    Kind.GONE,
                    opener.name() + " has not come back" + (failure == null ? "" : ": " + failure.getMessage()),
                    failure == null ? lossCause : failure);
        }
        requireOpen();
        long retryAt = deadline.clock().nanos() + TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
        await(deadline.clock(), retryAt - deadline.atNanos() < 0 ? retryAt : deadline.atNanos());
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
            while (session != null && (out.size() > 0 || session.inHand > 0)) {
                if (patience.expired()) {
                    throw new BoardException(
                            Kind.TIMEOUT, opener.name() + " does not take what was written; nothing was changed");
                }
                await(patience.clock(), patience.atNanos());
                requireOpen();
            }
            return session == null ? null : session.device;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        Session last;
        lock.lock();
        try {
            closed = true;
            last = session;
            session = null;
            changed.signalAll();
            workToSend.signalAll();
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.device.close();
            join(last.reader);
            join(last.writer);
        }
    }

    /** They end within milliseconds of the device's closing; bounded all the same, for close() must not hang. */
    private static void join(Thread thread) {
        if (thread == Thread.currentThread()) {
            return;
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

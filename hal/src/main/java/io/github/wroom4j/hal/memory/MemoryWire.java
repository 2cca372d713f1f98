package io.github.wroom4j.hal.memory;

import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ModemLine;
import io.github.wroom4j.hal.UartConfig;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** What both ends of a {@link MemoryUart} share: two directions under one lock, which is never held in a callback. */
final class MemoryWire {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition nearMayRead = lock.newCondition();
    private final Condition nearMayWrite = lock.newCondition();
    final WireDirection toNear;
    final WireDirection toFar;

    private UartConfig config = UartConfig.DEFAULT;
    private boolean nearClosed;
    private boolean farClosed;
    private boolean farTurnedAway;
    private Runnable onReadable;
    private Runnable onWritable;
    private Runnable onClose;
    private FarEnd.LineListener onLine;
    private Consumer<UartConfig> onConfig;

    MemoryWire(Clock clock, int capacity) {
        this.toNear = new WireDirection(lock, clock, capacity, this::isOpen, () -> {
            nearMayRead.signalAll();
            return null;
        });
        this.toFar = new WireDirection(lock, clock, capacity, this::isOpen, () -> onReadable);
    }

    private static void run(Runnable action) {
        if (action != null) {
            action.run();
        }
    }

    // ---- the near end ----

    int readNear(byte[] buffer, int offset, int length, Deadline deadline) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0) {
            throw new IllegalArgumentException("a read asks for at least 1 byte");
        }
        int count;
        Runnable writable = null;
        lock.lock();
        try {
            while (toNear.ready() == 0 || nearClosed) {
                requireNearOpen();
                if (farClosed) {
                    throw gone();
                }
                if (!await(deadline, nearMayRead) && toNear.ready() == 0 && isOpen()) {
                    return 0;
                }
            }
            count = toNear.take(buffer, offset, length);
            if (farTurnedAway) {
                farTurnedAway = false;
                writable = onWritable;
            }
        } finally {
            lock.unlock();
        }
        run(writable);
        return count;
    }

    void writeNear(byte[] buffer, int offset, int length, Deadline deadline) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        int done = 0;
        do {
            lock.lock();
            try {
                requireNearWritable();
                while (done < length && toFar.room() == 0) {
                    if (!await(deadline, nearMayWrite) && toFar.room() == 0 && isOpen()) {
                        throw new BoardException(
                                BoardException.Kind.TIMEOUT,
                                "the memory UART's peer did not read: " + done + " of " + length
                                        + " bytes were handed over by the deadline");
                    }
                    requireNearWritable();
                }
                done += toFar.put(buffer, offset + done, length - done);
            } finally {
                lock.unlock();
            }
            toFar.announce();
        } while (done < length);
    }

    private boolean await(Deadline deadline, Condition condition) {
        try {
            return deadline.await(lock, condition);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BoardException(
                    BoardException.Kind.INTERRUPTED, "the thread was interrupted while it waited for a UART", e);
        }
    }

    private void requireNearWritable() {
        requireNearOpen();
        if (farClosed) {
            throw gone();
        }
    }

    private void requireNearOpen() {
        if (nearClosed) {
            throw new BoardException(BoardException.Kind.CLOSED, "this memory UART has been closed");
        }
    }

    private static BoardException gone() {
        return new BoardException(BoardException.Kind.GONE, "the far end of this memory UART has vanished");
    }

    UartConfig config() {
        lock.lock();
        try {
            return config;
        } finally {
            lock.unlock();
        }
    }

    void configure(UartConfig newConfig) {
        Consumer<UartConfig> listener;
        lock.lock();
        try {
            requireNearWritable();
            config = Objects.requireNonNull(newConfig);
            listener = onConfig;
        } finally {
            lock.unlock();
        }
        if (listener != null) {
            listener.accept(newConfig);
        }
    }

    void line(ModemLine line, boolean asserted) {
        FarEnd.LineListener listener;
        lock.lock();
        try {
            requireNearWritable();
            listener = onLine;
        } finally {
            lock.unlock();
        }
        if (listener != null) {
            listener.changed(line, asserted);
        }
    }

    void closeNear() {
        Runnable closed = null;
        lock.lock();
        try {
            if (!nearClosed) {
                nearClosed = true;
                closed = farClosed ? null : onClose;
                toNear.loseWhatTravels();
                toFar.arriveAll();
                wakeAll();
            }
        } finally {
            lock.unlock();
        }
        // Paced bytes have arrived by the closing: a reader that the close wakes must see them.
        toFar.announce();
        run(closed);
    }

    // ---- the far end ----

    int readFar(byte[] buffer, int offset, int length) {
        lock.lock();
        try {
            int count = toFar.take(buffer, offset, length);
            if (count > 0) {
                nearMayWrite.signalAll();
            }
            return count;
        } finally {
            lock.unlock();
        }
    }

    int writeFar(byte[] buffer, int offset, int length) {
        int count;
        lock.lock();
        try {
            if (!isOpen()) {
                return 0;
            }
            count = toNear.put(buffer, offset, length);
            farTurnedAway |= count < length;
        } finally {
            lock.unlock();
        }
        toNear.announce();
        return count;
    }

    int availableFar() {
        lock.lock();
        try {
            return toFar.ready();
        } finally {
            lock.unlock();
        }
    }

    int travellingToFar() {
        lock.lock();
        try {
            return toFar.size() - toFar.ready();
        } finally {
            lock.unlock();
        }
    }

    int roomFar() {
        lock.lock();
        try {
            return isOpen() ? toNear.room() : 0;
        } finally {
            lock.unlock();
        }
    }

    int inFlight() {
        lock.lock();
        try {
            return toNear.size() + toFar.size();
        } finally {
            lock.unlock();
        }
    }

    boolean isOpen() {
        lock.lock();
        try {
            return !nearClosed && !farClosed;
        } finally {
            lock.unlock();
        }
    }

    void onReadable(Runnable action) {
        lock.lock();
        try {
            onReadable = action;
        } finally {
            lock.unlock();
        }
        toFar.announce();
    }

    void onWritable(Runnable action) {
        boolean owed;
        lock.lock();
        try {
            onWritable = action;
            owed = action != null && farTurnedAway && toNear.room() > 0;
            farTurnedAway &= !owed;
        } finally {
            lock.unlock();
        }
        run(owed ? action : null);
    }

    void onClose(Runnable action) {
        boolean owed;
        lock.lock();
        try {
            onClose = action;
            owed = nearClosed && !farClosed;
        } finally {
            lock.unlock();
        }
        run(owed ? action : null);
    }

    void onLine(FarEnd.LineListener listener) {
        lock.lock();
        try {
            onLine = listener;
        } finally {
            lock.unlock();
        }
    }

    void onConfig(Consumer<UartConfig> listener) {
        lock.lock();
        try {
            onConfig = listener;
        } finally {
            lock.unlock();
        }
    }

    void closeFar() {
        lock.lock();
        try {
            if (!farClosed) {
                farClosed = true;
                toNear.loseWhatTravels();
                toFar.loseWhatTravels();
                wakeAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void wakeAll() {
        nearMayRead.signalAll();
        nearMayWrite.signalAll();
    }
}

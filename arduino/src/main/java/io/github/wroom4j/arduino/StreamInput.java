package io.github.wroom4j.arduino;

import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import java.time.Duration;

/** Bytes that arrive one after the other, and waiting for them (ST-1 … ST-3, ST-12). */
abstract class StreamInput extends Print {
    private long timeout = 1000;

    StreamInput() {}

    /** Bytes that {@link #read()} would give without waiting. */
    public abstract int available();

    /** The next byte, 0 … 255, or −1 if there is none now. */
    public abstract int read();

    /** The next byte without taking it, or −1. */
    public abstract int peek();

    /** Sets the limit between two bytes in milliseconds; 0 tries once. */
    public void setTimeout(long milliseconds) {
        if (milliseconds < 0) {
            throw new IllegalArgumentException("a timeout is 0 ms or more, not " + milliseconds);
        }
        timeout = milliseconds;
    }

    /** The limit between two bytes in milliseconds; 1000 by default. */
    public long getTimeout() {
        return timeout;
    }

    /** The clock of every wait in this stream. */
    protected Clock clock() {
        return SketchContext.current().map(SketchContext::clock).orElse(Clock.system());
    }

    /** Whether the core's matcher quirks are kept (ST-6). */
    protected boolean strict() {
        return false;
    }

    /**
     * Waits until input may be there.
     *
     * @return false if none will come before the deadline
     */
    protected boolean awaitInput(Deadline deadline) {
        if (!inputCanTimeout() || deadline.expired()) {
            return false;
        }
        Timing.sleep(Deadline.in(deadline.clock(), Duration.ofMillis(1)));
        return true;
    }

    /** Reads one byte within the timeout, or −1 (ST-3). */
    protected int timedRead() {
        return timedRead(timeout);
    }

    final int timedRead(long limit) {
        int c = read();
        if (c >= 0 || limit == 0) {
            return c;
        }
        Deadline deadline = Deadline.in(clock(), Duration.ofMillis(limit));
        while (awaitInput(deadline)) {
            c = read();
            if (c >= 0) {
                return c;
            }
        }
        return read();
    }

    /** Looks at the next byte within the timeout, or −1 (ST-3). */
    protected int timedPeek() {
        int c = peek();
        if (c >= 0 || timeout == 0) {
            return c;
        }
        Deadline deadline = Deadline.in(clock(), Duration.ofMillis(timeout));
        while (awaitInput(deadline)) {
            c = peek();
            if (c >= 0) {
                return c;
            }
        }
        return peek();
    }

    /** Whether {@link #peekBuffer()} shows anything; false by default (ST-12). */
    public boolean hasPeekBufferAPI() {
        return false;
    }

    /** Bytes that {@link #peekBuffer()} shows; 0 by default (ST-12). */
    public int peekAvailable() {
        return 0;
    }

    /** What has arrived, without taking it; null by default (ST-12). */
    public byte[] peekBuffer() {
        return null;
    }

    /** Takes bytes away that were looked at; nothing by default (ST-12). */
    public void peekConsume(int count) {
        // ST-12: a stream without a peek buffer has nothing to take.
    }

    /** Whether waiting could bring more input (ST-12). */
    public boolean inputCanTimeout() {
        return true;
    }

    /** How many bytes are still to come, or −1 if unknown (ST-12). */
    public long streamRemaining() {
        return -1;
    }
}

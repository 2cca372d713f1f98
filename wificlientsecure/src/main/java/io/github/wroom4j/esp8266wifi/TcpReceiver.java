package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.hal.Deadline;
import java.time.Duration;

/** What has arrived on a connection and not been read (WC-3 … WC-5, WC-17). */
abstract class TcpReceiver extends TcpAddresses {
    private final byte[] buffer = new byte[2048];
    private int from;
    private int to;

    /** Something was sent since the last look for a reply. */
    boolean replyAwaited;

    TcpReceiver(SketchContext context) {
        super(context);
    }

    final Deadline perStep() {
        return Deadline.in(clock(), Duration.ofMillis(Math.max(1, getTimeout())));
    }

    /**
     * Bytes to be read without waiting (WC-3). Right after a write, and once per write, it waits up to {@link
     * #setFirstByteGrace} for the reply's first byte: over a UART a reply is never there yet (TLS-34b).
     */
    @Override
    public int available() {
        if (from == to && replyAwaited && sendHeldBack()) {
            replyAwaited = false;
            fill(Deadline.in(clock(), Duration.ofMillis(firstByteGrace)), firstByteGrace > 0);
        }
        // Passive receive knows that something is held, not how much: only what has been fetched is counted.
        fill(Deadline.in(clock(), Duration.ZERO), false);
        return to - from;
    }

    /** Nothing is unread and nothing awaited any more. */
    final void forgetInput() {
        from = to = 0;
        replyAwaited = false;
    }

    /** A reply can only come to what has left: sends what the link keeps back. */
    private boolean sendHeldBack() {
        try {
            if (link != null && link.isOpen()) {
                link.flush(perStep());
            }
            return link != null;
        } catch (RuntimeException failure) {
            replyAwaited = false;
            failed(explain(Stage.SEND, failure));
            return false;
        }
    }

    /** Refills the empty buffer; true if bytes are in it. */
    private boolean fill(Deadline deadline, boolean evenIfNoneKnown) {
        if (from < to) {
            return true;
        }
        int known = link == null ? 0 : link.available();
        if (link == null || known == 0 && !evenIfNoneKnown && link.isOpen()) {
            return false;
        }
        try {
            // Bytes that the module still holds (passive receive) need a command to be fetched: let it take its time.
            Deadline until =
                    known > 0 ? Deadline.in(clock(), board().module().timeouts().command()) : deadline;
            int got = link.read(buffer, 0, buffer.length, until);
            from = 0;
            to = Math.max(0, got);
        } catch (RuntimeException failure) {
            failed(explain(Stage.RECEIVE, failure));
            from = to = 0;
        }
        return from < to;
    }

    @Override
    protected boolean awaitInput(Deadline deadline) {
        if (link == null || deadline.expired()) {
            return false;
        }
        if (replyAwaited && sendHeldBack()) {
            replyAwaited = false;
        }
        return fill(deadline, true) || link.isOpen() && !deadline.expired();
    }

    /** The next byte, or −1 if none has arrived (WC-4). */
    @Override
    public int read() {
        return available() > 0 && fill(perStep(), false) ? buffer[from++] & 0xFF : -1;
    }

    /** Takes what has arrived; 0 if nothing has (WC-4). */
    @Override
    public int read(byte[] into, int offset, int length) {
        if (length == 0 || available() == 0 || !fill(perStep(), false)) {
            return 0;
        }
        int count = Math.min(length, to - from);
        System.arraycopy(buffer, from, into, offset, count);
        from += count;
        return count;
    }

    /**
     * Waits for input until a deadline, without a timeout per byte.
     *
     * @return at least 1; 0 if the deadline passed; −1 at the end of the connection, and {@code getLastError()} tells a
     *     clean end from a broken link
     */
    public int read(byte[] into, int offset, int length, Deadline deadline) {
        if (from == to) {
            if (link == null || replyAwaited && !sendHeldBack()) {
                return -1;
            }
            replyAwaited = false;
            try {
                int got = link.read(buffer, 0, buffer.length, deadline);
                if (got <= 0) {
                    return got;
                }
                from = 0;
                to = got;
            } catch (RuntimeException failure) {
                failed(explain(Stage.RECEIVE, failure));
                return -1;
            }
        }
        int count = Math.min(length, to - from);
        System.arraycopy(buffer, from, into, offset, count);
        from += count;
        return count;
    }

    @Override
    public int peek() {
        return available() > 0 && fill(perStep(), false) ? buffer[from] & 0xFF : -1;
    }

    /** Waits up to the timeout for that many bytes and copies what there is, without taking it (WC-5). */
    public int peekBytes(byte[] into, int length) {
        Deadline deadline = perStep();
        int wanted = Math.min(length, buffer.length);
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        try {
            for (int got = 1; to < wanted && link != null && got > 0; to += Math.max(0, got)) {
                got = link.read(buffer, to, buffer.length - to, deadline);
            }
        } catch (RuntimeException failure) {
            failed(explain(Stage.RECEIVE, failure));
        }
        // What was waited for is here: available() need not wait for it once more.
        replyAwaited &= to == 0;
        int count = Math.min(wanted, to);
        System.arraycopy(buffer, 0, into, 0, count);
        return count;
    }

    @Override
    public boolean hasPeekBufferAPI() {
        return true;
    }

    /** Bytes that {@link #peekBuffer()} shows (WC-17). */
    @Override
    public int peekAvailable() {
        return available();
    }

    /** A copy of what has arrived, which stays to be read (WC-17). */
    @Override
    public byte[] peekBuffer() {
        return java.util.Arrays.copyOfRange(buffer, from, from + available());
    }

    /** Takes bytes away that were looked at (WC-17). */
    @Override
    public void peekConsume(int count) {
        from += Math.max(0, Math.min(count, to - from));
    }
}

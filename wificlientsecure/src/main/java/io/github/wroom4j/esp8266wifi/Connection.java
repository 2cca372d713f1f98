package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.tls.TlsLink;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * One connection of a client: its link, and what has arrived on it and not been read (WC-3 … WC-5, WC-17). What the link
 * throws goes to the client, which makes an error of it; here it ends the call with nothing done.
 */
final class Connection {
    /** None: nothing arrives and nothing can be sent. */
    static final Connection NONE = new Connection(null, null, null, null, null);

    private static final int BUFFER = 2048;

    /** Null for {@link #NONE} alone. */
    private final Link link;

    private final HeldLink held;

    private final SketchContext board;
    private final Supplier<Deadline> perStep;
    private final BiConsumer<Stage, RuntimeException> failed;
    private final byte[] buffer;
    private int from;
    private int to;

    /** Something was sent since the last look for a reply. */
    private boolean replyAwaited;

    private Connection(
            Link link,
            HeldLink held,
            SketchContext board,
            Supplier<Deadline> perStep,
            BiConsumer<Stage, RuntimeException> failed) {
        this.link = link;
        this.held = held;
        this.board = board;
        this.perStep = perStep;
        this.failed = failed;
        this.buffer = new byte[link == null ? 0 : BUFFER];
    }

    /**
     * On an open link.
     *
     * @param held who closes it
     * @param perStep the limit of one step from now on
     * @param failed gets what the link threw, and in which step
     */
    static Connection on(
            Link link,
            HeldLink held,
            SketchContext board,
            Supplier<Deadline> perStep,
            BiConsumer<Stage, RuntimeException> failed) {
        return new Connection(link, held, board, perStep, failed);
    }

    /** Whether there is one, open or broken. */
    boolean exists() {
        return link != null;
    }

    boolean isOpen() {
        return link != null && link.isOpen();
    }

    /** Why it ended by itself, if it did. */
    Optional<AtException> whyEnded() {
        return link == null || link.isOpen() ? Optional.empty() : link.whyClosed();
    }

    Optional<Link> link() {
        return Optional.ofNullable(link);
    }

    // Receiving.

    /**
     * Bytes to be read without waiting. Right after a write, and once per write, it waits up to the grace for the reply's
     * first byte: over a UART a reply is never there yet (TLS-34b).
     */
    int available(int graceMs) {
        if (link == null) {
            return 0;
        }
        if (from == to && replyAwaited && sendHeldBack()) {
            replyAwaited = false;
            fill(Deadline.in(board.clock(), Duration.ofMillis(graceMs)), graceMs > 0);
        }
        // Passive receive knows that something is held, not how much: only what has been fetched is counted.
        fill(Deadline.in(board.clock(), Duration.ZERO), false);
        return to - from;
    }

    /** A reply can only come to what has left: sends what the link keeps back. */
    private boolean sendHeldBack() {
        try {
            if (link.isOpen()) {
                link.flush(perStep.get());
            }
            return true;
        } catch (RuntimeException failure) {
            replyAwaited = false;
            failed.accept(Stage.SEND, failure);
            return false;
        }
    }

    /** Refills the empty buffer; true if bytes are in it. */
    private boolean fill(Deadline deadline, boolean evenIfNoneKnown) {
        if (from < to) {
            return true;
        }
        int known = link.available();
        if (known == 0 && !evenIfNoneKnown && link.isOpen()) {
            return false;
        }
        try {
            // Bytes that the module still holds (passive receive) need a command to be fetched: let it take its time.
            Deadline until =
                    known > 0 ? perStep.get().orIn(board.module().timeouts().command()) : deadline;
            int got = link.read(buffer, 0, buffer.length, until);
            from = 0;
            to = Math.max(0, got);
            if (got < 0) {
                tellEnd();
            }
        } catch (RuntimeException failure) {
            failed.accept(Stage.RECEIVE, failure);
            from = to = 0;
        }
        return from < to;
    }

    /** An end that may hide a loss does not fail the call, but the client keeps it as its reason. */
    private void tellEnd() {
        Optional<AtException> why = link instanceof TlsLink secure
                ? secure.endWithoutCloseNotify()
                : link.whyClosed()
                        .filter(end -> end.kind() != AtException.Kind.LINK_CLOSED
                                || end.atLine().startsWith("WIFI")); // with the Wi-Fi, not by the peer
        why.ifPresent(end -> failed.accept(Stage.RECEIVE, end));
    }

    /** Waits until something can be read; false if nothing will be before the deadline. */
    boolean await(Deadline deadline) {
        if (link == null || deadline.expired()) {
            return false;
        }
        if (replyAwaited && sendHeldBack()) {
            replyAwaited = false;
        }
        return fill(deadline, true) || link.isOpen() && !deadline.expired();
    }

    /** The next of the {@link #available} bytes, or −1: a timer's {@code stopAll()} may have come between. */
    int take() {
        return from < to ? buffer[from++] & 0xFF : -1;
    }

    /** The next of the {@link #available} bytes, which stays; else −1. */
    int look() {
        return from < to ? buffer[from] & 0xFF : -1;
    }

    /** Takes of the {@link #available} bytes. */
    int take(byte[] into, int offset, int length) {
        int count = Math.min(length, to - from);
        System.arraycopy(buffer, from, into, offset, count);
        from += count;
        return count;
    }

    /** Waits for input until the deadline: at least 1, 0 when it has passed, −1 at the end of the connection. */
    int read(byte[] into, int offset, int length, Deadline deadline) {
        if (from == to) {
            if (link == null || replyAwaited && !sendHeldBack()) {
                return -1;
            }
            replyAwaited = false;
            try {
                int got = link.read(buffer, 0, buffer.length, deadline);
                if (got < 0) {
                    tellEnd();
                }
                if (got <= 0) {
                    return got;
                }
                from = 0;
                to = got;
            } catch (RuntimeException failure) {
                failed.accept(Stage.RECEIVE, failure);
                return -1;
            }
        }
        return take(into, offset, length);
    }

    /** Waits until that many bytes are there or the deadline passes, and copies what is, without taking it. */
    int peek(byte[] into, int length, Deadline deadline) {
        if (link == null) {
            return 0;
        }
        int wanted = Math.min(length, buffer.length);
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        try {
            for (int got = 1; to < wanted && got > 0; to += Math.max(0, got)) {
                got = link.read(buffer, to, buffer.length - to, deadline);
            }
        } catch (RuntimeException failure) {
            failed.accept(Stage.RECEIVE, failure);
        }
        // What was waited for is here: available() need not wait for it once more.
        replyAwaited &= to == 0;
        int count = Math.min(wanted, to);
        System.arraycopy(buffer, 0, into, 0, count);
        return count;
    }

    /** A copy of what was fetched and not read. */
    byte[] unread() {
        return Arrays.copyOfRange(buffer, from, to);
    }

    /** Takes bytes away that were looked at. */
    void skip(int count) {
        from += Math.max(0, Math.min(count, to - from));
    }

    // Sending.

    /** Sends; how many bytes the link took, fewer than asked only on failure. */
    int write(byte[] bytes, int offset, int length) {
        int done = 0;
        try {
            // In pieces, because the limit is on progress and not on the whole (WC-2).
            while (done < length) {
                int piece = Math.min(length - done, WiFiClient.WIFICLIENT_MAX_PACKET_SIZE);
                link.write(bytes, offset + done, piece, perStep.get());
                done += piece;
            }
        } catch (RuntimeException failure) {
            failed.accept(Stage.SEND, failure);
        }
        replyAwaited = done > 0;
        return done;
    }

    /** Sends what is held back and waits for {@code SEND OK}; true also where there is nothing to send to. */
    boolean flush(Deadline deadline) {
        if (!isOpen()) {
            return true;
        }
        try {
            link.flush(deadline);
            return true;
        } catch (RuntimeException failure) {
            failed.accept(Stage.SEND, failure);
            return false;
        }
    }

    /** The link, which is somebody else's from now on. */
    Optional<Link> handOver() {
        if (link != null) {
            held.handOver();
        }
        return link();
    }

    /** Ends the link by the deadline, or leaves that to the driver; {@link #close} follows. */
    void close(Deadline deadline) {
        if (link != null) {
            try {
                link.close(deadline);
            } catch (RuntimeException failure) {
                failed.accept(Stage.CONNECT, failure);
            }
        }
    }

    /** Ends the link without sending what is held back, for a peer who waits for this end to close; {@link #close} follows. */
    void abort() {
        if (link != null) {
            try {
                link.abort();
            } catch (RuntimeException failure) {
                failed.accept(Stage.CONNECT, failure);
            }
        }
    }

    /** Ends it; what is unread or held back is dropped. */
    void close() {
        if (link != null) {
            try {
                held.close();
            } catch (RuntimeException failure) {
                failed.accept(Stage.CONNECT, failure);
            }
        }
    }
}

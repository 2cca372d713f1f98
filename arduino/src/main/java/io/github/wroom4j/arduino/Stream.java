package io.github.wroom4j.arduino;

import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Bytes that arrive (rules ST-1 … ST-18). The timeout is per byte: it starts again with each byte received (ST-2).
 */
public abstract class Stream extends Print {
    /** What the last {@code send…} came to (ST-16). */
    public enum Report {
        SUCCESS,
        TIMED_OUT,
        READ_ERROR,
        WRITE_ERROR,
        SHORT_OPERATION
    }

    private static final long NEVER = -1;

    private long timeout = 1000;
    private Report report = Report.SUCCESS;

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

    private StreamParsing.Source parsed() {
        return new StreamParsing.Source() {
            @Override
            public int timedRead() {
                return Stream.this.timedRead();
            }

            @Override
            public int timedPeek() {
                return Stream.this.timedPeek();
            }

            @Override
            public void skip() {
                Stream.this.read();
            }

            @Override
            public boolean strict() {
                return Stream.this.strict();
            }
        };
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

    /** Reads until the text was seen; false at a timeout. An empty text is found at once (ST-4). */
    public boolean find(String target) {
        return findUntil(target, "");
    }

    public boolean find(byte[] target) {
        return StreamParsing.search(parsed(), target, new byte[0]);
    }

    public boolean find(char target) {
        return find(String.valueOf(target).getBytes(StandardCharsets.UTF_8));
    }

    /** Reads until the text was seen; false if the terminator came first or at a timeout (ST-5). */
    public boolean findUntil(String target, String terminator) {
        return StreamParsing.search(parsed(), bytes(target), bytes(terminator));
    }

    /** A C string's bytes. No text is an empty one, as to the rest of the core. */
    private static byte[] bytes(String text) {
        return text == null ? new byte[0] : CString.of(text).getBytes(StandardCharsets.UTF_8);
    }

    /** Skips to a digit or '-', reads digits, leaves what follows; 0 at a timeout; wraps at 32 bits (ST-7). */
    public int parseInt() {
        return StreamParsing.parseInt(parsed());
    }

    /** Like {@link #parseInt()} with one decimal point and no exponent (ST-7). */
    public float parseFloat() {
        return StreamParsing.parseFloat(parsed());
    }

    /** Reads up to that many bytes, each within the timeout; returns how many came (ST-8). */
    public int readBytes(byte[] buffer, int length) {
        int count = 0;
        while (count < length) {
            int c = timedRead();
            if (c < 0) {
                break;
            }
            buffer[count++] = (byte) c;
            int more = available() > 0 && count < length ? read(buffer, count, length - count) : 0;
            count += Math.max(0, more);
        }
        return count;
    }

    /** {@link #readBytes(byte[], int)} for the whole buffer. */
    public int readBytes(byte[] buffer) {
        return readBytes(buffer, buffer.length);
    }

    /** Reads up to the terminator, which is taken and not stored (ST-9). */
    public int readBytesUntil(char terminator, byte[] buffer, int length) {
        int count = 0;
        while (count < length) {
            int c = timedRead();
            if (c < 0 || c == terminator) {
                break;
            }
            buffer[count++] = (byte) c;
        }
        return count;
    }

    /** Reads until a timeout or the end (ST-10). */
    public String readString() {
        var text = new ByteArrayOutputStream();
        for (int c; (c = timedRead()) >= 0; ) {
            text.write(c);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /** Reads up to the terminator, which is taken and dropped; also returns what came before a timeout (ST-10). */
    public String readStringUntil(char terminator) {
        var text = new ByteArrayOutputStream();
        for (int c; (c = timedRead()) >= 0 && c != terminator; ) {
            text.write(c);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /** Reads up to the first occurrence of a text, which is cut off (ST-10). */
    public String readStringUntil(String terminator) {
        return readStringUntil(terminator, 1);
    }

    /** Reads up to the count-th occurrence of a text; that occurrence is cut off (ST-10). */
    public String readStringUntil(String terminator, int count) {
        byte[] sought = bytes(terminator);
        if (sought.length == 0 || count < 1) {
            return "";
        }
        var text = new ByteArrayOutputStream();
        var end = new Matcher(sought, strict());
        int left = count;
        for (int c; (c = timedRead()) >= 0; ) {
            if (strict() && c == 0) {
                break;
            }
            text.write(c);
            if (end.matched(c) && --left == 0) {
                byte[] all = text.toByteArray();
                return new String(all, 0, all.length - sought.length, StandardCharsets.UTF_8);
            }
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /** Takes what is there, without waiting; 0 if nothing is (ST-11). */
    public int read(byte[] buffer, int offset, int length) {
        int count = 0;
        while (count < length && available() > 0) {
            int c = read();
            if (c < 0) {
                break;
            }
            buffer[offset + count++] = (byte) c;
        }
        return count;
    }

    public int read(byte[] buffer, int length) {
        return read(buffer, 0, length);
    }

    public int read(byte[] buffer) {
        return read(buffer, 0, buffer.length);
    }

    /** Moves what is buffered, without waiting (ST-13). */
    public long sendAvailable(Print to) {
        return send(to, available(), -1, 0);
    }

    /** Moves everything until the source starves for its timeout or ends (ST-13). */
    public long sendAll(Print to) {
        return send(to, -1, -1, NEVER);
    }

    public long sendAll(Print to, long timeoutMs) {
        return send(to, -1, -1, timeoutMs);
    }

    /** Moves bytes up to a character, which is taken and not forwarded (ST-13). */
    public long sendUntil(Print to, int character) {
        return send(to, -1, character, NEVER);
    }

    public long sendUntil(Print to, int character, long timeoutMs) {
        return send(to, -1, character, timeoutMs);
    }

    /** Moves at most that many bytes; −1 is like {@link #sendAll(Print)} (ST-13). */
    public long sendSize(Print to, long maxLength) {
        return send(to, maxLength, -1, NEVER);
    }

    public long sendSize(Print to, long maxLength, long timeoutMs) {
        return send(to, maxLength, -1, timeoutMs);
    }

    /** What the last {@code send…} came to (ST-16). */
    public Report getLastSendReport() {
        return report;
    }

    private long send(Print to, long maxLength, int until, long timeoutMs) {
        // ST-14: "never expires" means the larger of both streams' own timeouts.
        long limit = timeoutMs != NEVER
                ? timeoutMs
                : to instanceof Stream stream ? Math.max(getTimeout(), stream.getTimeout()) : getTimeout();
        byte[] piece = new byte[until >= 0 ? 1 : 1460];
        long moved = 0;
        report = Report.SUCCESS;
        while (maxLength < 0 || moved < maxLength) {
            // ST-15: a target that can take nothing and will never take more.
            if (!to.outputCanTimeout() && to.availableForWrite() == 0) {
                return ended(moved, maxLength, Report.WRITE_ERROR);
            }
            int first = timedRead(limit);
            if (first < 0) {
                return ended(moved, maxLength, inputCanTimeout() ? Report.TIMED_OUT : Report.SHORT_OPERATION);
            }
            if (first == until) {
                return moved;
            }
            piece[0] = (byte) first;
            int room = (int) Math.min(piece.length, maxLength < 0 ? piece.length : maxLength - moved);
            int count = 1 + (room > 1 && available() > 0 ? Math.max(0, read(piece, 1, room - 1)) : 0);
            int written = to.write(piece, 0, count);
            moved += written;
            if (written < count) {
                report = Report.WRITE_ERROR;
                return moved;
            }
        }
        return moved;
    }

    /** ST-16: only a demanded length can be missed; otherwise starving is the normal end. */
    private long ended(long moved, long maxLength, Report why) {
        report = maxLength > 0 ? why : Report.SUCCESS;
        return moved;
    }
}

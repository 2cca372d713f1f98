package io.github.wroom4j.benchmarks;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ModemLine;
import io.github.wroom4j.hal.Pin;
import io.github.wroom4j.hal.Uart;
import io.github.wroom4j.hal.UartConfig;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * A module of prepared bytes with one link that never ends: pushed by AT 0.40, or fetched by AT 1.7. Takes no memory while
 * it serves, and parks rather than spins, so that what its threads cost is the driver's doing.
 */
final class Firehose implements Board, Uart {
    /** Bytes that the UART hands over at once. */
    private static final int CHUNK = 512;
    /** A pushing module does not run further ahead of its reader than this. */
    private static final int AHEAD = 256 * 1024;

    private static final byte[] FETCH = "AT+CIPRECVDATA=4,2048\r\n".getBytes(StandardCharsets.US_ASCII);

    private final boolean fetched;
    private final byte[] frame;
    private final byte[] block;
    private volatile Thread reader;
    private volatile Thread pusher;
    private volatile boolean closed;
    private volatile boolean pushing;
    private volatile long consumed;

    // What is being said; handed from writer to reader by the volatile below.
    private byte[] reply = new byte[0];
    private int said;
    private volatile int length;

    private int framed;
    private long pushed;

    Firehose(boolean fetched) {
        this.fetched = fetched;
        this.frame = counted("\r\n+IPD,4,1460:", 1460, "");
        this.block = counted("\r\n+CIPRECVDATA,2048:", 2048, "\r\nOK\r\n");
    }

    private static byte[] counted(String head, int length, String tail) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        byte[] payload = new byte[length];
        Arrays.fill(payload, (byte) 'x');
        out.writeBytes(payload);
        out.writeBytes(tail.getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    /** Wording by the program how many bytes it has read. */
    void consumed(long total) {
        consumed = total;
        LockSupport.unpark(pusher);
    }

    private static String answer(String command, boolean fetched) {
        String version = fetched
                ? "AT version:1.7.4.0(May 11 2020 19:13:04)\r\nSDK version:3.0.4(9532ceb)\r\n"
                : "AT version:0.40.0.0(Aug  8 2015 14:45:58)\r\nSDK version:1.3.0\r\n";
        String lines = command.equals("AT+GMR")
                ? version
                : command.equals("AT+CIPMUX?")
                        ? "+CIPMUX:1\r\n"
                        : command.startsWith("AT+CIPSTA_CUR?")
                                ? "+CIPSTA_CUR:ip:\"0.0.0.0\"\r\n"
                                : command.startsWith("AT+CIPSTART=4") ? "4,CONNECT\r\n" : "";
        String after = fetched && command.startsWith("AT+CIPSTART") ? "\r\n+IPD,4,2048\r\n" : "";
        return lines + "\r\nOK\r\n" + after;
    }

    @Override
    public void write(byte[] buffer, int offset, int count, Deadline deadline) {
        byte[] next;
        if (count == FETCH.length && Arrays.equals(buffer, offset, offset + count, FETCH, 0, FETCH.length)) {
            next = block;
        } else {
            String command = new String(buffer, offset, count, StandardCharsets.US_ASCII).strip();
            next = answer(command, fetched).getBytes(StandardCharsets.US_ASCII);
            if (!fetched && command.startsWith("AT+CIPSTART")) {
                pushing = true;
            }
            if (command.startsWith("AT+CIPCLOSE")) {
                pushing = false;
            }
        }
        reply = next;
        said = 0;
        length = next.length;
        LockSupport.unpark(reader);
    }

    @Override
    public int read(byte[] buffer, int offset, int most, Deadline deadline) {
        reader = Thread.currentThread();
        pusher = reader;
        while (true) {
            if (closed) {
                throw new BoardException(BoardException.Kind.CLOSED, "closed");
            }
            int ready = length - said;
            if (framed == 0 && ready > 0) {
                int n = Math.min(Math.min(ready, most), CHUNK);
                System.arraycopy(reply, said, buffer, offset, n);
                said += n;
                return n;
            }
            if (pushing && pushed - consumed < AHEAD || framed > 0) {
                int n = Math.min(Math.min(frame.length - framed, most), CHUNK);
                System.arraycopy(frame, framed, buffer, offset, n);
                framed = (framed + n) % frame.length;
                pushed += framed == 0 ? 1460 : 0;
                return n;
            }
            long left = deadline.remainingNanos();
            if (left <= 0) {
                return 0;
            }
            LockSupport.parkNanos(this, left);
        }
    }

    @Override
    public UartConfig config() {
        return UartConfig.DEFAULT;
    }

    @Override
    public void configure(UartConfig config) {
        throw new BoardException(BoardException.Kind.UNSUPPORTED, "no wire, no speed");
    }

    @Override
    public void line(ModemLine line, boolean asserted) {
        throw new BoardException(BoardException.Kind.UNSUPPORTED, "no wire, no lines");
    }

    @Override
    public Uart uart() {
        return this;
    }

    @Override
    public Pin pin(int n) {
        throw new BoardException(BoardException.Kind.UNSUPPORTED, "no pins");
    }

    @Override
    public String address() {
        return "firehose:";
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(reader);
    }
}

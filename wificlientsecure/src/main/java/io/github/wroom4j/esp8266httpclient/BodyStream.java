package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.Stream;
import io.github.wroom4j.hal.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A reply's body as a stream that ends where the body ends: no chunk framing, no waiting at the end (HC-61, mended
 * here). Reading past the end gives −1; {@link #isComplete()} distinguishes the end from a broken connection.
 */
public final class BodyStream extends Stream {
    private final ReplyBody owner;
    private final Function<HttpFailure, ClientError> failed;
    private final Consumer<ClientError> doubted;
    private final Body body;
    private final byte[] buffer = new byte[2048];
    private int from;
    private int to;
    private boolean broken;
    private ClientError why = ClientError.NONE;

    /**
     * A body.
     *
     * @param failed closes the connection and keeps the reason
     * @param doubted called at the end with the reason why it may not be the end of what was sent
     */
    BodyStream(ReplyBody owner, Body body, Function<HttpFailure, ClientError> failed, Consumer<ClientError> doubted) {
        this.doubted = doubted;
        this.owner = owner;
        this.failed = failed;
        this.body = body;
    }

    private boolean fill() {
        if (from < to) {
            return true;
        }
        if (broken || body.ended()) {
            return false;
        }
        try {
            from = 0;
            to = Math.max(0, body.read(buffer, 0, buffer.length));
        } catch (HttpFailure failure) {
            to = 0;
            broken = true;
            why = failed.apply(failure);
        }
        if (from == to) {
            owner.ended(body);
            if (body.ended() && body.doubt().isError()) {
                doubted.accept(body.doubt());
            }
        }
        return from < to;
    }

    /** Whether the whole body was there; false while it is being read and after a break. */
    public boolean isComplete() {
        return !broken && body.ended() && from == to;
    }

    @Override
    public int available() {
        return to - from + (broken ? 0 : body.available());
    }

    /** The next byte; waits for it up to the HTTP client's timeout; −1 at the end. */
    @Override
    public int read() {
        return fill() ? buffer[from++] & 0xFF : -1;
    }

    /** At least one byte, waiting for it; −1 at the end. */
    @Override
    public int read(byte[] into, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, to - from);
        System.arraycopy(buffer, from, into, offset, count);
        from += count;
        return count;
    }

    @Override
    public int peek() {
        return fill() ? buffer[from] & 0xFF : -1;
    }

    /** A body is not written to. */
    @Override
    public int write(int octet) {
        return 0;
    }

    @Override
    public boolean inputCanTimeout() {
        return !broken && !body.ended();
    }

    /** {@link #read()} waits by itself. */
    @Override
    protected boolean awaitInput(Deadline deadline) {
        return false;
    }

    /** The same bytes for Java's libraries; a break is an {@link IOException}. */
    public InputStream asInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return check(BodyStream.this.read());
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return check(BodyStream.this.read(into, offset, length));
            }

            @Override
            public int available() {
                return BodyStream.this.available();
            }

            private int check(int result) throws IOException {
                if (result < 0 && broken) {
                    throw new IOException(why.message(), why.cause());
                }
                return result;
            }
        };
    }
}

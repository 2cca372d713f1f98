package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.Print;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.hal.Deadline;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** What a sketch does with a reply's body: a stream, a text, or straight into another stream (HC-60 … HC-67). */
abstract class HttpBodyView extends HttpTarget {
    Deadline total;

    HttpBodyView(SketchContext context) {
        super(context);
    }

    final int failed(HttpFailure failure) {
        lastError = failure.error();
        // HC-37: every negative result also stops the connection.
        connection.stop();
        return failure.code();
    }

    /** The captured client, chunk framing and all; null when not connected (HC-61). */
    public WiFiClient getStreamPtr() {
        return connection.connected() ? connection.client() : null;
    }

    /** The captured client, or one without connection (HC-61). Prefer {@link #getBodyStream()}. */
    public WiFiClient getStream() {
        return connection.connected() ? connection.client() : new WiFiClient(context);
    }

    /** The body without its framing, ending where it ends (HC-61 BETTER); empty before a request. */
    public BodyStream getBodyStream() {
        if (body == null) {
            lastError = new ClientError(Stage.PROTOCOL, "there is no reply to read");
            return new BodyStream(this, new BodyReader(null, false, 0, strict));
        }
        return new BodyStream(this, streamed());
    }

    /** The body under the streaming limits: no total unless one was set. */
    private Body streamed() {
        Deadline limit = totalTimeout.isPresent() ? total : Deadline.never(clock());
        body = body.within(new Wire(connection.client(), timeout, limit));
        connection.answered(reuse && head.keepsConnection(strict), body);
        return body;
    }

    void bodyFailed(HttpFailure failure) {
        failed(failure);
    }

    void bodyEnded(Body whole) {
        if (whole.ended()) {
            size = whole.done();
            connection.keepOrStop();
        }
    }

    /** Copies the body; returns how many bytes, or an {@code HTTPC_ERROR} (HC-62). */
    public int writeToStream(Print out) {
        if (out == null) {
            return failed(new HttpFailure(HTTPC_ERROR_NO_STREAM, Stage.SETTINGS, "there is no stream to write to"));
        }
        if (body == null) {
            return failed(new HttpFailure(HTTPC_ERROR_NOT_CONNECTED, Stage.PROTOCOL, "there is no reply to read"));
        }
        return copy(streamed(), out);
    }

    private int copy(Body from, Print out) {
        byte[] piece = new byte[1460];
        try {
            for (int got; (got = from.read(piece, 0, piece.length)) > 0; ) {
                if (out.write(piece, 0, got) != got) {
                    throw new HttpFailure(HTTPC_ERROR_STREAM_WRITE, Stage.SEND, "the target took no more bytes");
                }
            }
            bodyEnded(from);
            return (int) Math.min(Integer.MAX_VALUE, from.done());
        } catch (HttpFailure failure) {
            return failed(failure);
        }
    }

    /**
     * The body as text; collected once and kept. On an error it is what had come, and {@link #getLastError()} says so
     * (HC-64).
     */
    public String getString() {
        if (cached != null) {
            return cached;
        }
        if (body == null) {
            lastError = new ClientError(Stage.PROTOCOL, "there is no reply to read");
            return "";
        }
        var text = new Collected(longestString);
        int result = copy(body, text);
        if (result == HTTPC_ERROR_STREAM_WRITE && text.full) {
            lastError = new ClientError(
                    Stage.RECEIVE,
                    errorToString(HTTPC_ERROR_TOO_LESS_RAM) + ": the body has more than " + longestString
                            + " bytes; stream it, or call setLongestString()");
        }
        cached = text.bytes.toString(StandardCharsets.UTF_8);
        return cached;
    }

    /** Bytes in memory up to a limit. */
    private static final class Collected extends Print {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int most;
        boolean full;

        Collected(int most) {
            this.most = most;
        }

        @Override
        public int write(int octet) {
            return write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public int write(byte[] buffer, int offset, int length) {
            int count = Math.min(length, most - bytes.size());
            full |= count < length;
            bytes.write(buffer, offset, count);
            return count;
        }
    }
}

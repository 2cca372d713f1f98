package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.Print;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The body of the last reply: copied, collected as text, or drained so that the connection can be kept (HC-60 … HC-67). */
final class ReplyBody {
    /** More of an unwanted body is not read: a new connection is cheaper. */
    private static final int MOST_DRAINED = 65_536;

    private final HttpSettings settings;
    private final HttpConnection connection;
    private final HttpReply reply;
    private final Clock clock;
    private final boolean strict;

    private Body body;
    private String text;
    private Deadline total;

    ReplyBody(HttpSettings settings, HttpConnection connection, HttpReply reply, Clock clock, boolean strict) {
        this.settings = settings;
        this.connection = connection;
        this.reply = reply;
        this.clock = clock;
        this.strict = strict;
    }

    void clear() {
        body = null;
        text = null;
    }

    /** A reply's head is here: this is what follows it. */
    void follows(Body newBody, Deadline exchange) {
        body = newBody;
        total = exchange;
        connection.answered(keepsConnection(), body);
    }

    private boolean keepsConnection() {
        return settings.reuse
                && reply.head().map(head -> head.keepsConnection(strict)).orElse(false);
    }

    boolean isThere() {
        return body != null;
    }

    /** Whether the connection is positioned exactly behind the body. */
    boolean reusable() {
        return body != null && body.reusable();
    }

    /** Why the body's end may not be the end of what was sent. */
    ClientError doubt() {
        return body == null ? ClientError.NONE : body.doubt();
    }

    /** The text that was collected; empty before that. */
    Optional<String> text() {
        return Optional.ofNullable(text);
    }

    /** The body under the streaming limits: no total unless one was set. */
    Body streamed() {
        Deadline limit = settings.totalTimeout.isPresent() ? total : Deadline.never(clock);
        body = body.within(new Wire(connection.client(), settings.timeout, limit));
        connection.answered(keepsConnection(), body);
        return body;
    }

    /** Copies the rest of it under the streaming limits; returns how many bytes the body has. */
    int copyTo(Print out) throws HttpFailure {
        return copy(streamed(), out);
    }

    private int copy(Body from, Print out) throws HttpFailure {
        byte[] piece = new byte[1460];
        for (int got; (got = from.read(piece, 0, piece.length)) > 0; ) {
            if (out.write(piece, 0, got) != got) {
                throw new HttpFailure(HttpCodes.HTTPC_ERROR_STREAM_WRITE, Stage.SEND, "the target took no more bytes");
            }
        }
        ended(from);
        return (int) Math.min(Integer.MAX_VALUE, from.done());
    }

    /** The body was read to its end: its size is known, and the connection is kept or closed. */
    void ended(Body whole) {
        if (whole.ended()) {
            // HC-60: the core learns the size of a chunked body only.
            if (!strict || whole.chunked()) {
                reply.size(whole.done());
            }
            connection.keepOrStop();
        }
    }

    /** Collects the body as text; what had come is there also when this fails (HC-64). */
    String collect() throws HttpFailure {
        var collected = new Collected(settings.longestString);
        try {
            copy(body, collected);
        } catch (HttpFailure failure) {
            if (collected.full) {
                throw new HttpFailure(
                        HttpCodes.HTTPC_ERROR_TOO_LESS_RAM,
                        Stage.RECEIVE,
                        HttpFailure.words(HttpCodes.HTTPC_ERROR_TOO_LESS_RAM) + ": the body has more than "
                                + settings.longestString + " bytes; stream it, or call setLongestString()");
            }
            throw failure;
        } finally {
            text = collected.bytes.toString(StandardCharsets.UTF_8);
        }
        return text;
    }

    /** Reads what is here of an unwanted body, so that the connection may be kept. */
    void drainWhatIsHere() {
        byte[] sink = new byte[1460];
        try {
            for (long n = 0; body != null && !body.ended() && n < MOST_DRAINED && connection.connected(); ) {
                // A chunked body's last line may still be on its way; nothing waits for it.
                if (connection.client().available() == 0) {
                    return;
                }
                n += Math.max(0, body.read(sink, 0, sink.length));
            }
        } catch (HttpFailure failure) {
            connection.stop();
        }
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

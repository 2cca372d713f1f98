package io.github.wroom4j.esp8266webserver;

import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import java.time.Duration;

/**
 * A request's body byte by byte, without its framing. A client may be silent for {@link #SILENCE}, must send {@link #RATE}
 * bytes a second on average, and may take {@link #LONGEST}: a slow sender cannot block the server for long.
 */
final class RequestBody {
    static final int END = -1;

    static final Duration SILENCE = Duration.ofSeconds(5);
    /** Head start before the rate counts. */
    static final Duration GRACE = Duration.ofSeconds(10);
    /** Bytes a second; a module at 9600 baud brings 900. */
    static final long RATE = 256;

    static final Duration LONGEST = Duration.ofMinutes(30);

    private static final int MOST_SIZE_LINE = 256;
    private static final int MOST_TRAILERS = 4096;

    /** What delimits the body. */
    sealed interface Framing {
        /** So many bytes. */
        record Length(long bytes) implements Framing {}

        /** Chunks, the last of which is empty (RFC 9112 §7.1). */
        record Chunks() implements Framing {}
    }

    /** Why it cannot be read on. */
    static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;
        private final int code;

        Broken(int code, String why) {
            super(why);
            this.code = code;
        }

        /** The status that says so to the client. */
        int code() {
            return code;
        }
    }

    private final WiFiClient client;
    private final Clock clock;
    private final boolean chunked;
    private final long begun;
    private final byte[] buffer = new byte[2048];
    /** Bytes left of the body, or of the chunk. */
    private long left;

    private boolean ended;
    private boolean inChunk;
    private long received;
    private int from;
    private int to;

    RequestBody(WiFiClient client, Clock clock, Framing framing) {
        this.client = client;
        this.clock = clock;
        this.chunked = framing instanceof Framing.Chunks;
        this.left = framing instanceof Framing.Length length ? length.bytes() : 0;
        this.ended = !chunked && left == 0;
        this.begun = clock.nanos();
    }

    /** The next byte, or {@link #END}. */
    int next() throws Broken {
        if (ended) {
            return END;
        }
        if (chunked && left == 0) {
            nextChunk();
            if (ended) {
                return END;
            }
        }
        int c = raw(left);
        left--;
        ended = !chunked && left == 0;
        return c;
    }

    private void nextChunk() throws Broken {
        if (inChunk && !line(2).isEmpty()) {
            throw new Broken(400, "a chunk does not end with a line end");
        }
        inChunk = true;
        String size = line(MOST_SIZE_LINE).split(";", 2)[0].strip();
        if (!size.matches("[0-9a-fA-F]{1,8}")) {
            throw new Broken(400, "a chunk has no size");
        }
        left = Long.parseLong(size, 16);
        if (left == 0) {
            int trailers = 0;
            for (String trailer = line(MOST_TRAILERS); !trailer.isEmpty(); trailer = line(MOST_TRAILERS)) {
                trailers += trailer.length();
                if (trailers > MOST_TRAILERS) {
                    throw new Broken(431, "the trailers are too long");
                }
            }
            ended = true;
        }
    }

    private String line(int most) throws Broken {
        var text = new StringBuilder();
        // One at a time: what follows the body is the next request's.
        for (int c = raw(1); c != '\n'; c = raw(1)) {
            if (text.length() >= most) {
                throw new Broken(400, "a chunk's size line is too long");
            }
            text.append((char) c);
        }
        return text.toString().strip();
    }

    /** A byte from the wire; at most so many are taken at once. */
    private int raw(long most) throws Broken {
        if (from == to) {
            int got = client.read(buffer, 0, (int) Math.min(buffer.length, most), deadline());
            if (got <= 0) {
                throw new Broken(408, got < 0 ? "the client left" : "the body takes too long");
            }
            received += got;
            from = 0;
            to = got;
        }
        return buffer[from++] & 0xFF;
    }

    private Deadline deadline() {
        long allowed = Math.min(GRACE.toNanos() + received * (1_000_000_000L / RATE), LONGEST.toNanos());
        return Deadline.at(clock, begun + allowed).orIn(SILENCE);
    }
}

package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reply's body, without its framing, ending where it ends: by length, by its last chunk, at once where there is none, or
 * with the connection (HC-60 … HC-65). What came before a fault is given out first; the fault is the next read's.
 */
final class BodyReader implements Body {
    /** A chunk-size line with its extensions. */
    private static final int MOST_LINE = 1024;

    private static final int MOST_TRAILERS = 100;

    /** What {@code strtol(line, 0, 16)} reads: blanks, a sign, {@code 0x}, digits; anything else is 0. */
    private static final Pattern STRTOL = Pattern.compile("\\s*([+-]?)(?:0[xX](?=[0-9A-Fa-f]))?([0-9A-Fa-f]{1,15})");

    /** Where the reader of a chunked body stands. */
    private sealed interface At {
        /** Before a size line. */
        record Size() implements At {}

        /** Inside a chunk, so many bytes before its end. */
        record Data(long left) implements At {}

        /** Behind a chunk's data, before its CR and LF. */
        record Tail() implements At {}
    }

    private final Wire wire;
    private final boolean chunked;
    private final long length;
    private final boolean strict;
    private long done;
    /** What the size lines add up to; in strict mode a size may be negative, as in the core. */
    private long announced;

    private At at = new At.Size();
    private boolean ended;
    private boolean reusable = true;
    private ClientError doubt = ClientError.NONE;

    /** A body; length −1 is one without a length. */
    BodyReader(Wire wire, boolean chunked, long length, boolean strict) {
        this.wire = wire;
        this.chunked = chunked;
        this.length = length;
        this.strict = strict;
        this.ended = !chunked && length == 0;
    }

    /** The same body, whose rest is read within another limit. */
    @Override
    public BodyReader within(Wire other) {
        var rest = new BodyReader(other, chunked, length, strict);
        rest.done = done;
        rest.announced = announced;
        rest.at = at;
        rest.ended = ended;
        rest.reusable = reusable;
        rest.doubt = doubt;
        return rest;
    }

    @Override
    public long done() {
        return done;
    }

    @Override
    public boolean chunked() {
        return chunked;
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public ClientError doubt() {
        return doubt;
    }

    @Override
    public boolean reusable() {
        return ended && reusable;
    }

    /** What a read would give at once, framing perhaps included; 0 at the end. */
    @Override
    public int available() {
        if (ended) {
            return 0;
        }
        long left = chunked
                ? (at instanceof At.Data data ? data.left() : 0)
                : length < 0 ? Integer.MAX_VALUE : length - done;
        return (int) Math.min(left, wire.available());
    }

    @Override
    public int read(byte[] into, int offset, int most) throws HttpFailure {
        if (ended) {
            return -1;
        }
        return chunked ? readChunked(into, offset, most) : readPlain(into, offset, most);
    }

    private int readPlain(byte[] into, int offset, int most) throws HttpFailure {
        long left = length < 0 ? most : Math.min(most, length - done);
        int got;
        try {
            got = wire.read(into, offset, (int) left);
        } catch (HttpFailure timeout) {
            if (strict && length < 0) {
                // HC-62: in the core a body without a length may as well end by silence.
                return end(false);
            }
            throw timeout;
        }
        if (got < 0) {
            if (length < 0 && !wire.broke()) {
                doubt = wire.doubt();
                return end(false);
            }
            reusable = false;
            throw wire.ended(
                    HttpCodes.HTTPC_ERROR_STREAM_WRITE,
                    length < 0
                            ? "the connection broke inside the body"
                            : "the connection ended after " + done + " of " + length + " bytes of the body");
        }
        done += got;
        if (done == length) {
            ended = true;
        }
        return got;
    }

    private int end(boolean connectionStands) {
        ended = true;
        reusable &= connectionStands;
        return -1;
    }

    private int readChunked(byte[] into, int offset, int most) throws HttpFailure {
        if (at instanceof At.Tail) {
            tail();
            at = new At.Size();
        }
        if (at instanceof At.Size) {
            long size = strict ? strictSize() : size();
            announced += size;
            if (size <= 0) {
                return last();
            }
            at = new At.Data(size);
        }
        long left = ((At.Data) at).left();
        int got = wire.read(into, offset, (int) Math.min(most, left));
        if (got < 0) {
            reusable = false;
            // HC-63, measured: a close inside a chunk is −10, between chunks −5.
            throw wire.ended(HttpCodes.HTTPC_ERROR_STREAM_WRITE, "the connection ended inside a chunk");
        }
        done += got;
        at = left == got ? new At.Tail() : new At.Data(left - got);
        return got;
    }

    private long size() throws HttpFailure {
        String line = wire.line(MOST_LINE);
        int semicolon = line.indexOf(';');
        String size = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
        if (!size.matches("[0-9A-Fa-f]{1,15}")) {
            reusable = false;
            throw new HttpFailure(
                    HttpCodes.HTTPC_ERROR_ENCODING,
                    Stage.PROTOCOL,
                    "\"" + ResponseHead.printable(size) + "\" is not a chunk size");
        }
        return Long.parseLong(size, 16);
    }

    /** HC-63, measured: whatever is not a number is 0 and ends the body; a line of LF alone is a fault. */
    private long strictSize() throws HttpFailure {
        String line = wire.rawLine(MOST_LINE);
        if (line.isEmpty()) {
            reusable = false;
            throw new HttpFailure(
                    HttpCodes.HTTPC_ERROR_READ_TIMEOUT, Stage.PROTOCOL, "the line of a chunk's size is LF alone");
        }
        Matcher number = STRTOL.matcher(line);
        if (!number.lookingAt()) {
            return 0;
        }
        long size = Math.min(Integer.MAX_VALUE, Long.parseLong(number.group(2), 16));
        return number.group(1).equals("-") ? -size : size;
    }

    private int last() throws HttpFailure {
        if (!strict) {
            trailers();
        }
        end(true);
        // HC-63: the core takes a Content-Length of 0 beside chunks for none.
        OptionalLong expected = length > 0 || length == 0 && !strict
                ? OptionalLong.of(length)
                : announced == done ? OptionalLong.empty() : OptionalLong.of(announced);
        if (expected.isPresent() && done != expected.getAsLong()) {
            reusable = false;
            throw new HttpFailure(
                    HttpCodes.HTTPC_ERROR_STREAM_WRITE,
                    Stage.PROTOCOL,
                    "the chunks hold " + done + " bytes and "
                            + (expected.getAsLong() == length ? "Content-Length" : "their size lines") + " says "
                            + expected.getAsLong());
        }
        if (strict) {
            // The core throws away what is left when it lets the connection be (HC-16).
            wire.discard();
        }
        return -1;
    }

    private void trailers() throws HttpFailure {
        int trailers = 0;
        for (String trailer = wire.line(MOST_LINE); !trailer.isEmpty(); trailer = wire.line(MOST_LINE)) {
            if (++trailers > MOST_TRAILERS) {
                throw new HttpFailure(
                        HttpCodes.HTTPC_ERROR_TOO_LESS_RAM, Stage.PROTOCOL, "more than " + MOST_TRAILERS + " trailers");
            }
        }
    }

    private void tail() throws HttpFailure {
        int first = wire.read();
        int second = first == '\r' ? wire.read() : first;
        if (first == '\r' && second == '\n') {
            return;
        }
        reusable = false;
        if (first < 0 || second < 0) {
            throw wire.lost("the connection ended between chunks");
        }
        throw new HttpFailure(
                HttpCodes.HTTPC_ERROR_READ_TIMEOUT, Stage.PROTOCOL, "a chunk does not end with CR and LF");
    }
}

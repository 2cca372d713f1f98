package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.arduino.ClientError.Stage;

/**
 * A reply's body, without its framing, ending where it ends: by length, by its last chunk, at once where there is none, or
 * with the connection (HC-60 … HC-65).
 */
final class BodyReader implements Body {
    /** A chunk-size line with its extensions. */
    private static final int MOST_LINE = 1024;

    private final Wire wire;
    private final boolean chunked;
    private final long length;
    private final boolean strict;
    private long done;
    private long leftInChunk;
    private boolean betweenChunks = true;
    private boolean ended;
    private boolean reusable = true;

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
        rest.leftInChunk = leftInChunk;
        rest.betweenChunks = betweenChunks;
        rest.ended = ended;
        rest.reusable = reusable;
        return rest;
    }

    /** Bytes of the body read so far. */
    @Override
    public long done() {
        return done;
    }

    /** Whether the end was reached. */
    @Override
    public boolean ended() {
        return ended;
    }

    /** Whether the connection stands exactly behind the body. */
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
        long left = chunked ? Math.max(leftInChunk, 0) : length < 0 ? Integer.MAX_VALUE : length - done;
        return (int) Math.min(left, wire.available());
    }

    /** At least one byte, or −1 at the end of the body. */
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
            if (length < 0 && wire.endedCleanly()) {
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
        if (betweenChunks && !nextChunk()) {
            return -1;
        }
        int got = wire.read(into, offset, (int) Math.min(most, leftInChunk));
        if (got < 0) {
            reusable = false;
            // HC-63, measured: a close inside a chunk is −10, between chunks −5.
            throw wire.ended(HttpCodes.HTTPC_ERROR_STREAM_WRITE, "the connection ended inside a chunk");
        }
        done += got;
        leftInChunk -= got;
        if (leftInChunk == 0) {
            chunkEnd();
            betweenChunks = true;
        }
        return got;
    }

    private boolean nextChunk() throws HttpFailure {
        String line = wire.line(MOST_LINE);
        int semicolon = line.indexOf(';');
        String size = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
        if (!size.matches("[0-9A-Fa-f]{1,15}")) {
            reusable = false;
            if (strict) {
                // HC-63, measured: an empty or non-hex size line ends the body silently.
                end(false);
                return false;
            }
            throw new HttpFailure(
                    HttpCodes.HTTPC_ERROR_ENCODING,
                    Stage.PROTOCOL,
                    "\"" + ResponseHead.printable(size) + "\" is no chunk size");
        }
        leftInChunk = Long.parseLong(size, 16);
        betweenChunks = false;
        if (leftInChunk > 0) {
            return true;
        }
        int trailers = 0;
        for (String trailer = wire.line(MOST_LINE); !trailer.isEmpty(); trailer = wire.line(MOST_LINE)) {
            if (++trailers > 100) {
                throw new HttpFailure(HttpCodes.HTTPC_ERROR_TOO_LESS_RAM, Stage.PROTOCOL, "more than 100 trailers");
            }
        }
        end(true);
        if (length >= 0 && done != length) {
            reusable = false;
            throw new HttpFailure(
                    HttpCodes.HTTPC_ERROR_STREAM_WRITE,
                    Stage.PROTOCOL,
                    "the chunks hold " + done + " bytes and Content-Length says " + length);
        }
        return false;
    }

    private void chunkEnd() throws HttpFailure {
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

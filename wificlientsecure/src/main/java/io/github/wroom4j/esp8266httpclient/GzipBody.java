package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** A compressed body, decompressed while it is read: no more of it is in memory than a buffer (HC-66, opt-in). */
final class GzipBody implements Body {
    private static final int BUFFER = 2048;

    private final Compressed compressed;
    private GZIPInputStream plain;
    private long done;
    private boolean ended;

    GzipBody(Body compressed) {
        this.compressed = new Compressed(compressed);
        // No bytes at all are not gzip: an empty body stays an empty body.
        this.ended = compressed.ended();
    }

    /** The compressed bytes as Java's decompressor wants them; a failure passes through it as the cause. */
    private static final class Compressed extends InputStream {
        private Body body;

        Compressed(Body body) {
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                return body.read(into, offset, length);
            } catch (HttpFailure failure) {
                throw new IOException(failure);
            }
        }

        /** 0: after the end there is no wait for another member. */
        @Override
        public int available() {
            return 0;
        }
    }

    @Override
    public int read(byte[] into, int offset, int most) throws HttpFailure {
        if (ended) {
            return -1;
        }
        try {
            if (plain == null) {
                plain = new GZIPInputStream(compressed, BUFFER);
            }
            int got = plain.read(into, offset, most);
            if (got > 0) {
                done += got;
                return got;
            }
            ended = true;
            // The framing's own end, so that the connection stands behind it.
            for (byte[] rest = new byte[BUFFER]; compressed.body.read(rest, 0, rest.length) > 0; ) {
                continue;
            }
            return -1;
        } catch (IOException broken) {
            if (broken.getCause() instanceof HttpFailure failure) {
                throw failure;
            }
            String why = broken.getMessage() == null ? "it ends too early" : broken.getMessage();
            throw new HttpFailure(
                    HttpCodes.HTTPC_ERROR_ENCODING,
                    new ClientError(Stage.PROTOCOL, "the body is not a complete gzip stream: " + why, broken));
        }
    }

    @Override
    public long done() {
        return done;
    }

    @Override
    public boolean chunked() {
        return compressed.body.chunked();
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public ClientError doubt() {
        return compressed.body.doubt();
    }

    @Override
    public boolean reusable() {
        return ended && compressed.body.reusable();
    }

    /** One byte is sure when compressed ones are there. */
    @Override
    public int available() {
        return !ended && compressed.body.available() > 0 ? 1 : 0;
    }

    @Override
    public Body within(Wire other) {
        compressed.body = compressed.body.within(other);
        return this;
    }
}

package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.arduino.ClientError;

/** A reply's body without its framing, and perhaps without its compression. */
interface Body {
    /** Bytes given out so far. */
    long done();

    /** Whether it came in chunks, so that only its end shows the size. */
    boolean chunked();

    /** Whether the end was reached. */
    boolean ended();

    /** Why the end may not be the end of what was sent; {@link ClientError#NONE} where a length or a last chunk says so. */
    ClientError doubt();

    /** Whether the connection is positioned exactly behind the body. */
    boolean reusable();

    /** What a read would give at once, as far as is known; 0 at the end. */
    int available();

    /** At least one byte, or −1 at the end of the body. */
    int read(byte[] into, int offset, int most) throws HttpFailure;

    /** The same body, whose rest is read within another limit. */
    Body within(Wire other);
}

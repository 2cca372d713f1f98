package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.arduino.Stream;
import java.io.IOException;
import java.io.InputStream;

/** What a request carries. */
interface Payload {
    /** How many bytes, or −1 if only the end will show. */
    long size();

    /** Whether {@code Content-Length} is sent: the core leaves it out for a stream of size 0 (HC-32). */
    boolean announced();

    /** Whether it can be sent once more, after a redirect or on a new connection. */
    boolean repeatable();

    /** The next bytes; −1 at the end or when the source starves. */
    int next(byte[] into, int most) throws IOException;

    /** Starts again. */
    void rewind();

    /** A buffer, or nothing. */
    final class Bytes implements Payload {
        static final Bytes NONE = new Bytes(new byte[0], 0);
        private final byte[] bytes;
        private final int size;
        private int done;

        Bytes(byte[] bytes, int size) {
            this.bytes = bytes;
            this.size = size;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public boolean announced() {
            return true;
        }

        @Override
        public boolean repeatable() {
            return true;
        }

        @Override
        public int next(byte[] into, int most) {
            if (done == size) {
                return -1;
            }
            int count = Math.min(most, size - done);
            System.arraycopy(bytes, done, into, 0, count);
            done += count;
            return count;
        }

        @Override
        public void rewind() {
            done = 0;
        }
    }

    /** An Arduino stream of which exactly {@code size} bytes are sent (HC-32). */
    record FromStream(Stream stream, long size) implements Payload {
        @Override
        public boolean announced() {
            return size > 0;
        }

        @Override
        public boolean repeatable() {
            return false;
        }

        @Override
        public int next(byte[] into, int most) {
            int got = stream.readBytes(into, most);
            return got == 0 ? -1 : got;
        }

        @Override
        public void rewind() {
            throw new IllegalStateException("a stream cannot be sent twice");
        }
    }

    /** A Java stream; size −1 is sent in chunks. */
    record FromInput(InputStream in, long size) implements Payload {
        @Override
        public boolean announced() {
            return size >= 0;
        }

        @Override
        public boolean repeatable() {
            return false;
        }

        @Override
        public int next(byte[] into, int most) throws IOException {
            return in.read(into, 0, most);
        }

        @Override
        public void rewind() {
            throw new IllegalStateException("a stream cannot be sent twice");
        }
    }
}

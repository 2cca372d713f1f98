package io.github.wroom4j.tls;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.hal.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.function.IntSupplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** A link as a pair of streams. */
final class LinkStreams {
    /** Closes the socket that the streams belong to. */
    interface Closer {
        void close() throws IOException;
    }

    private final AtModule module;
    private final IntSupplier timeout;
    private final Closer closer;
    private final InputStream input = new Input();
    private final OutputStream output = new Output();
    private volatile Link link;

    /** Streams whose reads wait that many milliseconds, 0 for ever. */
    LinkStreams(AtModule module, IntSupplier timeout, Closer closer) {
        this.module = module;
        this.timeout = timeout;
        this.closer = closer;
    }

    void attach(Link opened) {
        link = opened;
    }

    InputStream input() {
        return input;
    }

    OutputStream output() {
        return output;
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int millis = timeout.getAsInt();
            Deadline deadline = millis > 0
                    ? Deadline.in(module.clock(), Duration.ofMillis(millis))
                    : Deadline.never(module.clock());
            try {
                int got = link.read(buffer, offset, length, deadline);
                if (got == 0) {
                    throw new SocketTimeoutException("nothing came within " + millis + " ms");
                }
                return got;
            } catch (AtException | TlsFailure failed) {
                throw asIo("reading", failed);
            }
        }

        @Override
        public int available() {
            return link.available();
        }

        @Override
        public void close() throws IOException {
            closer.close();
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            try {
                link.write(buffer, offset, length, sending());
            } catch (AtException | TlsFailure failed) {
                throw asIo("writing", failed);
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                if (link.isOpen()) {
                    link.flush(sending());
                }
            } catch (AtException | TlsFailure failed) {
                throw asIo("sending", failed);
            }
        }

        @Override
        public void close() throws IOException {
            closer.close();
        }

        private Deadline sending() {
            return Deadline.in(module.clock(), module.timeouts().send());
        }
    }

    /** The exception that a socket of this machine would throw, with ours as its cause. */
    static IOException asIo(String doing, RuntimeException failure) {
        String text = doing + ": " + failure.getMessage();
        IOException io;
        if (failure instanceof TlsFailure tls) {
            if (tls.getCause() instanceof AtException below) {
                return asIo(doing, below);
            }
            String advised = tls.advice().isEmpty() ? text : text + ". " + tls.advice();
            io = tls.stage() == TlsFailure.Stage.DATA ? new SSLException(advised) : new SSLHandshakeException(advised);
        } else {
            io = switch (((AtException) failure).kind()) {
                case TIMEOUT -> new SocketTimeoutException(text);
                case NAME_NOT_FOUND -> new UnknownHostException(text);
                case CONNECT_FAILED, NO_WIFI, NO_FREE_LINK -> new ConnectException(text);
                default -> new SocketException(text);
            };
        }
        io.initCause(failure);
        return io;
    }
}

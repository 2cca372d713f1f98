package io.github.wroom4j.tls;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.Timeouts;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.tlswire.CipherSuite;
import io.github.wroom4j.words.Text;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsProtocol;

/**
 * A protected link over a plain one. Reading decrypts in the reader's thread, writing encrypts in the writer's.
 *
 * <p>Locks: {@code sending} before {@code engine}. {@code engine} guards Bouncy Castle and is never held across the
 * link's I/O; {@code sending} keeps records in the order in which they were sealed.
 */
final class HostTlsLink implements TlsLink {
    private static final System.Logger LOG = System.getLogger(HostTlsLink.class.getName());
    private static final byte[] NOTHING = new byte[0];
    /** BearSSL's BR_ERR_UNEXPECTED and BR_ERR_IO (arduino-api §15). */
    private static final int UNEXPECTED = 10;

    private static final int IO = 31;

    private final Link link;
    private final Peer peer;
    private final TlsProtocol protocol;
    private final HandshakeEnd end;
    private final SecurityParameters negotiated;
    private final List<X509Certificate> chain;
    private final ReentrantLock sending = new ReentrantLock();
    private final ReentrantLock engine = new ReentrantLock();
    private final byte[] wire = new byte[2048];
    /** Guarded by {@code engine}. */
    private final RecordWatch records;

    private volatile TlsFailure failure;
    private volatile AtException ending;
    private volatile boolean closed;
    private boolean dataCame;

    /** Over a link on which the handshake is done; {@code records} has seen every byte of it. */
    HostTlsLink(Link link, Peer peer, TlsProtocol protocol, HandshakeEnd end, RecordWatch records) {
        this.records = records;
        this.link = link;
        this.peer = peer;
        this.protocol = protocol;
        this.end = end;
        this.negotiated = end.negotiated();
        this.chain = certificates(end.chain());
    }

    private static List<X509Certificate> certificates(List<byte[]> der) {
        List<X509Certificate> parsed = new ArrayList<>();
        try {
            var factory = CertificateFactory.getInstance("X.509");
            for (byte[] each : der) {
                parsed.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(each)));
            }
        } catch (CertificateException unreadable) {
            // Only a policy that looks at no certificate lets one pass that the JDK cannot read.
            LOG.log(System.Logger.Level.DEBUG, "certificate {0} cannot be read", parsed.size() + 1);
        }
        return List.copyOf(parsed);
    }

    static byte[] takeOutput(TlsProtocol protocol) {
        int available = protocol.getAvailableOutputBytes();
        if (available == 0) {
            return NOTHING;
        }
        byte[] out = new byte[available];
        protocol.readOutput(out, 0, available);
        return out;
    }

    @Override
    public int read(byte[] buffer, int offset, int length, Deadline deadline) {
        if (length == 0) {
            return 0;
        }
        while (true) {
            int plain = takePlain(buffer, offset, length);
            if (plain != 0) {
                return plain;
            }
            int got = link.read(wire, 0, wire.length, deadline);
            if (got == 0) {
                return 0;
            }
            if (got < 0) {
                noteEnd();
                continue;
            }
            decrypt(got, deadline);
            if (deadline.expired() && plainAvailable() == 0 && failure == null && !protocol.isClosed()) {
                // Bytes arrived all the time, but none for the reader: its deadline has passed all the same.
                return 0;
            }
        }
    }

    /** Plaintext if there is some, −1 at the end, 0 when more must come from the wire. */
    private int takePlain(byte[] buffer, int offset, int length) {
        engine.lock();
        try {
            int ready = protocol.applicationDataAvailable();
            if (ready > 0) {
                dataCame = true;
                return protocol.readApplicationData(buffer, offset, Math.min(length, ready));
            }
            if (failure != null) {
                throw failure;
            }
            return closed || protocol.isClosed() || ending != null ? -1 : 0;
        } catch (IOException broken) {
            throw fail(broken);
        } finally {
            engine.unlock();
        }
    }

    private void decrypt(int count, Deadline deadline) {
        boolean answer;
        engine.lock();
        try {
            if (protocol.isClosed()) {
                return;
            }
            int before = protocol.applicationDataAvailable();
            protocol.offerInput(wire, 0, count);
            records.came(wire, count, protocol.applicationDataAvailable() > before);
            if (records.flooded()) {
                flooded();
            }
        } catch (IOException broken) {
            fail(broken);
        } finally {
            answer = protocol.getAvailableOutputBytes() > 0;
            engine.unlock();
        }
        if (answer) {
            // A key update wants an answer, close_notify and errors an alert.
            try {
                sendSealed(NOTHING, 0, 0, deadline);
            } catch (AtException gone) {
                LOG.log(System.Logger.Level.DEBUG, "no answer could be sent to " + peer, gone);
            }
        }
    }

    /** The other end keeps this one busy with records that hold nothing: it gets an alert, and the connection is closed. */
    private void flooded() throws IOException {
        failure = broken(UNEXPECTED, Text.of("tls.flood", RecordWatch.MOST_WITHOUT_DATA), null);
        protocol.close();
    }

    private void noteEnd() {
        engine.lock();
        try {
            if (!protocol.isClosed() && ending == null && failure == null) {
                failure = end.cutShort(dataCame, link.whyClosed()).orElse(null);
                if (failure == null && wasReset()) {
                    failure = broken(IO, Text.of("tls.reset"), link.whyClosed().orElse(null));
                } else if (failure == null && records.insideRecord()) {
                    failure = broken(IO, Text.of("tls.cut-in-record"), null);
                }
                // RFC 8446 §6.1: an end without close_notify may be a cut.
                ending = new AtException(
                        AtException.Kind.LINK_CLOSED,
                        "the peer closed without close_notify: the end of the data may be missing",
                        link.whyClosed().map(AtException::atLine).orElse(""),
                        link.whyClosed().orElse(null));
            }
        } finally {
            engine.unlock();
        }
    }

    /** The connection did not end with a FIN: the link broke, or the peer reset it where the firmware reports that. */
    private boolean wasReset() {
        return link.whyClosed()
                .map(why -> why.kind() == AtException.Kind.LINK_BROKEN || why.getCause() instanceof IOException)
                .orElse(false);
    }

    private TlsFailure broken(int number, Text what, Throwable cause) {
        return new TlsFailure(
                TlsFailure.Stage.DATA,
                Text.of("tls.to", peer, what),
                Optional.empty(),
                false,
                end.offered(),
                peer,
                "",
                cause,
                number);
    }

    private TlsFailure fail(IOException cause) {
        if (failure == null) {
            failure = end.explain(cause);
        }
        return failure;
    }

    @Override
    public void write(byte[] buffer, int offset, int length, Deadline deadline) {
        if (failure != null) {
            throw failure;
        }
        sendSealed(buffer, offset, length, deadline);
    }

    private void sendSealed(byte[] buffer, int offset, int length, Deadline deadline) {
        sending.lock();
        try {
            byte[] out;
            engine.lock();
            try {
                if (length > 0) {
                    if (closed || protocol.isClosed()) {
                        throw new AtException(
                                AtException.Kind.LINK_CLOSED, "the TLS connection to " + peer + " is closed", "");
                    }
                    protocol.writeApplicationData(buffer, offset, length);
                }
                out = takeOutput(protocol);
            } catch (IOException broken) {
                throw fail(broken);
            } finally {
                engine.unlock();
            }
            if (out.length > 0) {
                link.write(out, 0, out.length, deadline);
            }
        } finally {
            sending.unlock();
        }
    }

    @Override
    public void flush(Deadline deadline) {
        if (link.isOpen()) {
            link.flush(deadline);
        }
    }

    /**
     * Plaintext at hand; what has arrived meanwhile is decrypted first, without waiting: at most one record's bytes, so that
     * a peer that sends without end blocks no caller here.
     */
    @Override
    public int available() {
        // What the module still holds needs a command to be fetched, and a command needs its time.
        Deadline soon = Deadline.in(clock(), FETCH);
        int taken = 0;
        while (true) {
            int ready = plainAvailable();
            int waiting = link.available();
            if (ready > 0
                    || failure != null
                    || closed
                    || waiting == 0
                    || taken >= RecordWatch.LONGEST_RECORD
                    || soon.expired()) {
                return ready;
            }
            int got;
            try {
                got = link.read(wire, 0, Math.min(wire.length, waiting), soon);
            } catch (AtException broken) {
                ending = broken;
                return 0;
            }
            if (got <= 0) {
                return 0;
            }
            taken += got;
            decrypt(got, soon);
        }
    }

    private io.github.wroom4j.hal.Clock clock() {
        return end.clock();
    }

    private int plainAvailable() {
        engine.lock();
        try {
            return protocol.applicationDataAvailable();
        } finally {
            engine.unlock();
        }
    }

    @Override
    public boolean isOpen() {
        if (!closed && !link.isOpen() && link.available() == 0) {
            noteEnd();
        }
        return !closed && failure == null && ending == null && !protocol.isClosed() && link.isOpen();
    }

    @Override
    public Optional<AtException> whyClosed() {
        if (failure != null) {
            return Optional.of(new AtException(AtException.Kind.LINK_BROKEN, failure.getMessage(), "", failure));
        }
        return ending != null ? Optional.of(ending) : link.whyClosed();
    }

    @Override
    public void close() {
        close(CLOSE_NOTIFY_WAIT, link::close);
    }

    @Override
    public void close(Deadline deadline) {
        var left = java.time.Duration.ofNanos(Math.max(0, deadline.remainingNanos()));
        close(left.compareTo(CLOSE_NOTIFY_WAIT) < 0 ? left : CLOSE_NOTIFY_WAIT, () -> link.close(deadline));
    }

    private void close(java.time.Duration notify, Runnable closeLink) {
        if (closed) {
            return;
        }
        sending.lock();
        try {
            byte[] goodbye;
            engine.lock();
            try {
                closed = true;
                protocol.close();
            } catch (IOException late) {
                LOG.log(System.Logger.Level.DEBUG, "closing TLS to " + peer, late);
            } finally {
                goodbye = takeOutput(protocol);
                engine.unlock();
            }
            if (goodbye.length > 0 && link.isOpen()) {
                // TLS-35: close_notify is sent, the peer's is not awaited.
                link.write(goodbye, 0, goodbye.length, Deadline.in(clock(), notify));
            }
        } catch (AtException gone) {
            LOG.log(System.Logger.Level.DEBUG, "close_notify could not be sent to " + peer, gone);
        } finally {
            sending.unlock();
            closeLink.run();
        }
    }

    private static final java.time.Duration FETCH = Timeouts.DEFAULT.command();
    private static final java.time.Duration CLOSE_NOTIFY_WAIT = java.time.Duration.ofSeconds(2);

    @Override
    public Optional<TlsFailure> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public Optional<AtException> endWithoutCloseNotify() {
        return failure != null ? Optional.empty() : Optional.ofNullable(ending);
    }

    @Override
    public LinkRequest request() {
        return link.request();
    }

    @Override
    public LinkRequest peer(Deadline deadline) {
        return link.peer(deadline);
    }

    @Override
    public TlsLocation location() {
        return TlsLocation.HOST;
    }

    @Override
    public Optional<String> version() {
        return Optional.of(negotiated.getNegotiatedVersion().getName());
    }

    @Override
    public Optional<String> suite() {
        return Optional.of(CipherSuite.of(negotiated.getCipherSuite()).name());
    }

    @Override
    public List<X509Certificate> peerChain() {
        return chain;
    }

    @Override
    public Optional<String> alpn() {
        return Optional.ofNullable(negotiated.getApplicationProtocol()).map(ProtocolName::getUtf8Decoding);
    }

    @Override
    public boolean resumed() {
        return negotiated.isResumedSession();
    }

    @Override
    public OptionalInt fragmentLength() {
        short code = negotiated.getMaxFragmentLength();
        return code < 1 || code > 4 ? OptionalInt.empty() : OptionalInt.of(1 << (code + 8));
    }
}

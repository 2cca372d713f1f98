package io.github.wroom4j.tls;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.words.Text;
import io.github.wroom4j.words.Wording;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.tls.TlsProtocol;

/** One handshake over one link, as client or as server: bytes out, bytes in, until it stands or the reason is known. */
abstract class HandshakeLoop {
    /** More than any honest handshake: who keeps talking is stopped here if not by the deadline. */
    private static final int MOST_BYTES = 256 * 1024;

    /**
     * A client's dummy of TLS 1.3, the only output of that length. Alone it would cost a CIPSEND; RFC 8446 §D.4 wants it
     * before the second flight, and there it continues.
     */
    private static final int LONE_CHANGE_CIPHER_SPEC = 6;

    private final Link link;
    private final Peer peer;
    private final TlsProtocol protocol;
    private final HandshakeEnd end;
    private final RecordWatch records = new RecordWatch();
    private int bytesIn;
    private byte[] firstBytes = new byte[0];

    HandshakeLoop(Link link, Peer peer, TlsProtocol protocol, HandshakeEnd end) {
        this.link = link;
        this.peer = peer;
        this.protocol = protocol;
        this.end = end;
    }

    /** The first step: the client's hello, or the server's readiness for it. */
    abstract void begin(Deadline deadline) throws IOException;

    /** Whom we talk to: the server or the client. */
    abstract Text other();

    /** What to say when nothing, or not enough, came. */
    abstract TlsFailure tooLittle(boolean inTime, int bytes, Throwable cause);

    /** The failure for an answer that is not TLS. */
    abstract TlsFailure notTls(String text);

    /** A handshake that failed without an alert. */
    final TlsFailure failure(Text what, int number, String advice, Throwable cause) {
        return new TlsFailure(
                end.stage(),
                Text.of("tls.to", peer, what),
                Optional.empty(),
                false,
                end.offered(),
                peer,
                advice,
                cause,
                number);
    }

    /** The handshake stands; its last flight has been written, not yet sent. */
    abstract void done(Deadline deadline);

    /** Wording of every byte before Bouncy Castle is. */
    void arrived(byte[] buffer, int count) {
        // Of interest to a client only.
    }

    /** What an exception of Bouncy Castle means. */
    TlsFailure explain(IOException broken) {
        return end.explain(broken);
    }

    final Peer peer() {
        return peer;
    }

    final Link link() {
        return link;
    }

    /** Runs it; the link is closed unless it succeeds. */
    final HostTlsLink run(Deadline deadline) {
        try {
            begin(deadline);
            byte[] buffer = new byte[2048];
            while (protocol.isHandshaking()) {
                send(deadline);
                int got = link.read(buffer, 0, buffer.length, deadline);
                if (got <= 0) {
                    throw tooLittle(got < 0, bytesIn, got < 0 ? link.whyClosed().orElse(null) : null);
                }
                requireTls(buffer, got);
                bytesIn += got;
                if (bytesIn > MOST_BYTES) {
                    throw failure(Text.of("tls.too-long", other(), MOST_BYTES), 10, "", null);
                }
                arrived(buffer, got);
                protocol.offerInput(buffer, 0, got);
                records.came(buffer, got, true);
                if (deadline.expired() && protocol.isHandshaking()) {
                    throw tooLittle(false, bytesIn, null);
                }
            }
            lastFlight(deadline);
            return new HostTlsLink(link, peer, protocol, end, records);
        } catch (TlsFailure failure) {
            link.close();
            throw failure;
        } catch (IOException refused) {
            TlsFailure failure = explain(refused);
            sayGoodbye(deadline);
            throw failure;
        } catch (AtException broken) {
            link.close();
            throw failure(Text.of("tls.link-broke", Wording.of(broken)), 0, "", broken);
        } catch (RuntimeException inBouncyCastle) {
            link.close();
            throw failure(
                    Text.of("tls.broke-inside", Wording.quoted(inBouncyCastle.toString())), 10, "", inBouncyCastle);
        }
    }

    /** A peer that said all it had to say behind its Finished and left cannot take ours; its data is there to be read. */
    private void lastFlight(Deadline deadline) {
        try {
            send(deadline);
            done(deadline);
        } catch (AtException gone) {
            if (protocol.applicationDataAvailable() == 0 && !protocol.isClosed()) {
                throw gone;
            }
            System.getLogger(HandshakeLoop.class.getName())
                    .log(System.Logger.Level.DEBUG, "our last flight could not be sent to " + peer, gone);
        }
    }

    private void send(Deadline deadline) {
        if (protocol.isHandshaking() && protocol.getAvailableOutputBytes() == LONE_CHANGE_CIPHER_SPEC) {
            return;
        }
        byte[] out = HostTlsLink.takeOutput(protocol);
        if (out.length > 0) {
            link.write(out, 0, out.length, deadline);
        }
    }

    /** Our alert still goes out: the other end's log is someone's only clue. */
    private void sayGoodbye(Deadline deadline) {
        try {
            byte[] alert = HostTlsLink.takeOutput(protocol);
            if (alert.length > 0 && link.isOpen()) {
                link.write(alert, 0, alert.length, deadline);
                link.flush(deadline);
            }
        } catch (AtException gone) {
            System.getLogger(HandshakeLoop.class.getName())
                    .log(System.Logger.Level.DEBUG, "the alert could not be sent to " + peer, gone);
        } finally {
            link.close();
        }
    }

    /** Plain text is recognised at its first byte, before Bouncy Castle waits for a record that never ends. */
    private void requireTls(byte[] buffer, int length) {
        if (firstBytes.length >= 2) {
            return;
        }
        byte[] seen = Arrays.copyOf(firstBytes, firstBytes.length + length);
        System.arraycopy(buffer, 0, seen, firstBytes.length, length);
        boolean record = seen[0] >= 20 && seen[0] <= 24 && (seen.length < 2 || seen[1] == 3);
        if (!record) {
            throw notTls(new String(seen, 0, Math.min(seen.length, 40), StandardCharsets.ISO_8859_1)
                    .replaceAll("[^\\x20-\\x7e]", "."));
        }
        firstBytes = Arrays.copyOf(seen, Math.min(2, seen.length));
    }
}

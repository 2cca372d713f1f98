package io.github.wroom4j.mock.firmware.links;

import io.github.wroom4j.mock.loop.Lane;
import io.github.wroom4j.mock.tls.TlsEvents;
import io.github.wroom4j.mock.tls.TlsSession;
import io.github.wroom4j.mock.tls.TlsWish;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An SSL link on a socket: the firmware's own TLS library between lwIP and the link. */
final class TlsSocket extends TcpSocket implements TlsEvents {
    /** ESP-AT waits that long for each packet of a handshake (at-protocol §7.3). */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** −28, as espconn calls a failed handshake; ESP-AT shows plain ERROR for every number. */
    private static final int HANDSHAKE_FAILED = -28;
    /** Plaintext of one record at most. */
    private static final int RECORD = 4096;

    private final SslWish ssl;
    private TlsSession session;
    private Lane.Timer watchdog;

    TlsSocket(SocketGround ground, LinkWish wish, LinkEvents events) {
        super(ground, wish, events);
        this.ssl = wish.ssl();
    }

    @Override
    public void connected() {
        awaitPeer();
        session = ground.tls().start(tlsWish(), this::write, this);
    }

    private TlsWish tlsWish() {
        TlsWish wish = TlsWish.plain(ssl.bufferSize(), ground.ip().chip().secrets());
        if (!ssl.serverName().isEmpty()) {
            wish = wish.to(ssl.serverName(), true);
        }
        wish = wish.named(ssl.checkName().isEmpty() ? null : ssl.checkName());
        if (ssl.key() != null) {
            wish = wish.as(ssl.chain(), ssl.key());
        }
        if (ssl.authorities() != null) {
            wish = wish.trusting(ssl.authorities(), ground.ip().chip().uptimeMicros(), Optional.empty());
        }
        if (ssl.fingerprint() != null) {
            wish = wish.pinned(ssl.fingerprint());
        }
        Optional<TlsWish.Psk> psk = ssl.psk().isEmpty()
                ? Optional.empty()
                : Optional.of(new TlsWish.Psk(ssl.pskHint(), ssl.psk().getBytes(StandardCharsets.UTF_8)));
        int fragment = Math.min(ground.largestFragment(), ssl.bufferSize());
        return wish.with(ssl.alpn(), fragment >= 512 && fragment <= 4096 ? fragment : 0, psk);
    }

    private void awaitPeer() {
        if (watchdog != null) {
            watchdog.cancel();
        }
        watchdog = ground.ip().lane().after(PATIENCE, () -> {
            if (session != null && !session.isEstablished()) {
                fail(HANDSHAKE_FAILED);
            }
        });
    }

    @Override
    void take(byte[] bytes) {
        if (session == null || isClosing()) {
            return;
        }
        if (!session.isEstablished()) {
            awaitPeer();
        }
        int result = session.feed(bytes);
        if (result < 0) {
            fail(HANDSHAKE_FAILED);
        }
    }

    @Override
    public void established() {
        watchdog.cancel();
        events.connected();
    }

    @Override
    public void plaintext(byte[] bytes) {
        events.received(bytes, remoteIp(), remotePort());
    }

    @Override
    public void alertReceived(int level, int description) {
        if (description == 0 && !isClosing()) {
            // close_notify: the peer is done.
            finished();
        }
    }

    @Override
    public int send(byte[] bytes) {
        if (bytes.length == 0) {
            return HANDSHAKE_FAILED;
        }
        for (int from = 0; from < bytes.length; ) {
            int n = session.send(bytes, from, Math.min(RECORD, bytes.length - from));
            if (n <= 0) {
                return n == 0 ? HANDSHAKE_FAILED : n;
            }
            from += n;
        }
        reportSent();
        return 0;
    }

    /** What the host took is plaintext: the window is opened when all of it is. */
    @Override
    public void taken(int bytes) {}

    @Override
    public void close() {
        if (session != null && !isClosing()) {
            session.close();
        }
        super.close();
    }

    @Override
    public void finished() {
        if (session != null && !session.isEstablished() && !isClosing()) {
            fail(HANDSHAKE_FAILED);
            return;
        }
        super.finished();
    }

    @Override
    public boolean fragmentLengthAgreed() {
        return session != null && session.facts().fragmentLength() > 0;
    }

    /** The chain is not needed here. */
    @Override
    public void chain(List<byte[]> certificates) {}
}

package io.github.wroom4j.mock;

import io.github.wroom4j.mock.lwip.Peer;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Leaf;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** A peer behind TLS 1.2, as JSSE speaks it, in the chip's own lane. */
final class TlsPeer implements Peer {
    private static final SSLContext CONTEXT = context();

    private final Peer behind;
    private final SSLEngine engine = CONTEXT.createSSLEngine();
    private final Plain plain = new Plain();
    private byte[] coming = {};
    private Line wire;

    TlsPeer(Peer behind) {
        this.behind = behind;
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(new String[] {"TLSv1.2"});
    }

    private static SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(DemoAuthority.create().issue(Leaf.localhost()).keyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    @Override
    public void opened(Line line) {
        wire = line;
    }

    @Override
    public void received(Line line, byte[] bytes) {
        coming = join(coming, bytes);
        boolean greeted =
                engine.getSession().isValid() && engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
        try {
            read();
        } catch (SSLException e) {
            line.reset();
            return;
        }
        if (!greeted && engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
            behind.opened(plain);
        }
    }

    private void read() throws SSLException {
        var text = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        while (true) {
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                engine.getDelegatedTask().run();
            } else if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                wrap(new byte[0]);
            } else {
                ByteBuffer in = ByteBuffer.wrap(coming);
                SSLEngineResult result = engine.unwrap(in, text.clear());
                coming = Arrays.copyOfRange(coming, in.position(), coming.length);
                if (text.flip().hasRemaining()) {
                    var bytes = new byte[text.remaining()];
                    text.get(bytes);
                    behind.received(plain, bytes);
                }
                if (result.getStatus() != SSLEngineResult.Status.OK || in.position() == 0 && coming.length == 0) {
                    return;
                }
            }
        }
    }

    private void wrap(byte[] bytes) throws SSLException {
        var out = new ByteArrayOutputStream();
        ByteBuffer from = ByteBuffer.wrap(bytes);
        var record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        do {
            engine.wrap(from, record.clear());
            out.write(record.array(), 0, record.position());
        } while (from.hasRemaining());
        wire.send(out.toByteArray());
    }

    @Override
    public void finished(Line line) {
        behind.finished(plain);
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    /** What the peer behind sees of the connection. */
    private final class Plain implements Line {
        @Override
        public void send(byte[] bytes) {
            try {
                wrap(bytes);
            } catch (SSLException e) {
                throw new IllegalStateException("what a peer sends is always encrypted", e);
            }
        }

        @Override
        public void end() {
            wire.end();
        }

        @Override
        public void reset() {
            wire.reset();
        }
    }
}

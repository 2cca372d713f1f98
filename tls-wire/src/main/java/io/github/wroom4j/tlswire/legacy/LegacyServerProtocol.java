package io.github.wroom4j.tlswire.legacy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Consumer;
import org.bouncycastle.tls.ClientHello;
import org.bouncycastle.tls.HandshakeMessageInput;
import org.bouncycastle.tls.ServerHello;
import org.bouncycastle.tls.TlsServerProtocol;

/**
 * Bouncy Castle's server, with the RC4 suites under their aliases. The {@code TlsServer} that is accepted on it names
 * its suites by {@link AliasSuites#inside}, takes {@link LegacyCrypto}, and resumes no session.
 */
public final class LegacyServerProtocol extends TlsServerProtocol {
    private Consumer<int[]> offered = suites -> {};

    /** Non-blocking: bytes are offered and fetched. */
    public LegacyServerProtocol() {}

    /** Blocking, over streams. */
    public LegacyServerProtocol(InputStream in, OutputStream out) {
        super(in, out);
    }

    /** Reports which suites the client offered, as they stand on the wire. */
    public void onOffer(Consumer<int[]> listener) {
        offered = listener;
    }

    @Override
    protected ServerHello generateServerHello(ClientHello hello, HandshakeMessageInput message) throws IOException {
        offered.accept(hello.getCipherSuites().clone());
        var inside = new ClientHello(
                hello.getVersion(),
                hello.getRandom(),
                hello.getSessionID(),
                hello.getCookie(),
                AliasSuites.inside(hello.getCipherSuites()),
                hello.getExtensions(),
                hello.getBindersSize());
        return super.generateServerHello(inside, message);
    }

    @Override
    protected void sendServerHelloMessage(ServerHello hello) throws IOException {
        super.sendServerHelloMessage(new ServerHello(
                hello.getVersion(),
                hello.getRandom(),
                hello.getSessionID(),
                AliasSuites.onWire(hello.getCipherSuite()),
                hello.getExtensions()));
    }

    /**
     * Asks the client for a second handshake on this connection, which this server would then refuse itself.
     *
     * @throws IOException if the request cannot be written
     */
    public void requestRenegotiation() throws IOException {
        sendHelloRequestMessage();
    }
}

package io.github.wroom4j.tls;

import io.github.wroom4j.at.Link;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.words.Text;
import java.io.IOException;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** The server's handshake over a link that the module accepted. */
final class ServerHandshake extends HandshakeLoop {
    private final ServerEnd server;
    private final TlsServerProtocol protocol;
    private final HostPace pace;

    ServerHandshake(Link link, Peer peer, ServerSettings settings, BcTlsCrypto crypto, Clock clock, HostPace pace) {
        this(link, peer, new ServerEnd(crypto, peer, settings, clock), new TlsServerProtocol(), pace);
    }

    private ServerHandshake(Link link, Peer peer, ServerEnd server, TlsServerProtocol protocol, HostPace pace) {
        super(link, peer, protocol, server);
        this.server = server;
        this.protocol = protocol;
        this.pace = pace;
    }

    @Override
    void begin(Deadline deadline) throws IOException {
        protocol.accept(server);
    }

    @Override
    void done(Deadline deadline) {
        link().flush(deadline); // the client waits for it before it asks for anything
    }

    @Override
    Text other() {
        return Text.of("tls.client");
    }

    @Override
    TlsFailure tooLittle(boolean inTime, int bytes, Throwable cause) {
        Text what = bytes == 0 ? Text.of("tls.no-hello") : Text.of("tls.not-finished", bytes);
        String advice = inTime ? "" : pace.slowness().orElse("");
        return failure(Text.of(inTime ? "tls.client-closed" : "tls.in-time", what), 0, advice, cause);
    }

    @Override
    TlsFailure notTls(String text) {
        return failure(
                Text.of("tls.client-not-tls", text),
                3,
                "Connect with TLS: a URL of this server begins with https.",
                null);
    }
}

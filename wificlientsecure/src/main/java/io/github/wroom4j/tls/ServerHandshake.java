package io.github.wroom4j.tls;

import io.github.wroom4j.at.Link;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.tls.TlsServerProtocol;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** The server's handshake over a link that the module accepted. */
final class ServerHandshake extends HandshakeLoop {
    private final ServerEnd server;
    private final TlsServerProtocol protocol;

    ServerHandshake(Link link, Peer peer, ServerSettings settings, BcTlsCrypto crypto, Clock clock) {
        this(link, peer, new ServerEnd(crypto, peer, settings, clock), new TlsServerProtocol());
    }

    private ServerHandshake(Link link, Peer peer, ServerEnd server, TlsServerProtocol protocol) {
        super(link, peer, protocol, server);
        this.server = server;
        this.protocol = protocol;
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
    String other() {
        return "the client";
    }

    @Override
    TlsFailure tooLittle(boolean inTime, int bytes, Throwable cause) {
        String what = bytes == 0 ? "no hello came" : "the handshake was not finished; " + bytes + " bytes had come";
        return failure(inTime ? "the client closed the connection: " + what : what + " in time", 0, "", cause);
    }

    @Override
    TlsFailure notTls(String text) {
        return failure(
                "this is not TLS: the client said '" + text + "'",
                3,
                "Connect with TLS: a URL of this server begins with https.",
                null);
    }

    @Override
    TlsFailure failure(String what, int number, String advice, Throwable cause) {
        return new TlsFailure(
                server.stage(),
                "TLS to " + peer() + ": " + what,
                Optional.empty(),
                false,
                List.of(),
                peer(),
                advice,
                cause,
                number);
    }
}

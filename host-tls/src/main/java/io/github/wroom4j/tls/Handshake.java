package io.github.wroom4j.tls;

import io.github.wroom4j.at.Link;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.tlswire.ServerAnswer;
import io.github.wroom4j.tlswire.TlsFormatException;
import io.github.wroom4j.words.Text;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** The client's handshake. */
final class Handshake extends HandshakeLoop {
    private final HandshakeClient client;
    private final TlsClientProtocol protocol;
    private final HostPace pace;
    private final ServerAnswer.Reader answer = new ServerAnswer.Reader();

    Handshake(Link link, Peer peer, TlsSettings settings, BcTlsCrypto crypto, Clock clock, HostPace pace) {
        this(link, peer, new HandshakeClient(crypto, peer, settings, clock), new TlsClientProtocol(), pace);
    }

    private Handshake(Link link, Peer peer, HandshakeClient client, TlsClientProtocol protocol, HostPace pace) {
        super(link, peer, protocol, client);
        this.client = client;
        this.protocol = protocol;
        this.pace = pace;
    }

    /** Reports the connection's keys, line by line. */
    Handshake keyLog(Optional<Consumer<String>> lines) {
        lines.ifPresent(client::keyLog);
        return this;
    }

    @Override
    void begin(Deadline deadline) throws IOException {
        protocol.connect(client);
        byte[] hello = HostTlsLink.takeOutput(protocol);
        client.offered(Offer.readBack(hello));
        link().write(hello, 0, hello.length, deadline);
    }

    @Override
    void done(Deadline deadline) {
        // A Finished that comes last goes with the sketch's first bytes, in one CIPSEND; without any, the link sends it
        // by itself, soon.
    }

    @Override
    void arrived(byte[] buffer, int count) {
        if (answer.answer().hello().isEmpty()) {
            answer.offer(buffer, 0, count);
        }
    }

    /** Most faults of a ServerHello are one alert to Bouncy Castle: only the hello itself distinguishes them. */
    @Override
    TlsFailure explain(IOException broken) {
        TlsFailure failure = super.explain(broken);
        if (failure.stage() != TlsFailure.Stage.HELLO || failure.alertFromPeer()) {
            return failure;
        }
        return fault().map(fault -> new TlsFailure(
                        failure.stage(),
                        Text.of(
                                "tls.to",
                                peer(),
                                failure.alert()
                                        .map(sent -> Text.of("tls.hello-fault.refused", fault.what(), sent.label()))
                                        .orElseGet(() -> Text.of("tls.hello-fault", fault.what()))),
                        failure.alert(),
                        false,
                        failure.offered(),
                        peer(),
                        "",
                        broken,
                        fault.number()))
                .orElse(failure);
    }

    private Optional<HelloFault> fault() {
        try {
            ServerAnswer heard = answer.answer();
            return heard.hello()
                    .map(hello -> HelloFault.of(hello, client.settings()))
                    .orElseGet(() -> heard.oddity().flatMap(HelloFault::of));
        } catch (TlsFormatException unreadable) {
            return Optional.empty(); // an extension that cannot be read: Bouncy Castle's own words are the better ones
        }
    }

    @Override
    Text other() {
        return Text.of("tls.server");
    }

    @Override
    TlsFailure tooLittle(boolean inTime, int bytes, Throwable cause) {
        if (inTime) {
            return failure(
                    bytes == 0 ? Text.of("tls.closed-at-once") : Text.of("tls.closed-after", bytes),
                    0,
                    bytes == 0 ? "A firewall, or no TLS at that port, or a server that wants another hello." : "",
                    cause);
        }
        return failure(
                bytes == 0 ? Text.of("tls.no-answer") : Text.of("tls.not-finished-in-time", bytes),
                0,
                pace.slowness().map(slow -> slow + " ").orElse("")
                        + "Give it more time by setHandshakeTimeout() or run --handshake-timeout, or check what stands at that port.",
                null);
    }

    @Override
    TlsFailure notTls(String text) {
        return failure(
                Text.of("tls.not-tls", text),
                3, // measured: 3, not 9 (arduino-api §16, correction to TLS-38)
                "Is it the right port? HTTPS is usually 443, HTTP 80.",
                null);
    }
}

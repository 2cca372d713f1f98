package io.github.wroom4j.tls;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.tls.TlsFailure.Stage;
import io.github.wroom4j.tls.trust.TrustRefusal;
import io.github.wroom4j.tlswire.Alert;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** One handshake over one link: bytes out, bytes in, until it stands or the reason is known. */
final class Handshake {
    /** More than any honest handshake: a server that keeps talking is stopped here if not by the deadline. */
    private static final int MOST_BYTES = 256 * 1024;

    private final Link link;
    private final Peer peer;
    private final TlsSettings settings;
    private final HandshakeClient client;
    private final TlsClientProtocol protocol = new TlsClientProtocol();
    private List<String> offered = List.of();
    private int bytesIn;
    private byte[] firstBytes = new byte[0];

    Handshake(Link link, Peer peer, TlsSettings settings, BcTlsCrypto crypto, Clock clock) {
        this.link = link;
        this.peer = peer;
        this.settings = settings;
        this.client = new HandshakeClient(crypto, peer, settings, clock);
    }

    /** Tells the connection's keys, line by line. */
    Handshake keyLog(Optional<Consumer<String>> lines) {
        lines.ifPresent(client::keyLog);
        return this;
    }

    /** Runs it; the link is closed unless it succeeds. */
    HostTlsLink run(Deadline deadline) {
        try {
            protocol.connect(client);
            byte[] hello = HostTlsLink.takeOutput(protocol);
            offered = Offer.readBack(hello);
            link.write(hello, 0, hello.length, deadline);
            byte[] buffer = new byte[2048];
            while (protocol.isHandshaking()) {
                send(deadline);
                int got = link.read(buffer, 0, buffer.length, deadline);
                if (got <= 0) {
                    throw got == 0 ? outOfTime() : ended();
                }
                requireTls(buffer, got);
                bytesIn += got;
                if (bytesIn > MOST_BYTES) {
                    throw failure("the server's handshake is longer than " + MOST_BYTES + " bytes", 10, "", null);
                }
                protocol.offerInput(buffer, 0, got);
            }
            send(deadline);
            link.flush(deadline);
            return new HostTlsLink(link, peer, protocol, client, offered);
        } catch (TlsFailure failure) {
            link.close();
            throw failure;
        } catch (IOException refused) {
            TlsFailure failure = explain(refused);
            sayGoodbye(deadline);
            throw failure;
        } catch (AtException broken) {
            link.close();
            throw linkBroke(broken);
        } catch (RuntimeException inBouncyCastle) {
            link.close();
            throw failure("the handshake broke inside: " + inBouncyCastle, 10, "", inBouncyCastle);
        }
    }

    private void send(Deadline deadline) {
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
            System.getLogger(Handshake.class.getName())
                    .log(System.Logger.Level.DEBUG, "the alert could not be sent to " + peer, gone);
        } finally {
            link.close();
        }
    }

    /** A plain-text answer is told at its first byte, before Bouncy Castle waits for a record that never ends. */
    private void requireTls(byte[] buffer, int length) {
        if (firstBytes.length >= 2) {
            return;
        }
        byte[] seen = java.util.Arrays.copyOf(firstBytes, firstBytes.length + length);
        System.arraycopy(buffer, 0, seen, firstBytes.length, length);
        boolean record = seen[0] >= 20 && seen[0] <= 24 && (seen.length < 2 || seen[1] == 3);
        if (!record) {
            String text = new String(seen, 0, Math.min(seen.length, 40), StandardCharsets.ISO_8859_1)
                    .replaceAll("[^\\x20-\\x7e]", ".");
            throw failure(
                    "this is not TLS: the server answered '" + text + "'",
                    3, // measured: 3, not 9 (arduino-api §16, correction to TLS-38)
                    "Is it the right port? HTTPS is usually 443, HTTP 80.",
                    null);
        }
        firstBytes = java.util.Arrays.copyOf(seen, Math.min(2, seen.length));
    }

    private TlsFailure outOfTime() {
        return failure(
                bytesIn == 0
                        ? "no answer to the hello in time"
                        : "the handshake was not finished in time; " + bytesIn + " bytes had come",
                0,
                "Give it more time by setHandshakeTimeout(), or check what stands at that port.",
                null);
    }

    private TlsFailure ended() {
        String when = bytesIn == 0 ? "without a byte in answer to the hello" : "after " + bytesIn + " bytes";
        return failure(
                "the server closed the connection " + when,
                0,
                bytesIn == 0 ? "A firewall, or no TLS at that port, or a server that wants another hello." : "",
                link.whyClosed().orElse(null));
    }

    private TlsFailure linkBroke(AtException cause) {
        return failure("the link broke: " + cause.getMessage(), 0, "", cause);
    }

    private TlsFailure explain(IOException cause) {
        Optional<TrustRefusal> refusal = client.refusal();
        if (refusal.isPresent()) {
            TrustRefusal why = refusal.get();
            Alert sent = Alert.of(why.error().alert());
            return new TlsFailure(
                    Stage.CERTIFICATE,
                    "TLS to " + peer + ": " + why.message() + " (refused with " + sent.label() + ")",
                    Optional.of(sent),
                    false,
                    offered,
                    peer,
                    why.advice(),
                    cause,
                    why.error().code());
        }
        return explain(cause, client, offered, peer, settings);
    }

    /** Explains an alert, ours or theirs; also for one that comes after the handshake. */
    static TlsFailure explain(
            IOException cause, HandshakeClient client, List<String> offered, Peer peer, TlsSettings settings) {
        if (cause instanceof TlsFatalAlertReceived || client.alertReceived().isPresent()) {
            Alert alert = client.alertReceived()
                    .orElseGet(() -> Alert.of(((TlsFatalAlertReceived) cause).getAlertDescription() & 0xff));
            return new TlsFailure(
                    client.stage(),
                    "TLS to " + peer + ": the server sent " + alert.label() + ": " + alert.meaning(),
                    Optional.of(alert),
                    true,
                    offered,
                    peer,
                    Explain.advice(
                            alert,
                            client.certificateAsked(),
                            settings.clientKey().isPresent()),
                    cause,
                    alert.code());
        }
        Alert own = client.alertRaised()
                .orElseGet(
                        () -> Alert.of(cause instanceof TlsFatalAlert fatal ? fatal.getAlertDescription() & 0xff : 80));
        String text = client.raisedText().isEmpty() ? own.meaning() : client.raisedText();
        Throwable behind = client.raisedCause().orElse(cause);
        if (behind.getMessage() != null && !text.contains(behind.getMessage())) {
            text += ": " + behind.getMessage();
        }
        return new TlsFailure(
                client.stage(),
                "TLS to " + peer + ": the server's answer was refused with " + own.label() + ": " + text,
                Optional.of(own),
                false,
                offered,
                peer,
                "",
                behind,
                Explain.numberForOwn(own));
    }

    /** TLS 1.3 tells a missing certificate after the handshake, and a reset on the way can swallow even that. */
    static TlsFailure cutForLackOfCertificate(Peer peer, List<String> offered, Optional<AtException> why) {
        return new TlsFailure(
                Stage.DATA,
                "TLS to " + peer + ": the server asked for a client certificate, got none and closed",
                Optional.empty(),
                false,
                offered,
                peer,
                Explain.CLIENT_CERTIFICATE,
                why.orElse(null),
                0);
    }

    private TlsFailure failure(String what, int number, String advice, Throwable cause) {
        return new TlsFailure(
                client.stage(),
                "TLS to " + peer + ": " + what,
                Optional.empty(),
                false,
                offered,
                peer,
                advice,
                cause,
                number);
    }
}

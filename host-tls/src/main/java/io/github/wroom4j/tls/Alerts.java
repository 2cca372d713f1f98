package io.github.wroom4j.tls;

import io.github.wroom4j.tls.TlsFailure.Stage;
import io.github.wroom4j.tlswire.Alert;
import io.github.wroom4j.words.Text;
import io.github.wroom4j.words.Wording;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bouncycastle.tls.AlertLevel;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;

/** The alerts of one connection as Bouncy Castle reports them, and the failure that they make. */
final class Alerts {
    private Alert received;
    private Alert raised;
    private String text = "";
    private Throwable cause;

    void raised(short level, short description, String message, Throwable why) {
        if (level == AlertLevel.fatal) {
            raised = Alert.of(description & 0xff);
            text = message == null ? "" : message;
            cause = why;
        }
    }

    /** A warning counts only while it can still explain a handshake that does not come about. */
    void received(short level, short description, boolean handshaking) {
        if (level == AlertLevel.fatal || handshaking) {
            received = Alert.of(description & 0xff);
        }
    }

    /**
     * What broke the connection: the other end's alert, else our own.
     *
     * @param other the server or the client
     * @param advice what to do about an alert that the other end sent
     */
    TlsFailure failure(
            IOException broken,
            Stage stage,
            List<String> offered,
            Peer peer,
            Text other,
            Function<Alert, String> advice) {
        if (broken instanceof TlsFatalAlertReceived || received != null) {
            Alert alert = received != null
                    ? received
                    : Alert.of(((TlsFatalAlertReceived) broken).getAlertDescription() & 0xff);
            return new TlsFailure(
                    stage,
                    Text.of("tls.to", peer, Text.of("tls.alert", other, alert.label(), Wording.meaning(alert))),
                    Optional.of(alert),
                    true,
                    offered,
                    peer,
                    advice.apply(alert),
                    broken,
                    alert.code());
        }
        Alert own = raised != null
                ? raised
                : Alert.of(broken instanceof TlsFatalAlert fatal ? fatal.getAlertDescription() & 0xff : 80);
        Text why = text.isEmpty() ? Wording.meaning(own) : Wording.quoted(text);
        Throwable behind = cause != null ? cause : broken;
        if (behind.getMessage() != null && !why.toString().contains(behind.getMessage())) {
            why = Text.of("tls.because", why, Wording.quoted(behind.getMessage()));
        }
        return new TlsFailure(
                stage,
                Text.of("tls.to", peer, Text.of("tls.refused-own", other, own.label(), why)),
                Optional.of(own),
                false,
                offered,
                peer,
                "",
                behind,
                Explain.numberForOwn(own));
    }
}

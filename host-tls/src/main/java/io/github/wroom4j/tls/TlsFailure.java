package io.github.wroom4j.tls;

import io.github.wroom4j.tlswire.Alert;
import io.github.wroom4j.words.Text;
import java.util.List;
import java.util.Optional;

/**
 * A TLS connection that did not come about or broke: the hour with a packet capture, as a value.
 */
public class TlsFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Stage stage;
    private final transient Text what;
    private final transient Alert alert;
    private final boolean alertFromPeer;
    private final transient List<String> offered;
    private final transient Peer peer;
    private final String advice;
    private final int errorNumber;

    /** How far it came. */
    public enum Stage {
        /** Refused before anything was sent: settings that cannot be honoured, or no trust at all. */
        SETTINGS,
        /** Name look-up. */
        RESOLVE,
        /** TCP. */
        CONNECT,
        /** From the first hello to the certificate. */
        HELLO,
        /** The certificate was not accepted by this end. */
        CERTIFICATE,
        /** From the certificate to Finished. */
        KEY_EXCHANGE,
        /** After the handshake. */
        DATA,
        /** Inside the module, which reports no details. */
        OPAQUE
    }

    public TlsFailure(
            Stage stage,
            Text what,
            Optional<Alert> alert,
            boolean alertFromPeer,
            List<String> offered,
            Peer peer,
            String advice,
            Throwable cause) {
        this(stage, what, alert, alertFromPeer, offered, peer, advice, cause, 0);
    }

    /** A failure with BearSSL's number for it. */
    public TlsFailure(
            Stage stage,
            Text what,
            Optional<Alert> alert,
            boolean alertFromPeer,
            List<String> offered,
            Peer peer,
            String advice,
            Throwable cause,
            int errorNumber) {
        super(what.toString(), cause);
        this.what = what;
        this.errorNumber = errorNumber;
        this.stage = stage;
        this.alert = alert.orElse(null);
        this.alertFromPeer = alertFromPeer;
        this.offered = List.copyOf(offered);
        this.peer = peer;
        this.advice = advice;
    }

    /** How far it came. */
    public Stage stage() {
        return stage;
    }

    /** What happened: the message as data, to be said in another language too. */
    public Text what() {
        return what != null ? what : Text.verbatim(getMessage());
    }

    /** The alert that ended it, if one did. */
    public Optional<Alert> alert() {
        return Optional.ofNullable(alert);
    }

    /** Whether the peer sent the alert; otherwise this end did. */
    public boolean alertFromPeer() {
        return alertFromPeer;
    }

    /** What the hello offered, versions and suites as IANA spells them; for a module, of its firmware's hello. */
    public List<String> offered() {
        return offered;
    }

    /** Who was on the other side. */
    public Peer peer() {
        return peer;
    }

    /**
     * The number that BearSSL has for it: 1 … 62, or the bare number of an alert from the peer
     * ({@link #alertFromPeer()}); 0 where BearSSL has none, as for a broken TCP connection (TLS-38).
     */
    public int errorNumber() {
        return errorNumber;
    }

    /** What to do about it, in one sentence; may be empty. */
    public String advice() {
        return advice;
    }
}

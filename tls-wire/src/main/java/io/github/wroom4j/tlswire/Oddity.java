package io.github.wroom4j.tlswire;

import java.util.List;
import java.util.Locale;

/**
 * What came and is not TLS, or not where TLS has it: one clause for people. Kind and particulars are data, so that a page
 * in another language can say the same.
 *
 * @param kind which clause
 * @param particulars what goes into it, in the order of the English words
 */
public record Oddity(Kind kind, List<Object> particulars) {

    /** The clauses. */
    public enum Kind {
        // What answers instead of TLS, with the first line that came
        PLAIN_HTTP("plain HTTP: \"%s\""),
        PAGE_WITHOUT_HEAD("a page without an HTTP head: \"%s\""),
        SSH("SSH: \"%s\""),
        SMTP_OR_FTP("a greeting as of SMTP or FTP: \"%s\""),
        IMAP("IMAP: \"%s\""),
        POP3("POP3: \"%s\""),
        VNC("VNC: \"%s\""),
        BINARY("a binary protocol: \"%s\""),
        NOT_TLS("something that is not TLS: \"%s\""),
        // Records
        RECORD_TYPE("at byte %s of the stream: record type %s does not exist: this is not TLS"),
        RECORD_VERSION("at byte %s of the stream: record version %s.x does not exist: this is not TLS"),
        RECORD_TOO_LONG("at byte %s of the stream: a record of %s bytes is above the limit of %s"),
        ALERT_LENGTH("an alert in clear has 2 bytes, not %s"),
        RECORD_BEFORE_HELLO("a %s record before any ServerHello"),
        // Messages
        NO_END("no end of the handshake after %s bytes in %s records"),
        MESSAGE_TOO_LONG("a handshake message of %s bytes is above %s"),
        MESSAGE_BEFORE_HELLO("handshake message %s before any ServerHello"),
        SECOND_HELLO("a second ServerHello"),
        MISPLACED_MESSAGE("handshake message %s has no place here"),
        NO_CLIENT_HELLO("handshake type %s is not a ClientHello (1)"),
        NO_HELLO_FIRST("the client began with %s, not with a hello"),
        HELLO_CUT_SHORT("the stream ends inside the hello, after %s bytes"),
        // Fields: the message, the field, and where
        FIELD_TOO_SHORT("%s: %s needs %s bytes at offset %s, but %s are left"),
        FIELD_TOO_LONG("%s: %s bytes too many at offset %s"),
        SESSION_ID("a session_id has at most 32 bytes, not %s"),
        FRAGMENT_LENGTH("max_fragment_length %s is not one of 1 … 4");

        private final String english;

        Kind(String english) {
            this.english = english;
        }
    }

    public Oddity {
        particulars = List.copyOf(particulars);
    }

    static Oddity of(Kind kind, Object... particulars) {
        return new Oddity(kind, List.of(particulars));
    }

    /** In English. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, kind.english, particulars.toArray());
    }
}

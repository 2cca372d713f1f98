package io.github.wroom4j.tlswire;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An alert description: its number, its name in the RFCs, and what it usually means to someone who was refused.
 *
 * <p>Numbers that no RFC assigns are alerts too: {@link #of} never fails, it names them {@code alert_NNN}. Two alerts
 * are equal when their numbers are.
 *
 * @param code the number on the wire, 0 … 255
 * @param name the name in IANA's registry, as in {@code handshake_failure}
 * @param meaning what it usually means, one clause without a full stop
 */
public record Alert(int code, String name, String meaning) {
    private static final Map<Integer, Alert> BY_CODE = new TreeMap<>();

    public static final Alert CLOSE_NOTIFY = known(0, "close_notify", "the peer ended the connection in peace");
    public static final Alert UNEXPECTED_MESSAGE =
            known(10, "unexpected_message", "a message came that has no place at this point of the protocol");
    public static final Alert BAD_RECORD_MAC =
            known(20, "bad_record_mac", "a record did not decrypt to what was sent: keys differ or bytes were changed");
    public static final Alert DECRYPTION_FAILED =
            known(21, "decryption_failed", "a record did not decrypt; only implementations of TLS 1.0 say so");
    public static final Alert RECORD_OVERFLOW = known(22, "record_overflow", "a record was longer than agreed");
    public static final Alert DECOMPRESSION_FAILURE =
            known(30, "decompression_failure", "a compressed record could not be unpacked");
    public static final Alert HANDSHAKE_FAILURE = known(
            40,
            "handshake_failure",
            "nothing that the client offered is acceptable: no common suite, key exchange, group or certificate type");
    public static final Alert NO_CERTIFICATE =
            known(41, "no_certificate", "the client has no certificate to show; SSL 3.0 only");
    public static final Alert BAD_CERTIFICATE =
            known(42, "bad_certificate", "a certificate is malformed, wrongly signed or not the expected one");
    public static final Alert UNSUPPORTED_CERTIFICATE =
            known(43, "unsupported_certificate", "a certificate is of a type that the other end cannot use");
    public static final Alert CERTIFICATE_REVOKED =
            known(44, "certificate_revoked", "a certificate was withdrawn by its issuer");
    public static final Alert CERTIFICATE_EXPIRED =
            known(45, "certificate_expired", "a certificate is out of its validity period, or the clock is wrong");
    public static final Alert CERTIFICATE_UNKNOWN =
            known(46, "certificate_unknown", "a certificate was refused for a reason that has no number of its own");
    public static final Alert ILLEGAL_PARAMETER =
            known(47, "illegal_parameter", "a field of the handshake is out of range or contradicts another");
    public static final Alert UNKNOWN_CA =
            known(48, "unknown_ca", "the certificate's issuer is not among those that are trusted");
    public static final Alert ACCESS_DENIED =
            known(49, "access_denied", "the certificate is valid, but its owner may not come in");
    public static final Alert DECODE_ERROR = known(50, "decode_error", "a message could not be taken apart");
    public static final Alert DECRYPT_ERROR =
            known(51, "decrypt_error", "a signature or a Finished message did not verify");
    public static final Alert TOO_MANY_CIDS_REQUESTED =
            known(52, "too_many_cids_requested", "too many connection ids were asked for; DTLS only");
    public static final Alert EXPORT_RESTRICTION =
            known(60, "export_restriction", "a key length broke the export rules of the 1990s");
    public static final Alert PROTOCOL_VERSION =
            known(70, "protocol_version", "the offered TLS version is not spoken here: too old, or too new");
    public static final Alert INSUFFICIENT_SECURITY =
            known(71, "insufficient_security", "the server wants stronger suites than the client offered");
    public static final Alert INTERNAL_ERROR = known(
            80,
            "internal_error",
            "something failed on the other side that is not the peer's fault; OpenSSL also says this to hellos that"
                    + " are too old for it");
    public static final Alert INAPPROPRIATE_FALLBACK =
            known(86, "inappropriate_fallback", "the client retried with an older version although both know a newer");
    public static final Alert USER_CANCELED = known(90, "user_canceled", "the handshake was given up on purpose");
    public static final Alert NO_RENEGOTIATION =
            known(100, "no_renegotiation", "a second handshake on the same connection was declined");
    public static final Alert MISSING_EXTENSION =
            known(109, "missing_extension", "the hello lacks an extension that this version of TLS needs");
    public static final Alert UNSUPPORTED_EXTENSION =
            known(110, "unsupported_extension", "an extension was answered that was not requested");
    public static final Alert CERTIFICATE_UNOBTAINABLE =
            known(111, "certificate_unobtainable", "a certificate given by its URL could not be fetched");
    public static final Alert UNRECOGNIZED_NAME =
            known(112, "unrecognized_name", "the server has no site of that name, or was given no name and needs one");
    public static final Alert BAD_CERTIFICATE_STATUS_RESPONSE = known(
            113, "bad_certificate_status_response", "the revocation status that came with a certificate is invalid");
    public static final Alert BAD_CERTIFICATE_HASH_VALUE =
            known(114, "bad_certificate_hash_value", "a certificate fetched by URL is not the announced one");
    public static final Alert UNKNOWN_PSK_IDENTITY =
            known(115, "unknown_psk_identity", "the server knows no pre-shared key under that identity");
    public static final Alert CERTIFICATE_REQUIRED =
            known(116, "certificate_required", "the server wants a client certificate and got none");
    public static final Alert GENERAL_ERROR = known(117, "general_error", "a failure that has no number of its own");
    public static final Alert NO_APPLICATION_PROTOCOL =
            known(120, "no_application_protocol", "none of the protocols offered by ALPN is spoken here");

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException outside 0 … 255
     */
    public Alert {
        if (code < 0 || code > 255) {
            throw new IllegalArgumentException("an alert is 0 … 255, not " + code);
        }
    }

    private static Alert known(int code, String name, String meaning) {
        var alert = new Alert(code, name, meaning);
        BY_CODE.put(code, alert);
        return alert;
    }

    /**
     * The alert with this number; an unassigned number gets the name {@code alert_NNN}.
     *
     * @param code 0 … 255
     * @throws IllegalArgumentException outside 0 … 255
     */
    public static Alert of(int code) {
        var alert = BY_CODE.get(code);
        return alert != null ? alert : new Alert(code, "alert_" + code, "a number that no RFC assigns");
    }

    /** Every assigned alert, by number. */
    public static List<Alert> all() {
        return List.copyOf(BY_CODE.values());
    }

    /** Whether an RFC assigns this number. */
    public boolean isAssigned() {
        return BY_CODE.containsKey(code);
    }

    /** Number and name, as in {@code alert 40 handshake_failure}. */
    public String label() {
        return isAssigned() ? "alert " + code + " " + name : "alert " + code + " (unassigned)";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Alert that && that.code == code;
    }

    @Override
    public int hashCode() {
        return code;
    }

    @Override
    public String toString() {
        return label();
    }
}

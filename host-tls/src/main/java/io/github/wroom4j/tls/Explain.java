package io.github.wroom4j.tls;

import io.github.wroom4j.tlswire.Alert;
import java.util.Map;

/** Short words for a failed handshake, and BearSSL's numbers for what this end found wrong. */
final class Explain {
    /** What this end found wrong, by the alert that it raised for it (arduino-api §15, "Error numbers"). */
    private static final Map<Integer, Integer> NUMBER_BY_OWN_ALERT = Map.ofEntries(
            Map.entry(10, 10), // unexpected message: UNEXPECTED
            Map.entry(20, 7), // bad record mac: BAD_MAC
            Map.entry(21, 7),
            Map.entry(22, 5), // record overflow: longer than any record may be is BAD_LENGTH
            Map.entry(40, 14), // BAD_HANDSHAKE
            Map.entry(42, 33), // certificate cannot be read
            Map.entry(43, 49),
            Map.entry(46, 28), // the leaf's key usage does not fit the suite: WRONG_KEY_USAGE
            Map.entry(47, 14),
            Map.entry(50, 14),
            Map.entry(51, 27), // signature or Finished: BAD_SIGNATURE
            Map.entry(70, 3), // UNSUPPORTED_VERSION
            Map.entry(71, 60),
            Map.entry(80, 14),
            Map.entry(110, 20)); // EXTRA_EXTENSION

    static final String CLIENT_CERTIFICATE =
            "The server asks for a client certificate: setClientRSACert() or setClientECCert().";

    private static final Map<Integer, String> ADVICE = Map.of(
            40,
            "The server and this client share no suite, group or certificate type: setCiphers() widens the offer.",
            70,
            "The server speaks none of the offered versions: setSSLVersion() widens the range.",
            80,
            "OpenSSL-based servers also say this to a hello that is too old for them.",
            112,
            "The server wants a name that it knows: connect by name, not by address.",
            116,
            CLIENT_CERTIFICATE,
            120,
            "The server speaks none of the protocols offered by ALPN.");

    private Explain() {}

    static int numberForOwn(Alert alert) {
        return NUMBER_BY_OWN_ALERT.getOrDefault(alert.code(), 10);
    }

    static String advice(Alert fromPeer, boolean certificateAsked, boolean certificateGiven) {
        if (certificateAsked && !certificateGiven && (fromPeer.code() == 40 || fromPeer.code() == 42)) {
            return CLIENT_CERTIFICATE;
        }
        if (certificateAsked && certificateGiven && fromPeer.code() >= 42 && fromPeer.code() <= 49) {
            return "The server did not accept the client certificate.";
        }
        return ADVICE.getOrDefault(fromPeer.code(), "");
    }
}

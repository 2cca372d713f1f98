package io.github.wroom4j.esp8266wifi;

import java.util.Map;

/** BearSSL's error numbers and what each means (arduino-api §15, "Error numbers"). */
final class BearSslErrors {
    private static final Map<Integer, String> TEXTS = Map.ofEntries(
            Map.entry(-1000, "Unable to allocate memory for SSL structures and buffers."),
            Map.entry(0, "OK"),
            Map.entry(1, "A parameter of the call was wrong."),
            Map.entry(2, "The operation is not possible in the current state."),
            Map.entry(3, "The peer's protocol version is not supported."),
            Map.entry(4, "A record's version differs from the negotiated one."),
            Map.entry(5, "A record has an impossible length."),
            Map.entry(6, "A record is larger than the input buffer."),
            Map.entry(7, "A record could not be authenticated."),
            Map.entry(8, "No source of randomness is there."),
            Map.entry(9, "A record of unknown type came: perhaps not TLS."),
            Map.entry(10, "A message came out of order."),
            Map.entry(12, "ChangeCipherSpec is malformed or misplaced."),
            Map.entry(13, "An alert is malformed."),
            Map.entry(14, "A handshake message is malformed."),
            Map.entry(15, "A session id is too long."),
            Map.entry(16, "The chosen suite was not offered or cannot be used."),
            Map.entry(17, "Compression was chosen, which was not offered."),
            Map.entry(18, "The fragment length agreed to is not the one asked for."),
            Map.entry(19, "Secure renegotiation failed."),
            Map.entry(20, "An extension came that was not asked for."),
            Map.entry(21, "The server name extension is malformed."),
            Map.entry(22, "ServerHelloDone is malformed."),
            Map.entry(23, "A limit was exceeded, such as the size of a key."),
            Map.entry(24, "Finished does not verify."),
            Map.entry(25, "A resumed session differs from the saved one."),
            Map.entry(26, "An algorithm is not supported."),
            Map.entry(27, "A signature of the key exchange does not verify."),
            Map.entry(28, "The key may not be used in this way."),
            Map.entry(29, "The client did not authenticate."),
            Map.entry(31, "The connection broke."),
            Map.entry(32, "The certificate is fine."),
            Map.entry(33, "A value in a certificate is invalid."),
            Map.entry(34, "A certificate is truncated."),
            Map.entry(35, "The certificate chain is empty."),
            Map.entry(36, "An element of a certificate runs over its end."),
            Map.entry(37, "An element of a certificate has an unsupported tag class."),
            Map.entry(38, "An element of a certificate has an unsupported tag."),
            Map.entry(39, "An element of a certificate has an indefinite length."),
            Map.entry(40, "A certificate has an extraneous element."),
            Map.entry(41, "A certificate has an unexpected element."),
            Map.entry(42, "An element of a certificate should be constructed."),
            Map.entry(43, "An element of a certificate should be primitive."),
            Map.entry(44, "A bit string of a certificate has a partial byte."),
            Map.entry(45, "A boolean of a certificate is malformed."),
            Map.entry(46, "An integer of a certificate is too large."),
            Map.entry(47, "A distinguished name is malformed."),
            Map.entry(48, "A date of a certificate is malformed."),
            Map.entry(49, "A key or signature algorithm of a certificate is not supported."),
            Map.entry(50, "A limit of certificate validation was exceeded."),
            Map.entry(51, "A key in the chain is of the wrong type."),
            Map.entry(52, "A signature over a certificate is invalid."),
            Map.entry(53, "The time of validation is unknown."),
            Map.entry(54, "Certificate is expired or not yet valid."),
            Map.entry(55, "Issuer and subject of two certificates do not match."),
            Map.entry(56, "Expected server name was not found in the chain."),
            Map.entry(57, "A critical extension is not understood or not satisfied."),
            Map.entry(58, "An issuing certificate is not a certificate authority."),
            Map.entry(59, "Key usage forbids this use of the certificate."),
            Map.entry(60, "A public key in the chain is too weak."),
            Map.entry(62, "Chain could not be linked to a trust anchor."));

    private BearSslErrors() {}

    static String text(int number) {
        return TEXTS.getOrDefault(number, "Unknown error code.");
    }
}

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

    /** What the core's own function prints for each, word by word: sketches show it, and some compare it. */
    private static final Map<Integer, String> OF_THE_CORE = Map.ofEntries(
            Map.entry(-1000, "Unable to allocate memory for SSL structures and buffers."),
            Map.entry(1, "Caller-provided parameter is incorrect."),
            Map.entry(
                    2,
                    "Operation requested by the caller cannot be applied with the current context state "
                            + "(e.g. reading data while outgoing data is waiting to be sent)."),
            Map.entry(3, "Incoming protocol or record version is unsupported."),
            Map.entry(4, "Incoming record version does not match the expected version."),
            Map.entry(5, "Incoming record length is invalid."),
            Map.entry(
                    6,
                    "Incoming record is too large to be processed, or buffer is too small for the "
                            + "handshake message to send."),
            Map.entry(7, "Decryption found an invalid padding, or the record MAC is not correct."),
            Map.entry(8, "No initial entropy was provided, and none can be obtained from the OS."),
            Map.entry(9, "Incoming record type is unknown."),
            Map.entry(10, "Incoming record or message has wrong type with regards to the current engine state."),
            Map.entry(12, "ChangeCipherSpec message from the peer has invalid contents."),
            Map.entry(13, "Alert message from the peer has invalid contents (odd length)."),
            Map.entry(14, "Incoming handshake message decoding failed."),
            Map.entry(15, "ServerHello contains a session ID which is larger than 32 bytes."),
            Map.entry(
                    16,
                    "Server wants to use a cipher suite that we did not claim to support. This is also "
                            + "reported if we tried to advertise a cipher suite that we do not support."),
            Map.entry(17, "Server wants to use a compression that we did not claim to support."),
            Map.entry(18, "Server's max fragment length does not match client's."),
            Map.entry(19, "Secure renegotiation failed."),
            Map.entry(
                    20,
                    "Server sent an extension type that we did not announce, or used the same extension "
                            + "type several times in a single ServerHello."),
            Map.entry(
                    21,
                    "Invalid Server Name Indication contents (when used by the server, this extension "
                            + "shall be empty)."),
            Map.entry(22, "Invalid ServerHelloDone from the server (length is not 0)."),
            Map.entry(23, "Internal limit exceeded (e.g. server's public key is too large)."),
            Map.entry(24, "Finished message from peer does not match the expected value."),
            Map.entry(25, "Session resumption attempt with distinct version or cipher suite."),
            Map.entry(26, "Unsupported or invalid algorithm (ECDHE curve, signature algorithm, hash function)."),
            Map.entry(27, "Invalid signature in ServerKeyExchange or CertificateVerify message."),
            Map.entry(
                    28,
                    "Peer's public key does not have the proper type or is not allowed for the requested "
                            + "operation."),
            Map.entry(
                    29,
                    "Client did not send a certificate upon request, or the client certificate could not "
                            + "be validated."),
            Map.entry(31, "I/O error or premature close on transport stream."),
            Map.entry(33, "Invalid value in an ASN.1 structure."),
            Map.entry(34, "Truncated certificate or other ASN.1 object."),
            Map.entry(35, "Empty certificate chain (no certificate at all)."),
            Map.entry(36, "Decoding error: inner element extends beyond outer element size."),
            Map.entry(37, "Decoding error: unsupported tag class (application or private)."),
            Map.entry(38, "Decoding error: unsupported tag value."),
            Map.entry(39, "Decoding error: indefinite length."),
            Map.entry(40, "Decoding error: extraneous element."),
            Map.entry(41, "Decoding error: unexpected element."),
            Map.entry(42, "Decoding error: expected constructed element, but is primitive."),
            Map.entry(43, "Decoding error: expected primitive element, but is constructed."),
            Map.entry(44, "Decoding error: BIT STRING length is not multiple of 8."),
            Map.entry(45, "Decoding error: BOOLEAN value has invalid length."),
            Map.entry(46, "Decoding error: value is off-limits."),
            Map.entry(47, "Invalid distinguished name."),
            Map.entry(48, "Invalid date/time representation."),
            Map.entry(49, "Certificate contains unsupported features that cannot be ignored."),
            Map.entry(50, "Key or signature size exceeds internal limits."),
            Map.entry(51, "Key type does not match that which was expected."),
            Map.entry(52, "Signature is invalid."),
            Map.entry(53, "Validation time is unknown."),
            Map.entry(54, "Certificate is expired or not yet valid."),
            Map.entry(55, "Issuer/Subject DN mismatch in the chain."),
            Map.entry(56, "Expected server name was not found in the chain."),
            Map.entry(57, "Unknown critical extension in certificate."),
            Map.entry(58, "Not a CA, or path length constraint violation."),
            Map.entry(59, "Key Usage extension prohibits intended usage."),
            Map.entry(60, "Public key found in certificate is too small."),
            Map.entry(62, "Chain could not be linked to a trust anchor."));

    private BearSslErrors() {}

    /** What a number means; in strict mode what the core prints, where 0 is no known code (TLS-38). */
    static String text(int number, boolean strict) {
        return (strict ? OF_THE_CORE : TEXTS).getOrDefault(number, "Unknown error code.");
    }
}

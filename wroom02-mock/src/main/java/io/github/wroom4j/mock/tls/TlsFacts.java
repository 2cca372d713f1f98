package io.github.wroom4j.mock.tls;

import java.util.List;

/**
 * What a session knows of itself.
 *
 * @param hello the client hello's record as sent
 * @param version the negotiated version (0x0301 …), 0 while unknown
 * @param suite the negotiated suite, −1 while unknown
 * @param chain the peer's certificates, leaf first, DER; empty while unknown
 * @param detail words on the result, empty while all is well
 * @param fragmentLength the maximum fragment length that the server agreed to, 0 for none
 */
public record TlsFacts(byte[] hello, int version, int suite, List<byte[]> chain, String detail, int fragmentLength) {}

package io.github.wroom4j.mock.firmware.links;

import java.util.List;

/**
 * How a module's own TLS is to behave on one link.
 *
 * @param bufferSize the record buffer in bytes (CIPSSLSIZE), 0 where the firmware has no such setting
 * @param serverName SNI, empty for none
 * @param checkName name that the certificate must bear, empty for none
 * @param alpn protocols to offer
 * @param authorities DER of the CAs that the chain must lead to one of; null for no such check
 * @param chain our own certificates, leaf first, DER; empty for none
 * @param key our own key, DER; null for none
 * @param fingerprint SHA-1 of the leaf that alone is accepted; null for none
 * @param psk pre-shared key; empty for none
 * @param pskHint its identity
 */
public record SslWish(
        int bufferSize,
        String serverName,
        String checkName,
        List<String> alpn,
        List<byte[]> authorities,
        List<byte[]> chain,
        byte[] key,
        byte[] fingerprint,
        String psk,
        String pskHint) {

    /** No verification, nothing sent that was not asked for. */
    public static SslWish plain(int bufferSize) {
        return new SslWish(bufferSize, "", "", List.of(), null, List.of(), null, null, "", "");
    }
}

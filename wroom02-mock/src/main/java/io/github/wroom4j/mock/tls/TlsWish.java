package io.github.wroom4j.mock.tls;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What a TLS connection is to be. A stack ignores what its library cannot do.
 *
 * @param host the server's name, for SNI
 * @param certificateName the name that a chain that leads to an authority must be for; empty for any
 * @param bufferSize what a record must fit into
 * @param verification how the server is checked
 * @param authorities trusted certificates, DER
 * @param fingerprint SHA-1 of the leaf, for {@link Verification#FINGERPRINT}
 * @param sni whether the name is sent
 * @param alpn application protocols to offer
 * @param clientChain our own certificates, leaf first, DER; empty for none
 * @param clientKey our own key, PKCS#1 or PKCS#8 DER; empty for none
 * @param psk a pre-shared key and its identity
 * @param fragmentLength the maximum fragment length to ask for (512 … 4096), 0 for none
 * @param random the source of randomness
 * @param uptimeMicros time since boot: axTLS takes it for the age of the certificate
 * @param now what this module believes the time to be; empty if it does not know
 */
public record TlsWish(
        Optional<String> host,
        Optional<String> certificateName,
        int bufferSize,
        Verification verification,
        List<byte[]> authorities,
        Optional<byte[]> fingerprint,
        boolean sni,
        List<String> alpn,
        List<byte[]> clientChain,
        Optional<byte[]> clientKey,
        Optional<Psk> psk,
        int fragmentLength,
        Random random,
        long uptimeMicros,
        Optional<Instant> now) {

    /** How the server is checked. */
    public enum Verification {
        /** Not at all. */
        NONE,
        /** Its chain must lead to one of {@link TlsWish#authorities}. */
        AUTHORITY,
        /** Its leaf must have {@link TlsWish#fingerprint}. */
        FINGERPRINT
    }

    /** A pre-shared key. */
    public record Psk(String identity, byte[] key) {}

    /** Nothing checked, nothing said. */
    public static TlsWish plain(int bufferSize, Random random) {
        return new TlsWish(
                Optional.empty(),
                Optional.empty(),
                bufferSize,
                Verification.NONE,
                List.of(),
                Optional.empty(),
                false,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                0,
                random,
                0,
                Optional.empty());
    }

    /** The same for a server of that name, which is sent if {@code sni}. */
    public TlsWish to(String name, boolean sendName) {
        return new TlsWish(
                Optional.of(name),
                Optional.of(name),
                bufferSize,
                verification,
                authorities,
                fingerprint,
                sendName,
                alpn,
                clientChain,
                clientKey,
                psk,
                fragmentLength,
                random,
                uptimeMicros,
                now);
    }

    /** The same for certificates of that name, whatever name is sent; null for certificates of any name. */
    public TlsWish named(String certificate) {
        return new TlsWish(
                host,
                Optional.ofNullable(certificate),
                bufferSize,
                verification,
                authorities,
                fingerprint,
                sni,
                alpn,
                clientChain,
                clientKey,
                psk,
                fragmentLength,
                random,
                uptimeMicros,
                now);
    }

    /** The same with the chain checked against these. */
    public TlsWish trusting(List<byte[]> trusted, long uptime, Optional<Instant> time) {
        return new TlsWish(
                host,
                certificateName,
                bufferSize,
                Verification.AUTHORITY,
                trusted,
                fingerprint,
                sni,
                alpn,
                clientChain,
                clientKey,
                psk,
                fragmentLength,
                random,
                uptime,
                time);
    }

    /** The same with the leaf's SHA-1 checked. */
    public TlsWish pinned(byte[] sha1) {
        return new TlsWish(
                host,
                certificateName,
                bufferSize,
                Verification.FINGERPRINT,
                authorities,
                Optional.of(sha1.clone()),
                sni,
                alpn,
                clientChain,
                clientKey,
                psk,
                fragmentLength,
                random,
                uptimeMicros,
                now);
    }

    /** The same with protocols, a fragment length and a pre-shared key. */
    public TlsWish with(List<String> protocols, int maxFragment, Optional<Psk> preShared) {
        return new TlsWish(
                host,
                certificateName,
                bufferSize,
                verification,
                authorities,
                fingerprint,
                sni,
                protocols,
                clientChain,
                clientKey,
                preShared,
                maxFragment,
                random,
                uptimeMicros,
                now);
    }

    /** The same with a certificate of our own. */
    public TlsWish as(List<byte[]> chain, byte[] key) {
        return new TlsWish(
                host,
                certificateName,
                bufferSize,
                verification,
                authorities,
                fingerprint,
                sni,
                alpn,
                List.copyOf(chain),
                Optional.of(key.clone()),
                psk,
                fragmentLength,
                random,
                uptimeMicros,
                now);
    }
}

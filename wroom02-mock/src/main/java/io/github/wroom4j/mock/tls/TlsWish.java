package io.github.wroom4j.mock.tls;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What a TLS connection is to be: begin with {@link #plain}, add the rest. A wish does not change; each method gives a
 * new one. A stack ignores what its library cannot do.
 */
public final class TlsWish implements Cloneable {
    private final int bufferSize;
    private final Random random;
    private Optional<String> host = Optional.empty();
    private boolean sni;
    private Verification verification = Verification.NONE;
    private Optional<String> certificateName = Optional.empty();
    private List<byte[]> authorities = List.of();
    private Optional<byte[]> fingerprint = Optional.empty();
    private long uptimeMicros;
    private Optional<Instant> now = Optional.empty();
    private List<String> alpn = List.of();
    private int fragmentLength;
    private Optional<Psk> psk = Optional.empty();
    private List<byte[]> clientChain = List.of();
    private Optional<byte[]> clientKey = Optional.empty();

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

    private TlsWish(int bufferSize, Random random) {
        this.bufferSize = bufferSize;
        this.random = random;
    }

    /**
     * Nothing checked, nothing said.
     *
     * @param bufferSize what a record must fit into
     * @param random the source of randomness
     */
    public static TlsWish plain(int bufferSize, Random random) {
        return new TlsWish(bufferSize, random);
    }

    /** The same for a server of that name, which is sent if {@code sendName}. */
    public TlsWish to(String name, boolean sendName) {
        TlsWish copy = copy();
        copy.host = Optional.of(name);
        copy.certificateName = copy.host;
        copy.sni = sendName;
        return copy;
    }

    /** The same for certificates of that name, whatever name is sent; null for certificates of any name. */
    public TlsWish named(String certificate) {
        TlsWish copy = copy();
        copy.certificateName = Optional.ofNullable(certificate);
        return copy;
    }

    /**
     * The same with the chain checked against these.
     *
     * @param trusted certificates, DER
     * @param uptime microseconds since boot: axTLS takes them for the age of the certificate
     * @param time what this module believes the time to be; empty if it does not know
     */
    public TlsWish trusting(List<byte[]> trusted, long uptime, Optional<Instant> time) {
        TlsWish copy = copy();
        copy.verification = Verification.AUTHORITY;
        copy.authorities = trusted;
        copy.uptimeMicros = uptime;
        copy.now = time;
        return copy;
    }

    /** The same with the leaf's SHA-1 checked. */
    public TlsWish pinned(byte[] sha1) {
        TlsWish copy = copy();
        copy.verification = Verification.FINGERPRINT;
        copy.fingerprint = Optional.of(sha1.clone());
        return copy;
    }

    /**
     * The same with more in its hello.
     *
     * @param protocols application protocols to offer
     * @param maxFragment the maximum fragment length to ask for (512 … 4096), 0 for none
     * @param preShared a pre-shared key and its identity
     */
    public TlsWish with(List<String> protocols, int maxFragment, Optional<Psk> preShared) {
        TlsWish copy = copy();
        copy.alpn = List.copyOf(protocols);
        copy.fragmentLength = maxFragment;
        copy.psk = preShared;
        return copy;
    }

    /**
     * The same with a certificate of our own.
     *
     * @param chain leaf first, DER
     * @param key PKCS#1 or PKCS#8 DER
     */
    public TlsWish as(List<byte[]> chain, byte[] key) {
        TlsWish copy = copy();
        copy.clientChain = List.copyOf(chain);
        copy.clientKey = Optional.of(key.clone());
        return copy;
    }

    private TlsWish copy() {
        try {
            return (TlsWish) clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    /** What a record must fit into. */
    int bufferSize() {
        return bufferSize;
    }

    Random random() {
        return random;
    }

    /** The server's name. */
    Optional<String> host() {
        return host;
    }

    /** Whether the name is sent. */
    boolean sni() {
        return sni;
    }

    Verification verification() {
        return verification;
    }

    /** The name that a chain that leads to an authority must be for; empty for any. */
    Optional<String> certificateName() {
        return certificateName;
    }

    List<byte[]> authorities() {
        return authorities;
    }

    Optional<byte[]> fingerprint() {
        return fingerprint;
    }

    long uptimeMicros() {
        return uptimeMicros;
    }

    Optional<Instant> now() {
        return now;
    }

    List<String> alpn() {
        return alpn;
    }

    int fragmentLength() {
        return fragmentLength;
    }

    Optional<Psk> psk() {
        return psk;
    }

    List<byte[]> clientChain() {
        return clientChain;
    }

    Optional<byte[]> clientKey() {
        return clientKey;
    }
}

package io.github.wroom4j.tlswire;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Builds a {@link ClientHello}; extensions are sent in the order in which they were asked for. */
public final class ClientHelloBuilder {
    private ProtocolVersion version = ProtocolVersion.TLS_1_2;
    private byte[] random;
    private byte[] sessionId = {};
    private final List<CipherSuite> suites = new ArrayList<>();
    private List<Extension> extensions;

    ClientHelloBuilder() {}

    /** {@code client_version}; TLS 1.2 by default. */
    public ClientHelloBuilder version(ProtocolVersion v) {
        version = v;
        return this;
    }

    /**
     * 32 bytes; from {@link SecureRandom} by default.
     *
     * @throws IllegalArgumentException if they are not 32
     */
    public ClientHelloBuilder random(byte[] thirtyTwo) {
        if (thirtyTwo.length != 32) {
            throw new IllegalArgumentException("a hello's random has 32 bytes, not " + thirtyTwo.length);
        }
        random = thirtyTwo.clone();
        return this;
    }

    /**
     * 0 … 32 bytes; none by default.
     *
     * @throws IllegalArgumentException if they are more
     */
    public ClientHelloBuilder sessionId(byte[] id) {
        if (id.length > 32) {
            throw new IllegalArgumentException("a session id has at most 32 bytes, not " + id.length);
        }
        sessionId = id.clone();
        return this;
    }

    /**
     * Adds suites by number.
     *
     * @throws IllegalArgumentException if a number has more than 16 bits
     */
    public ClientHelloBuilder suites(int... codes) {
        suites.addAll(CipherSuite.of(codes));
        return this;
    }

    /** Adds suites. */
    public ClientHelloBuilder suites(List<CipherSuite> more) {
        suites.addAll(more);
        return this;
    }

    /** SNI. */
    public ClientHelloBuilder serverName(String host) {
        byte[] name = host.getBytes(StandardCharsets.US_ASCII);
        byte[] list = new WireWriter().u8(0).block16(name).toBytes();
        return extension(Extension.SERVER_NAME, new WireWriter().block16(list).toBytes());
    }

    /**
     * {@code supported_versions}, best first.
     *
     * @throws IllegalArgumentException if they are more than 127
     */
    public ClientHelloBuilder versions(ProtocolVersion... best) {
        var list = new WireWriter();
        Arrays.stream(best).forEach(v -> list.u16(v.code()));
        return extension(
                Extension.SUPPORTED_VERSIONS,
                new WireWriter().block8(list.toBytes()).toBytes());
    }

    /** {@code supported_groups}, best first, and uncompressed points. */
    public ClientHelloBuilder groups(int... codes) {
        extension(Extension.SUPPORTED_GROUPS, block16OfU16(codes));
        return extension(Extension.EC_POINT_FORMATS, new byte[] {1, 0});
    }

    /** {@code signature_algorithms}, best first. */
    public ClientHelloBuilder signatureSchemes(int... codes) {
        return extension(Extension.SIGNATURE_ALGORITHMS, block16OfU16(codes));
    }

    /**
     * ALPN, best first.
     *
     * @throws IllegalArgumentException if a name has more than 255 bytes
     */
    public ClientHelloBuilder alpn(String... protocols) {
        var list = new WireWriter();
        Arrays.stream(protocols).forEach(p -> list.block8(p.getBytes(StandardCharsets.US_ASCII)));
        return extension(
                Extension.ALPN, new WireWriter().block16(list.toBytes()).toBytes());
    }

    /**
     * Asks for short records: 512, 1024, 2048 or 4096 bytes.
     *
     * @throws IllegalArgumentException for any other length
     */
    public ClientHelloBuilder maxFragmentLength(int bytes) {
        int code = Integer.numberOfTrailingZeros(bytes) - 8;
        if (Integer.bitCount(bytes) != 1 || code < 1 || code > 4) {
            throw new IllegalArgumentException("a fragment length is 512, 1024, 2048 or 4096, not " + bytes);
        }
        return extension(Extension.MAX_FRAGMENT_LENGTH, new byte[] {(byte) code});
    }

    /** Offers the extended master secret. */
    public ClientHelloBuilder extendedMasterSecret() {
        return extension(Extension.EXTENDED_MASTER_SECRET, new byte[0]);
    }

    /** Offers secure renegotiation by its extension. */
    public ClientHelloBuilder renegotiationInfo() {
        return extension(Extension.RENEGOTIATION_INFO, new byte[] {0});
    }

    /** Asks for a session ticket, or shows one. */
    public ClientHelloBuilder sessionTicket(byte[] ticketOrNone) {
        return extension(Extension.SESSION_TICKET, ticketOrNone);
    }

    /** A {@code key_share} of one group. */
    public ClientHelloBuilder keyShare(NamedGroup group, byte[] publicKey) {
        byte[] share = new WireWriter().u16(group.code()).block16(publicKey).toBytes();
        return extension(Extension.KEY_SHARE, new WireWriter().block16(share).toBytes());
    }

    /** Any extension. */
    public ClientHelloBuilder extension(int type, byte[] body) {
        if (extensions == null) {
            extensions = new ArrayList<>();
        }
        extensions.add(new Extension(type, body.clone()));
        return this;
    }

    /** The hello. */
    public ClientHello build() {
        byte[] r = random;
        if (r == null) {
            r = new byte[32];
            new SecureRandom().nextBytes(r);
        }
        return new ClientHello(version, r, sessionId, suites, new byte[] {0}, extensions);
    }

    private static byte[] block16OfU16(int[] codes) {
        var list = new WireWriter();
        Arrays.stream(codes).forEach(list::u16);
        return new WireWriter().block16(list.toBytes()).toBytes();
    }
}

package io.github.wroom4j.tlswire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a server chose.
 *
 * @param legacyVersion the version field; see {@link #version()}
 * @param random 32 bytes; not copied
 * @param sessionId 0 … 32 bytes; not copied
 * @param suite the chosen suite
 * @param compression 0
 * @param extensions in order; empty where there is no block
 */
public record ServerHello(
        ProtocolVersion legacyVersion,
        byte[] random,
        byte[] sessionId,
        CipherSuite suite,
        int compression,
        List<Extension> extensions) {
    /** The handshake type. */
    public static final int TYPE = 2;

    // SHA-256 of "HelloRetryRequest" (RFC 8446 §4.1.3): a ServerHello with this random asks for another ClientHello
    private static final byte[] RETRY = {
        (byte) 0xCF,
        0x21,
        (byte) 0xAD,
        0x74,
        (byte) 0xE5,
        (byte) 0x9A,
        0x61,
        0x11,
        (byte) 0xBE,
        0x1D,
        (byte) 0x8C,
        0x02,
        0x1E,
        0x65,
        (byte) 0xB8,
        (byte) 0x91,
        (byte) 0xC2,
        (byte) 0xA2,
        0x11,
        0x16,
        0x7A,
        (byte) 0xBB,
        (byte) 0x8C,
        0x5E,
        0x07,
        (byte) 0x9E,
        0x09,
        (byte) 0xE2,
        (byte) 0xC8,
        (byte) 0xA8,
        0x33,
        (byte) 0x9C
    };

    public ServerHello {
        extensions = List.copyOf(extensions);
    }

    /**
     * Reads the body of a handshake message of type 2.
     *
     * @throws TlsFormatException saying which field does not fit where
     */
    public static ServerHello readBody(byte[] body) {
        var in = new WireReader(body, "ServerHello");
        var version = new ProtocolVersion(in.u16("server_version"));
        byte[] random = in.take(32, "random");
        byte[] sessionId = in.block8("session_id").rest();
        if (sessionId.length > 32) {
            throw new TlsFormatException(Oddity.Kind.SESSION_ID, sessionId.length);
        }
        var suite = CipherSuite.of(in.u16("cipher_suite"));
        int compression = in.u8("compression_method");
        var extensions = new ArrayList<Extension>();
        if (in.hasMore()) {
            for (var list = in.block16("extensions"); list.hasMore(); ) {
                int type = list.u16("extension type");
                extensions.add(
                        new Extension(type, list.block16("extension " + type).rest()));
            }
            in.mustEnd();
        }
        return new ServerHello(version, random, sessionId, suite, compression, extensions);
    }

    private Optional<WireReader> body(int type) {
        return extensions.stream()
                .filter(e -> e.type() == type)
                .findFirst()
                .map(e -> new WireReader(e.body(), e.name()));
    }

    /**
     * The version that was chosen: of {@code supported_versions}, else of the header.
     *
     * @throws TlsFormatException if that extension is malformed
     */
    public ProtocolVersion version() {
        return body(Extension.SUPPORTED_VERSIONS)
                .map(in -> new ProtocolVersion(in.u16("selected_version")))
                .orElse(legacyVersion);
    }

    /** Whether the server asks for a second hello with another key share (TLS 1.3). */
    public boolean isRetryRequest() {
        return Arrays.equals(random, RETRY);
    }

    /**
     * The agreed maximum fragment length in bytes, if the server granted one in clear.
     *
     * @throws TlsFormatException if that extension is malformed
     */
    public OptionalInt maxFragmentLength() {
        return body(Extension.MAX_FRAGMENT_LENGTH)
                .map(in -> OptionalInt.of(ClientHello.fragmentLength(in.u8("code"))))
                .orElse(OptionalInt.empty());
    }

    /**
     * The protocol chosen by ALPN, if sent in clear (up to TLS 1.2).
     *
     * @throws TlsFormatException if that extension is malformed
     */
    public Optional<String> alpn() {
        return body(Extension.ALPN)
                .map(in -> new String(
                        in.block16("protocol_name_list").block8("protocol").rest(), StandardCharsets.US_ASCII));
    }

    /**
     * The group of a TLS 1.3 key share, or the one a retry request asks for.
     *
     * @throws TlsFormatException if that extension is malformed
     */
    public Optional<NamedGroup> keyShareGroup() {
        return body(Extension.KEY_SHARE).map(in -> new NamedGroup(in.u16("group")));
    }

    /** Whether it could resume this session later by its id or by a ticket, as far as the hello shows (up to TLS 1.2). */
    public boolean offersResumption() {
        return sessionId.length > 0 || body(Extension.SESSION_TICKET).isPresent();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ServerHello that
                && that.legacyVersion.equals(legacyVersion)
                && Arrays.equals(that.random, random)
                && Arrays.equals(that.sessionId, sessionId)
                && that.suite.equals(suite)
                && that.compression == compression
                && that.extensions.equals(extensions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(random);
    }

    @Override
    public String toString() {
        return (isRetryRequest() ? "HelloRetryRequest " : "ServerHello ") + version() + " " + suite + " " + extensions;
    }
}

package io.github.wroom4j.tlswire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a client says first: read from bytes, or built to be sent.
 *
 * <p>{@link #read(byte[])} takes a handshake message apart and {@link #toMessage()} puts it together again, byte for
 * byte. {@link #builder()} makes one. The extension accessors are strict: a malformed body throws
 * {@link TlsFormatException}.
 */
public final class ClientHello {
    /** The handshake type. */
    public static final int TYPE = 1;

    private final ProtocolVersion version;
    private final byte[] random;
    private final byte[] sessionId;
    private final List<CipherSuite> suites;
    private final byte[] compressions;
    private final List<Extension> extensions;

    ClientHello(
            ProtocolVersion version,
            byte[] random,
            byte[] sessionId,
            List<CipherSuite> suites,
            byte[] compressions,
            List<Extension> extensions) {
        this.version = version;
        this.random = random;
        this.sessionId = sessionId;
        this.suites = List.copyOf(suites);
        this.compressions = compressions;
        this.extensions = extensions == null ? null : List.copyOf(extensions);
    }

    /** A builder, filled with nothing but TLS 1.2, a random and null compression. */
    public static ClientHelloBuilder builder() {
        return new ClientHelloBuilder();
    }

    /**
     * Reads a handshake message: type 1, its 24-bit length, its body, and nothing after it.
     *
     * @throws TlsFormatException saying which field does not fit where
     */
    public static ClientHello read(byte[] message) {
        var in = new WireReader(message, "ClientHello");
        int type = in.u8("handshake type");
        if (type != TYPE) {
            throw new TlsFormatException(Oddity.Kind.NO_CLIENT_HELLO, type);
        }
        var body = in.block24("ClientHello body");
        in.mustEnd();
        return readBody(body);
    }

    /**
     * Reads the first record or records of a client's stream; bytes after the hello are not looked at.
     *
     * @throws TlsFormatException if the stream begins with something else, ends inside the hello, or a field does not
     *     fit
     */
    public static ClientHello readRecords(byte[] stream) {
        var splitter = new TlsRecord.Splitter();
        splitter.offer(stream);
        var message = new WireWriter();
        for (var next = splitter.next(); next.isPresent(); next = splitter.next()) {
            var record = next.get();
            if (record.type() != TlsRecord.HANDSHAKE) {
                throw new TlsFormatException(Oddity.Kind.NO_HELLO_FIRST, record);
            }
            byte[] soFar = message.bytes(record.body()).toBytes();
            if (soFar.length >= 4) {
                int length = 4 + ((soFar[1] & 0xFF) << 16 | (soFar[2] & 0xFF) << 8 | soFar[3] & 0xFF);
                if (soFar.length >= length) {
                    return read(Arrays.copyOf(soFar, length));
                }
            }
        }
        throw new TlsFormatException(Oddity.Kind.HELLO_CUT_SHORT, stream.length);
    }

    private static ClientHello readBody(WireReader in) {
        var version = new ProtocolVersion(in.u16("client_version"));
        byte[] random = in.take(32, "random");
        byte[] sessionId = in.block8("session_id").rest();
        if (sessionId.length > 32) {
            throw new TlsFormatException(Oddity.Kind.SESSION_ID, sessionId.length);
        }
        var suites = new ArrayList<CipherSuite>();
        for (var list = in.block16("cipher_suites"); list.hasMore(); ) {
            suites.add(CipherSuite.of(list.u16("cipher suite")));
        }
        byte[] compressions = in.block8("compression_methods").rest();
        List<Extension> extensions = null;
        if (in.hasMore()) {
            extensions = new ArrayList<>();
            for (var list = in.block16("extensions"); list.hasMore(); ) {
                int type = list.u16("extension type");
                extensions.add(
                        new Extension(type, list.block16("extension " + type).rest()));
            }
            in.mustEnd();
        }
        return new ClientHello(version, random, sessionId, suites, compressions, extensions);
    }

    /** {@code client_version}; with {@code supported_versions} it is only for old servers ({@link #versions()}). */
    public ProtocolVersion version() {
        return version;
    }

    /** 32 bytes. */
    public byte[] random() {
        return random.clone();
    }

    /** 0 … 32 bytes. */
    public byte[] sessionId() {
        return sessionId.clone();
    }

    /** The suites in the client's order, signals included. */
    public List<CipherSuite> suites() {
        return suites;
    }

    /** Compression methods; clients no longer offer anything but null (0). */
    public byte[] compressions() {
        return compressions.clone();
    }

    /** Whether there is an extensions block at all; the hello of 2015 has none. */
    public boolean hasExtensions() {
        return extensions != null;
    }

    /** The extensions in order; empty where there is no block. */
    public List<Extension> extensions() {
        return extensions == null ? List.of() : extensions;
    }

    /** The first extension of a type. */
    public Optional<Extension> extension(int type) {
        return extensions().stream().filter(e -> e.type() == type).findFirst();
    }

    private Optional<WireReader> body(int type) {
        return extension(type).map(e -> new WireReader(e.body(), e.name()));
    }

    /**
     * The versions on offer, best first: those of {@code supported_versions}, else the one of the header.
     *
     * @throws TlsFormatException if that extension is malformed
     */
    public List<ProtocolVersion> versions() {
        return body(Extension.SUPPORTED_VERSIONS)
                .map(in -> u16s(in.block8("versions")).stream()
                        .map(ProtocolVersion::new)
                        .toList())
                .orElse(List.of(version));
    }

    /**
     * SNI.
     *
     * @throws TlsFormatException if that extension is malformed
     */
    public Optional<String> serverName() {
        return body(Extension.SERVER_NAME).flatMap(in -> {
            for (var list = in.block16("server_name_list"); list.hasMore(); ) {
                int type = list.u8("name type");
                byte[] name = list.block16("name").rest();
                if (type == 0) {
                    return Optional.of(new String(name, StandardCharsets.US_ASCII));
                }
            }
            return Optional.empty();
        });
    }

    /**
     * {@code supported_groups}; empty when not sent.
     *
     * @throws TlsFormatException if that extension is malformed
     */
    public List<NamedGroup> groups() {
        return body(Extension.SUPPORTED_GROUPS)
                .map(in ->
                        u16s(in.block16("groups")).stream().map(NamedGroup::new).toList())
                .orElse(List.of());
    }

    /**
     * {@code signature_algorithms}; empty when not sent.
     *
     * @throws TlsFormatException if that extension is malformed
     */
    public List<SignatureScheme> signatureSchemes() {
        return body(Extension.SIGNATURE_ALGORITHMS)
                .map(in -> u16s(in.block16("schemes")).stream()
                        .map(SignatureScheme::new)
                        .toList())
                .orElse(List.of());
    }

    /**
     * Protocols offered by ALPN; empty when not sent.
     *
     * @throws TlsFormatException if that extension is malformed
     */
    public List<String> alpn() {
        var names = new ArrayList<String>();
        body(Extension.ALPN).ifPresent(in -> {
            for (var list = in.block16("protocol_name_list"); list.hasMore(); ) {
                names.add(new String(list.block8("protocol").rest(), StandardCharsets.US_ASCII));
            }
        });
        return names;
    }

    /**
     * The maximum fragment length asked for, in bytes: 512, 1024, 2048 or 4096.
     *
     * @throws TlsFormatException if that extension is malformed
     */
    public OptionalInt maxFragmentLength() {
        return body(Extension.MAX_FRAGMENT_LENGTH)
                .map(in -> OptionalInt.of(fragmentLength(in.u8("code"))))
                .orElse(OptionalInt.empty());
    }

    static int fragmentLength(int code) {
        if (code < 1 || code > 4) {
            throw new TlsFormatException(Oddity.Kind.FRAGMENT_LENGTH, code);
        }
        return 256 << code;
    }

    /**
     * The groups for which {@code key_share} carries a key; empty when not sent.
     *
     * @throws TlsFormatException if that extension is malformed
     */
    public List<NamedGroup> keyShareGroups() {
        var groups = new ArrayList<NamedGroup>();
        body(Extension.KEY_SHARE).ifPresent(in -> {
            for (var list = in.block16("client_shares"); list.hasMore(); ) {
                groups.add(new NamedGroup(list.u16("group")));
                list.block16("key_exchange");
            }
        });
        return groups;
    }

    /** Whether the extended master secret (RFC 7627) is offered. */
    public boolean offersExtendedMasterSecret() {
        return extension(Extension.EXTENDED_MASTER_SECRET).isPresent();
    }

    /** Whether secure renegotiation (RFC 5746) is offered, by extension or by signal suite. */
    public boolean offersSecureRenegotiation() {
        return extension(Extension.RENEGOTIATION_INFO).isPresent()
                || suites.contains(CipherSuite.EMPTY_RENEGOTIATION_INFO_SCSV);
    }

    /** The session ticket: empty when the extension is absent, zero bytes when the client asks for one. */
    public Optional<byte[]> sessionTicket() {
        return extension(Extension.SESSION_TICKET).map(e -> e.body().clone());
    }

    /**
     * The handshake message: type, length, body.
     *
     * @throws IllegalArgumentException if the suites or an extension are too long for their length field
     */
    public byte[] toMessage() {
        var list = new WireWriter();
        suites.forEach(s -> list.u16(s.code()));
        var body = new WireWriter()
                .u16(version.code())
                .bytes(random)
                .block8(sessionId)
                .block16(list.toBytes())
                .block8(compressions);
        if (extensions != null) {
            var block = new WireWriter();
            extensions.forEach(e -> block.u16(e.type()).block16(e.body()));
            body.block16(block.toBytes());
        }
        return new WireWriter().u8(TYPE).block24(body.toBytes()).toBytes();
    }

    /**
     * The message in one record.
     *
     * @throws IllegalArgumentException if the message is too long for one record
     */
    public byte[] toRecord(ProtocolVersion recordVersion) {
        return new TlsRecord(TlsRecord.HANDSHAKE, recordVersion, toMessage()).toBytes();
    }

    /** A list that an extension must not leave empty (RFC 8446 §4.2.1, §4.2.3, §4.2.7). */
    private static List<Integer> u16s(WireReader in) {
        var numbers = new ArrayList<Integer>();
        do {
            numbers.add(in.u16("item"));
        } while (in.hasMore());
        return numbers;
    }

    @Override
    public String toString() {
        return "ClientHello " + versions() + " " + suites + " "
                + (hasExtensions() ? extensions.toString() : "no extensions");
    }
}

package io.github.wroom4j.tls;

import io.github.wroom4j.tls.trust.IpLiteral;
import io.github.wroom4j.tls.trust.NameMatch;
import io.github.wroom4j.tlswire.CipherSuite;
import io.github.wroom4j.tlswire.ClientHello;
import io.github.wroom4j.tlswire.ProtocolVersion;
import io.github.wroom4j.tlswire.TlsFormatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.Vector;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bouncycastle.tls.NameType;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;

/** What this end's hello offers, and which of it is legacy. */
final class Offer {
    /**
     * ChaCha20 first: no table look-ups, and a fifth of AES-GCM's garbage in Bouncy Castle (java-ecosystem §3). AES-GCM
     * follows for servers that lack it. Nothing without forward secrecy, nothing with CBC.
     */
    static final List<Integer> DEFAULT_SUITES =
            List.of(0x1303, 0x1301, 0x1302, 0xCCA9, 0xCCA8, 0xC02B, 0xC02F, 0xC02C, 0xC030);

    /** Key exchange groups, best first; only the first comes with a key share, since every byte crosses a UART. */
    static final List<Integer> GROUPS =
            List.of(NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1, NamedGroup.secp521r1);

    static final int[] SCHEMES = {
        SignatureScheme.ecdsa_secp256r1_sha256,
        SignatureScheme.rsa_pss_rsae_sha256,
        SignatureScheme.rsa_pkcs1_sha256,
        SignatureScheme.ecdsa_secp384r1_sha384,
        SignatureScheme.rsa_pss_rsae_sha384,
        SignatureScheme.rsa_pkcs1_sha384,
        SignatureScheme.ecdsa_secp521r1_sha512,
        SignatureScheme.rsa_pss_rsae_sha512,
        SignatureScheme.rsa_pkcs1_sha512
    };
    /** Only where versions below 1.2 were asked for. */
    private static final int[] SCHEMES_LEGACY = {SignatureScheme.ecdsa_sha1, SignatureScheme.rsa_pkcs1_sha1};

    /** Everything that Bouncy Castle can really do; a suite outside fails before the hello, by name. */
    private static final Set<Integer> POSSIBLE = Set.of(
            0x1301, 0x1302, 0x1303, 0x1304, 0x1305, 0xCCA8, 0xCCA9, 0xCCAA, 0xC02B, 0xC02C, 0xC02F, 0xC030, 0x009C,
            0x009D, 0x009E, 0x009F, 0x002F, 0x0035, 0x003C, 0x003D, 0x0033, 0x0039, 0x0067, 0x006B, 0xC009, 0xC00A,
            0xC013, 0xC014, 0xC023, 0xC024, 0xC027, 0xC028, 0xC09C, 0xC09D, 0xC09E, 0xC09F, 0xC0A0, 0xC0A1, 0xC0AC,
            0xC0AD, 0xC0AE, 0xC0AF, 0x000A, 0x0016, 0xC008, 0xC012);

    private Offer() {}

    /**
     * What the suites of TLS 1.2 are followed by where 1.0 or 1.1 was asked for and no suite named: none of those can be
     * used there. 3DES and RC4 only by name.
     */
    private static final List<Integer> OLD_SUITES = List.of(0xC009, 0xC00A, 0xC013, 0xC014, 0x002F, 0x0035);

    static List<Integer> suites(TlsSettings settings) {
        return settings.suites()
                .orElseGet(() -> settings.leastVersion() < TlsSettings.TLS12
                        ? Stream.concat(DEFAULT_SUITES.stream(), OLD_SUITES.stream())
                                .toList()
                        : DEFAULT_SUITES);
    }

    /** Ways to sign, best first. */
    static Vector<SignatureAndHashAlgorithm> signatures(TlsSettings settings) {
        var algorithms = new Vector<SignatureAndHashAlgorithm>();
        for (int scheme : SCHEMES) {
            algorithms.add(SignatureScheme.getSignatureAndHashAlgorithm(scheme));
        }
        if (settings.leastVersion() < TlsSettings.TLS12) {
            for (int scheme : SCHEMES_LEGACY) {
                algorithms.add(SignatureScheme.getSignatureAndHashAlgorithm(scheme));
            }
        }
        return algorithms;
    }

    /** The name for SNI; null, Bouncy Castle's word for none, where none is sent. */
    static Vector<ServerName> serverName(TlsSettings settings, String name) {
        if (!settings.serverNameIndication() || IpLiteral.is(name)) {
            return null;
        }
        var names = new Vector<ServerName>();
        names.add(new ServerName(NameType.host_name, NameMatch.ascii(name).getBytes(StandardCharsets.US_ASCII)));
        return names;
    }

    /** The protocols of ALPN; null for none. */
    static Vector<ProtocolName> protocols(TlsSettings settings) {
        if (settings.alpn().isEmpty()) {
            return null;
        }
        var names = new Vector<ProtocolName>();
        settings.alpn().forEach(name -> names.add(ProtocolName.asUtf8Encoding(name)));
        return names;
    }

    static List<String> impossible(TlsSettings settings) {
        return suites(settings).stream()
                .filter(code -> !POSSIBLE.contains(code))
                .map(Offer::name)
                .toList();
    }

    /** Versions and suites on offer that are legacy, for a warning. */
    static List<String> legacy(TlsSettings settings) {
        List<String> found = new ArrayList<>();
        for (int version = settings.leastVersion();
                version <= Math.min(settings.mostVersion(), TlsSettings.TLS11);
                version++) {
            found.add(new ProtocolVersion(version).toString());
        }
        suites(settings).stream()
                .filter(code -> !isModern(code))
                .map(Offer::name)
                .forEach(found::add);
        return found;
    }

    private static boolean isModern(int code) {
        String name = name(code);
        return code >> 8 == 0x13
                || (name.startsWith("TLS_ECDHE_") || name.startsWith("TLS_DHE_")) && !name.contains("_CBC_");
    }

    /** What the hello that was really sent offers, read back from its bytes. */
    static List<String> readBack(byte[] hello) {
        try {
            ClientHello sent = ClientHello.readRecords(hello);
            List<String> words = new ArrayList<>();
            sent.versions().forEach(version -> words.add(version.toString()));
            sent.suites().stream().filter(suite -> suite.code() != 0x00FF).forEach(suite -> words.add(suite.name()));
            return words;
        } catch (TlsFormatException unreadable) {
            return List.of();
        }
    }

    static String name(int code) {
        return CipherSuite.of(code).name();
    }

    static org.bouncycastle.tls.ProtocolVersion[] versions(int least, int most) {
        return IntStream.rangeClosed(least, most)
                .map(i -> most - (i - least))
                .mapToObj(code -> org.bouncycastle.tls.ProtocolVersion.get(code >> 8, code & 0xff))
                .toArray(org.bouncycastle.tls.ProtocolVersion[]::new);
    }
}

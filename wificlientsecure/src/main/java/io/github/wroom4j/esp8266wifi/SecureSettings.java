package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.arduino.SketchTime;
import io.github.wroom4j.tls.ClientKey;
import io.github.wroom4j.tls.TlsLocation;
import io.github.wroom4j.tls.TlsSettings;
import io.github.wroom4j.tls.trust.AnchorSource;
import io.github.wroom4j.tls.trust.SystemTrust;
import io.github.wroom4j.tls.trust.TrustPolicy;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * The settings of a secure client before it connects (rules TLS-1 … TLS-17): trust, and all else of TLS. Its methods
 * are the client's own, where they are documented.
 */
final class SecureSettings {
    private static final List<Integer> LESS_SECURE = List.of(0x003D, 0x003C, 0x0035, 0x002F);
    static final int DEFAULT_HANDSHAKE_MS = 15_000;

    private final TlsSettings.Builder settings = TlsSettings.builder();
    private TrustPolicy trust = new TrustPolicy.Unset();
    private CertStore certStore;
    private AnchorSource systemTrust = AnchorSource.NONE;
    private TlsLocation location = TlsLocation.HOST;
    private boolean strictChecks;
    private int mostIntermediates = TrustPolicy.Anchors.MOST_INTERMEDIATES;
    private OptionalInt handshakeTimeout = OptionalInt.empty();

    /** Of a client; {@code strict} keeps the core's own checks and sizes. */
    SecureSettings(boolean strict) {
        strictChecks = strict;
        if (strict) {
            settings.fragmentLength(512); // measured: the default sizes (16384, 512) ask for 512 (TLS-11)
        }
    }

    // Trust.

    void setInsecure() {
        trust(new TrustPolicy.Insecure());
    }

    boolean setFingerprint(byte[] sha1) {
        if (sha1 == null || sha1.length != 20) {
            return stillUnset("setFingerprint() got no SHA-1, which has 20 bytes");
        }
        trust(new TrustPolicy.Fingerprint(sha1));
        return true;
    }

    boolean setFingerprint(String sha1) {
        return Fingerprints.parse(sha1)
                .map(this::setFingerprint)
                .orElseGet(() -> stillUnset("setFingerprint() got no SHA-1, which is 20 pairs of hex digits"));
    }

    /** False: what was given is no trust, and where there was none before this is why. */
    private boolean stillUnset(String why) {
        if (!trust.isSet()) {
            trust(new TrustPolicy.Unset(why));
        }
        return false;
    }

    void allowSelfSignedCerts() {
        trust(new TrustPolicy.SelfSigned());
    }

    void setKnownKey(PublicKey key) {
        setKnownKey(key, WiFiClientSecure.BR_KEYTYPE_KEYX | WiFiClientSecure.BR_KEYTYPE_SIGN);
    }

    void setKnownKey(PublicKey key, int usages) {
        trust(
                key == null || key.key().isEmpty()
                        ? new TrustPolicy.Unset(
                                "setKnownKey() got no key" + because(key == null ? "" : key.getLastError()))
                        : new TrustPolicy.KnownKey(
                                key.key().get(),
                                (usages & WiFiClientSecure.BR_KEYTYPE_KEYX) != 0,
                                (usages & WiFiClientSecure.BR_KEYTYPE_SIGN) != 0));
    }

    void setTrustAnchors(X509List anchors) {
        systemTrust = AnchorSource.NONE;
        trust(
                anchors == null || anchors.getCount() == 0
                        ? new TrustPolicy.Unset("setTrustAnchors() got no certificate"
                                + because(anchors == null ? "" : anchors.getLastError()))
                        : new TrustPolicy.Anchors(anchors.anchors(), AnchorSource.NONE, strictChecks));
    }

    private static String because(String why) {
        return why.isEmpty() ? "" : ", for " + why;
    }

    void setSystemTrust() {
        trust(new TrustPolicy.Anchors(List.of(), AnchorSource.NONE, strictChecks));
        systemTrust = SystemTrust.load();
    }

    /** False, and no server is trusted, unless each of them is a pin. */
    boolean setPublicKeyPins(String... sha256) {
        return pins(sha256, read -> new TrustPolicy.Pins(List.of(), read));
    }

    /** False, and no server is trusted, unless each of them is a pin. */
    boolean setCertificatePins(String... sha256) {
        return pins(sha256, read -> new TrustPolicy.Pins(read, List.of()));
    }

    private boolean pins(String[] texts, Function<List<byte[]>, TrustPolicy> policy) {
        List<byte[]> read = Arrays.stream(texts)
                .map(SecureSettings::pin)
                .flatMap(Optional::stream)
                .toList();
        boolean whole = read.size() == texts.length;
        trust(whole ? policy.apply(read) : new TrustPolicy.Unset("a pin is a SHA-256 in Base64 or hex"));
        return whole;
    }

    private static Optional<byte[]> pin(String text) {
        if (text == null) {
            return Optional.empty();
        }
        String hex = text.replaceAll("[ :]", "");
        try {
            byte[] bytes = hex.matches("[0-9A-Fa-f]{64}")
                    ? HexFormat.of().parseHex(hex)
                    : Base64.getDecoder().decode(text.replaceFirst("^sha256/", ""));
            return Optional.of(bytes).filter(all -> all.length == 32);
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    void setCertStore(CertStore store) {
        certStore = store;
    }

    void setModuleTrust() {
        trust(new TrustPolicy.ModuleStore());
    }

    private void trust(TrustPolicy policy) {
        trust = policy;
        systemTrust = AnchorSource.NONE;
    }

    private TrustPolicy effectiveTrust() {
        AnchorSource store = certStore == null ? AnchorSource.NONE : certStore.source();
        AnchorSource system = systemTrust;
        AnchorSource both = subject -> java.util.stream.Stream.concat(
                        store.bySubject(subject).stream(), system.bySubject(subject).stream())
                .toList();
        if (trust instanceof TrustPolicy.Anchors anchors) {
            return new TrustPolicy.Anchors(anchors.anchors(), both, mostIntermediates, strictChecks);
        }
        return trust.isSet() || certStore == null
                ? trust
                : new TrustPolicy.Anchors(List.of(), both, mostIntermediates, strictChecks);
    }

    // Everything else.

    void setX509Time(long seconds) {
        settings.fixedTime(seconds == 0 ? null : Instant.ofEpochSecond(seconds));
    }

    void setClientRSACert(X509List chain, PrivateKey key) {
        clientKey(chain, key, "RSA", key == null || key.isRSA());
    }

    void setClientECCert(X509List chain, PrivateKey key, int allowedUsages, int issuerKeyType) {
        clientKey(chain, key, "EC", key == null || key.isEC());
    }

    private void clientKey(X509List chain, PrivateKey key, String kind, boolean fits) {
        if (chain == null || key == null) {
            settings.clientKey(null);
            return;
        }
        if (!fits || key.key().isEmpty()) {
            throw new IllegalArgumentException(
                    "the private key cannot be read as an " + kind + " key: " + key.getLastError());
        }
        if (chain.certificates().isEmpty()) {
            throw new IllegalArgumentException("the client's chain holds no certificate: " + chain.getLastError());
        }
        settings.clientKey(new ClientKey(chain.certificates(), key.key().get()));
    }

    void setModuleClientCert(boolean on) {
        settings.moduleClientCertificate(on);
    }

    void setBufferSizes(int receive, int transmit) {
        int least = Math.min(clamp(receive), clamp(transmit));
        settings.moduleBuffer(clamp(receive));
        settings.fragmentLength(least >= 16_384 ? 0 : Math.min(4096, Integer.highestOneBit(least)));
    }

    private static int clamp(int size) {
        return Math.max(512, Math.min(16_384, size));
    }

    boolean setCiphers(int... suites) {
        settings.suites(Arrays.stream(suites).map(code -> code & 0xffff).boxed().toList());
        return true;
    }

    boolean setCiphers(int[] suites, int count) {
        return setCiphers(Arrays.copyOf(suites, count));
    }

    boolean setCiphers(List<Integer> suites) {
        return setCiphers(suites.stream().mapToInt(Integer::intValue).toArray());
    }

    boolean setCiphersLessSecure() {
        return setCiphers(LESS_SECURE);
    }

    boolean setSSLVersion(int least, int most) {
        if (least < TlsSettings.TLS10 || most > TlsSettings.TLS13 || least > most) {
            return false;
        }
        settings.versions(least, most);
        return true;
    }

    void setSession(Session session) {
        settings.session(session == null ? null : session.saved());
    }

    void setALPN(String... protocols) {
        settings.alpn(Arrays.stream(protocols).filter(Objects::nonNull).toList());
    }

    void setServerName(String name) {
        settings.serverName(name);
    }

    void setTlsLocation(TlsLocation where) {
        location = Objects.requireNonNull(where);
    }

    TlsLocation getTlsLocation() {
        return location;
    }

    void setStrict(boolean bearSslChecks) {
        strictChecks = bearSslChecks;
    }

    void setMaxIntermediates(int most) {
        mostIntermediates = Math.max(0, Math.min(TrustPolicy.Anchors.MOST_INTERMEDIATES, most));
    }

    void setHandshakeTimeout(int milliseconds) {
        if (milliseconds < 1) {
            throw new IllegalArgumentException("a handshake timeout is 1 ms or more, not " + milliseconds);
        }
        handshakeTimeout = OptionalInt.of(milliseconds);
    }

    /** Limit of a connection's making in milliseconds, if one was set. */
    OptionalInt handshakeTimeout() {
        return handshakeTimeout;
    }

    /** The settings as they stand; {@code board} may be null. */
    TlsSettings settled(SketchContext board) {
        TlsSettings asked = settings.trust(effectiveTrust()).build();
        if (asked.timeIsFixed() || board == null) {
            return asked;
        }
        // A sketch that called configTime() on a computer without a clock wants certificates judged by the module's.
        return board.part(SketchTime.class)
                .filter(SketchTime::wasSet)
                .map(clock -> asked.toBuilder().time(clock::now).build())
                .orElse(asked);
    }

    /** What is to be said of each connection where anybody is believed. */
    Optional<String> insecurityWarning() {
        return trust instanceof TrustPolicy.Insecure
                ? Optional.of("the server's certificate is not checked (setInsecure): anyone on the way can read along")
                : Optional.empty();
    }
}

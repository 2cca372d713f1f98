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
import java.util.Optional;

/**
 * What a secure client is told before it connects (rules TLS-1 … TLS-17). Five ways to trust exclude each other; the last
 * one set holds (TLS-2). Client certificate, time, session, ciphers, versions, sizes and certificate store stay.
 *
 * <p><b>Caveats:</b> nothing here throws for a trust that believes nobody; {@code connect} refuses instead. Settings
 * are read at {@code connect}: a change does not touch an open connection. {@link #setInsecure}, {@link
 * #setFingerprint} and {@link #allowSelfSignedCerts} check less than they seem to; each says what. Of all this the
 * module's own TLS can honour little, and what it cannot is refused by name.
 */
public abstract class SecureSettings extends WiFiClient {
    /** Usages of a known key (TLS-6). */
    public static final int BR_KEYTYPE_KEYX = 0x10;

    public static final int BR_KEYTYPE_SIGN = 0x20;
    /** Kinds of key (TLS-10). */
    public static final int BR_KEYTYPE_RSA = 1;

    public static final int BR_KEYTYPE_EC = 2;
    /** Versions (TLS-15). 1.0 and 1.1 are legacy; 1.3 is an extension of this class. */
    public static final int BR_TLS10 = 0x0301;

    public static final int BR_TLS11 = 0x0302;
    public static final int BR_TLS12 = 0x0303;
    public static final int BR_TLS13 = 0x0304;

    private static final List<Integer> LESS_SECURE = List.of(0x003D, 0x003C, 0x0035, 0x002F);
    private static final int DEFAULT_HANDSHAKE_MS = 15_000;

    private TrustPolicy trust = new TrustPolicy.Unset();
    private CertStore certStore;
    private AnchorSource systemTrust = AnchorSource.NONE;
    private TlsLocation location = TlsLocation.HOST;
    private TlsSettings.Builder settings = TlsSettings.builder();
    private boolean strictChecks;
    private int mostIntermediates = TrustPolicy.Anchors.MOST_INTERMEDIATES;
    private int handshakeTimeout;

    /** On a given board. */
    protected SecureSettings(SketchContext context) {
        super(context);
        strictChecks = strict();
        if (strictChecks) {
            settings.fragmentLength(512); // measured: the default sizes (16384, 512) ask for 512 (TLS-11)
        }
    }

    /** A connection that the module's server accepted, already protected. */
    SecureSettings(SketchContext context, io.github.wroom4j.at.Link accepted) {
        super(context, accepted);
        strictChecks = strict();
    }

    // Trust.

    /**
     * Believes anyone: no date, no chain, no name (TLS-3). The server must still own the key that it shows. Says so in
     * the log at each connection.
     */
    public void setInsecure() {
        trust(new TrustPolicy.Insecure());
    }

    /** Believes the certificate with this SHA-1, 20 bytes; nothing else is checked (TLS-4). */
    public boolean setFingerprint(byte[] sha1) {
        if (sha1 == null || sha1.length != 20) {
            return false;
        }
        trust(new TrustPolicy.Fingerprint(sha1));
        return true;
    }

    /**
     * Believes the certificate with this SHA-1: 20 pairs of hex digits, after each pair any number of blanks or colons
     * (TLS-4).
     *
     * @return false, and nothing changes, when the text is anything else
     */
    public boolean setFingerprint(String sha1) {
        return Fingerprints.parse(sha1).map(this::setFingerprint).orElse(false);
    }

    /**
     * Believes a certificate whose issuer is its own subject (TLS-5). Neither its signature nor date nor name is
     * checked: anybody can make one. Prefer {@link #setTrustAnchors} with that very certificate.
     */
    public void allowSelfSignedCerts() {
        trust(new TrustPolicy.SelfSigned());
    }

    /** Believes the owner of this key, whatever the certificate says (TLS-6). */
    public void setKnownKey(PublicKey key) {
        setKnownKey(key, BR_KEYTYPE_KEYX | BR_KEYTYPE_SIGN);
    }

    /** Believes the owner of this key for some usages (TLS-6); a key that was not read leaves no trust at all. */
    public void setKnownKey(PublicKey key, int usages) {
        trust(
                key == null || key.key().isEmpty()
                        ? new TrustPolicy.Unset()
                        : new TrustPolicy.KnownKey(
                                key.key().get(), (usages & BR_KEYTYPE_KEYX) != 0, (usages & BR_KEYTYPE_SIGN) != 0));
    }

    /** Believes chains to these authorities, and these servers' own certificates (TLS-7); null or empty: nobody. */
    public void setTrustAnchors(X509List anchors) {
        systemTrust = AnchorSource.NONE;
        trust(
                anchors == null || anchors.getCount() == 0
                        ? new TrustPolicy.Unset()
                        : new TrustPolicy.Anchors(anchors.anchors(), AnchorSource.NONE, strictChecks));
    }

    /** Believes the authorities that this Java installation trusts: public sites, for years, in one line. */
    public void setSystemTrust() {
        trust(new TrustPolicy.Anchors(List.of(), AnchorSource.NONE, strictChecks));
        systemTrust = SystemTrust.load();
    }

    /** Believes a server whose public key has one of these SHA-256 pins, as Base64 or hex; give a backup pin too. */
    public void setPublicKeyPins(String... sha256) {
        trust(new TrustPolicy.Pins(List.of(), pins(sha256)));
    }

    /** Believes a server whose certificate has one of these SHA-256 fingerprints, as Base64 or hex. */
    public void setCertificatePins(String... sha256) {
        trust(new TrustPolicy.Pins(pins(sha256), List.of()));
    }

    private static List<byte[]> pins(String[] texts) {
        return Arrays.stream(texts).map(SecureSettings::pin).toList();
    }

    private static byte[] pin(String text) {
        String hex = text.replaceAll("[ :]", "");
        byte[] bytes = hex.matches("[0-9A-Fa-f]{64}")
                ? HexFormat.of().parseHex(hex)
                : Base64.getDecoder().decode(text.replaceFirst("^sha256/", ""));
        if (bytes.length != 32) {
            throw new IllegalArgumentException("a pin is a SHA-256 in Base64 or hex, not " + bytes.length + " bytes");
        }
        return bytes;
    }

    /** Looks authorities up in a store, besides the trust anchors; ignored while another trust holds (TLS-17). */
    public void setCertStore(CertStore store) {
        certStore = store;
    }

    /** Lets the module check by what was flashed into it; only for {@link TlsLocation#MODULE}. */
    public void setModuleTrust() {
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

    /** The time of validation in seconds since 1970; 0 for the clock (TLS-9). */
    public void setX509Time(long seconds) {
        settings.fixedTime(seconds == 0 ? null : Instant.ofEpochSecond(seconds));
    }

    /** What to show a server that asks, with an RSA key (TLS-10); null takes it back. */
    public void setClientRSACert(X509List chain, PrivateKey key) {
        clientKey(chain, key, "RSA", key == null || key.isRSA());
    }

    /** What to show a server that asks, with an EC key (TLS-10); null takes it back. */
    public void setClientECCert(X509List chain, PrivateKey key, int allowedUsages, int issuerKeyType) {
        clientKey(chain, key, "EC", key == null || key.isEC());
    }

    private void clientKey(X509List chain, PrivateKey key, String kind, boolean fits) {
        if (chain == null || key == null) {
            settings.clientKey(null);
            return;
        }
        if (!fits || key.key().isEmpty()) {
            throw new IllegalArgumentException(
                    "the private key is no readable " + kind + " key: " + key.getLastError());
        }
        if (chain.certificates().isEmpty()) {
            throw new IllegalArgumentException("the client's chain holds no certificate: " + chain.getLastError());
        }
        settings.clientKey(new ClientKey(chain.certificates(), key.key().get()));
    }

    /** Presents the certificate flashed into the module; only for {@link TlsLocation#MODULE}. */
    public void setModuleClientCert(boolean on) {
        settings.moduleClientCertificate(on);
    }

    /**
     * Record sizes (TLS-11). On the JVM they bound nothing; both below 16384, they make the client ask for the largest
     * fragment length (512 … 4096) that fits both. In the module the first one is its buffer. Each is clamped to 512 …
     * 16384.
     */
    public void setBufferSizes(int receive, int transmit) {
        int least = Math.min(clamp(receive), clamp(transmit));
        settings.moduleBuffer(clamp(receive));
        settings.fragmentLength(least >= 16_384 ? 0 : Math.min(4096, Integer.highestOneBit(least)));
    }

    private static int clamp(int size) {
        return Math.max(512, Math.min(16_384, size));
    }

    /** Offers these suites in this order, by IANA number (TLS-14). True; what cannot be done fails at connect, by name. */
    public boolean setCiphers(int... suites) {
        settings.suites(Arrays.stream(suites).map(code -> code & 0xffff).boxed().toList());
        return true;
    }

    /** The first {@code count} of them. */
    public boolean setCiphers(int[] suites, int count) {
        return setCiphers(Arrays.copyOf(suites, count));
    }

    public boolean setCiphers(List<Integer> suites) {
        return setCiphers(suites.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Offers RSA key exchange with AES-CBC only: legacy, without forward secrecy (TLS-14). */
    public boolean setCiphersLessSecure() {
        return setCiphers(LESS_SECURE);
    }

    /** Lowest and highest version (TLS-15); false, and nothing changes, for anything else. Default 1.2 … 1.3. */
    public boolean setSSLVersion(int least, int most) {
        if (least < BR_TLS10 || most > BR_TLS13 || least > most) {
            return false;
        }
        settings.versions(least, most);
        return true;
    }

    /** Where to keep a session for resumption; null for nowhere (TLS-16). */
    public void setSession(Session session) {
        settings.session(session == null ? null : session.saved());
    }

    /** Protocols to offer by ALPN, best first. */
    public void setALPN(String... protocols) {
        settings.alpn(List.of(protocols));
    }

    /** The name for SNI and certificate where it is not the one connected to; null for that one again. */
    public void setServerName(String name) {
        settings.serverName(name);
    }

    /** Where TLS runs: on the JVM by default. */
    public void setTlsLocation(TlsLocation where) {
        location = java.util.Objects.requireNonNull(where);
    }

    public TlsLocation getTlsLocation() {
        return location;
    }

    /** Certificates as BearSSL checks them, laxer than this project's default (docs/certificate-checks.md). */
    public void setStrict(boolean bearSslChecks) {
        strictChecks = bearSslChecks;
    }

    /** How many intermediate authorities a chain may have, 0 … 8; 8 by default. */
    public void setMaxIntermediates(int most) {
        mostIntermediates = Math.max(0, Math.min(TrustPolicy.Anchors.MOST_INTERMEDIATES, most));
    }

    /** Limit of name look-up, TCP and handshake together in milliseconds; 15000 by default (TLS-30). */
    public void setHandshakeTimeout(int milliseconds) {
        if (milliseconds < 1) {
            throw new IllegalArgumentException("a handshake timeout is 1 ms or more, not " + milliseconds);
        }
        handshakeTimeout = milliseconds;
    }

    @Override
    public void setConnectionTimeout(int milliseconds) {
        setHandshakeTimeout(milliseconds);
    }

    /** Sets the limit of reading and writing, and, unless strict, of connecting too (TLS-31). */
    @Override
    public void setTimeout(long milliseconds) {
        super.setTimeout(milliseconds);
        if (settings != null && !strict() && milliseconds > 0) {
            handshakeTimeout = (int) Math.min(Integer.MAX_VALUE, milliseconds);
        }
    }

    @Override
    public long getConnectionTimeout() {
        return handshakeTimeout > 0 ? handshakeTimeout : DEFAULT_HANDSHAKE_MS;
    }

    /** The settings as they stand. */
    protected final TlsSettings tlsSettings() {
        TlsSettings asked = settings.trust(effectiveTrust()).build();
        if (asked.timeIsFixed() || context() == null) {
            return asked;
        }
        // A sketch that called configTime() on a computer without a clock wants certificates judged by the module's.
        return context()
                .part(SketchTime.class)
                .filter(SketchTime::wasSet)
                .map(clock -> asked.toBuilder().time(clock::now).build())
                .orElse(asked);
    }

    /** Whether anybody is believed at all. */
    protected final Optional<String> insecurityWarning() {
        return trust instanceof TrustPolicy.Insecure
                ? Optional.of("the server's certificate is not checked (setInsecure): anyone on the way can read along")
                : Optional.empty();
    }
}

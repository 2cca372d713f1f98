package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.CString;
import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.Stream;
import io.github.wroom4j.fs.File;
import io.github.wroom4j.tls.trust.NameMatch;
import io.github.wroom4j.tls.trust.PeerCheck;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The calls of core 2.0.0 … 2.7.4 (rules AX-1 … AX-7). An old sketch that connects first and verifies afterwards calls
 * {@link WiFiClientSecure#setInsecure()} before; then {@link #verify} really compares, which the core's own shims of
 * 2.5.0 and later do not (AX-5).
 *
 * <p><b>Caveats:</b> {@link #verify} and {@link #verifyCertChain} judge after the handshake, so whatever was sent
 * before them went to a peer that had not been verified. New sketches set trust before {@code connect}. A client key that
 * is not RSA is refused here; use {@code setClientECCert}.
 */
public interface AxtlsEra {

    /** The server's chain, leaf first; empty without connection. */
    List<X509Certificate> peerCertificates();

    /** Trusts these authorities from now on. */
    void setTrustAnchors(X509List anchors);

    /** Sets what to show a server that asks, with an RSA key. */
    void setClientRSACert(X509List chain, PrivateKey key);

    /** Keeps why a call says no, for {@code getLastError()}; gives back whether it says yes. */
    boolean noted(boolean done, ClientError otherwise);

    /** Where the two halves of a client certificate wait for each other. */
    OldClientCert oldClientCert();

    /** A client certificate that comes in two calls. */
    final class OldClientCert {
        private X509List chain;
        private PrivateKey key;

        private boolean complete(AxtlsEra client) {
            if (chain != null && key != null) {
                client.setClientRSACert(chain, key);
            }
            return true;
        }
    }

    /**
     * After {@code connect}: whether the server's certificate has this SHA-1 and is for this name (AX-1, AX-2). Does not
     * close the connection.
     *
     * @param fingerprint 20 hex pairs with blanks or colons
     * @param domain the name; SAN first, else CN
     */
    default boolean verify(String fingerprint, String domain) {
        List<X509Certificate> chain = peerCertificates();
        if (chain.isEmpty()) {
            // Where connect() failed, its reason says more.
            return getLastError().isError()
                    ? false
                    : noted(
                            false,
                            new ClientError(Stage.TLS, "there is no certificate to verify: connect() comes first"));
        }
        Optional<String> refusal = refusal(chain.get(0), fingerprint, domain);
        return noted(refusal.isEmpty(), new ClientError(Stage.TLS, refusal.orElse("")));
    }

    /** Why a certificate is not that of a fingerprint and a name; empty where it is. */
    private static Optional<String> refusal(X509Certificate leaf, String fingerprint, String domain) {
        Optional<byte[]> wanted = Fingerprints.parse(CString.of(fingerprint));
        if (wanted.isEmpty()) {
            return Optional.of("a fingerprint is 20 pairs of hex digits, separated by blanks or colons");
        }
        try {
            byte[] found = PeerCheck.sha1(leaf);
            if (!MessageDigest.isEqual(wanted.get(), found)) {
                return Optional.of("the certificate's SHA-1 is " + Fingerprints.written(found) + ", not "
                        + Fingerprints.written(wanted.get()));
            }
        } catch (GeneralSecurityException unreadable) {
            return Optional.of("the certificate cannot be read: " + unreadable.getMessage());
        }
        String name = CString.of(domain);
        return name != null && NameMatch.matches(leaf, name, true)
                ? Optional.empty()
                : Optional.of("the certificate of " + leaf.getSubjectX500Principal() + " is not for " + name);
    }

    /** Why the last call said no. */
    ClientError getLastError();

    /** After {@code connect}: whether the chain leads to the trust anchors and the leaf is for this name (AX-3). */
    boolean verifyCertChain(String domain);

    /** One authority, DER (AX-3). */
    default boolean setCACert(byte[] der) {
        return trusted(new X509List(der));
    }

    /** One authority or several, PEM: the ESP32's form. */
    default boolean setCACert(String pem) {
        return trusted(new X509List(pem));
    }

    private boolean trusted(X509List list) {
        setTrustAnchors(list);
        return noted(list.getCount() > 0, reason("no authority to trust: ", list.getLastError()));
    }

    default boolean setCACert(byte[] der, int length) {
        return setCACert(java.util.Arrays.copyOf(der, length));
    }

    /** The same: Java has one kind of memory. */
    default boolean setCACert_P(byte[] der, int length) {
        return setCACert(der, length);
    }

    default boolean loadCACert(File file) {
        return loadCACert(file, -1);
    }

    default boolean loadCACert(Stream stream, int size) {
        return setCACert(KeyBytes.of(stream, size));
    }

    /** The client's certificate, DER; complete with {@link #setPrivateKey} (AX-2, AX-3). */
    default boolean setCertificate(byte[] der) {
        var list = new X509List(der);
        oldClientCert().chain = list.getCount() > 0 ? list : null;
        return noted(list.getCount() > 0, reason("no client certificate: ", list.getLastError()))
                && oldClientCert().complete(this);
    }

    /** PEM: the ESP32's form. */
    default boolean setCertificate(String pem) {
        return setCertificate(bytes(pem));
    }

    default boolean setCertificate(byte[] der, int length) {
        return setCertificate(java.util.Arrays.copyOf(der, length));
    }

    /** The same: Java has one kind of memory. */
    default boolean setCertificate_P(byte[] der, int length) {
        return setCertificate(der, length);
    }

    default boolean loadCertificate(File file) {
        return loadCertificate(file, -1);
    }

    default boolean loadCertificate(Stream stream, int size) {
        return setCertificate(KeyBytes.of(stream, size));
    }

    /** The client's RSA key, DER (AX-2, AX-3). */
    default boolean setPrivateKey(byte[] der) {
        var key = new PrivateKey(der);
        String whyNot = key.isEC() ? "it is EC: setClientECCert() takes it" : key.getLastError();
        if (!noted(key.isRSA(), reason("no RSA key: ", whyNot))) {
            return false;
        }
        oldClientCert().key = key;
        return oldClientCert().complete(this);
    }

    /** PEM: the ESP32's form. */
    default boolean setPrivateKey(String pem) {
        return setPrivateKey(bytes(pem));
    }

    default boolean setPrivateKey(byte[] der, int length) {
        return setPrivateKey(java.util.Arrays.copyOf(der, length));
    }

    /** The same: Java has one kind of memory. */
    default boolean setPrivateKey_P(byte[] der, int length) {
        return setPrivateKey(der, length);
    }

    default boolean loadPrivateKey(File file) {
        return loadPrivateKey(file, -1);
    }

    default boolean loadPrivateKey(Stream stream, int size) {
        return setPrivateKey(KeyBytes.of(stream, size));
    }

    private static ClientError reason(String what, String whyNot) {
        return new ClientError(ClientError.Stage.SETTINGS, what + whyNot);
    }

    private static byte[] bytes(String pem) {
        return pem == null ? new byte[0] : CString.of(pem).getBytes(StandardCharsets.UTF_8);
    }
}

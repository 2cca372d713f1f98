package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.CString;
import io.github.wroom4j.arduino.Stream;
import io.github.wroom4j.tls.trust.PemFiles;
import io.github.wroom4j.tls.trust.TrustAnchorKey;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import javax.security.auth.x500.X500Principal;

/**
 * Certificates: as trust anchors, or as an own chain, leaf first (BH-3).
 *
 * <p>One PEM text may hold many; other PEM objects are skipped. What cannot be read adds nothing: {@link #getCount()} and
 * {@link #getLastError()} show it.
 *
 * <p><b>Caveats:</b> an anchor's own dates are not judged: devices outlive roots. A text with one unreadable
 * certificate adds none of its certificates. A list given to a client is read at the setter: what is appended later
 * does not count.
 */
public final class X509List {
    private final List<X509Certificate> certificates = new ArrayList<>();
    private final List<TrustAnchorKey> namedKeys = new ArrayList<>();
    private String lastError = "";

    /** An empty list. */
    public X509List() {}

    /** The certificates of a PEM text. */
    public X509List(String pem) {
        append(pem);
    }

    /** The certificates of a DER or PEM file's bytes. */
    public X509List(byte[] derOrPem) {
        append(derOrPem);
    }

    /** The first {@code length} of those bytes. */
    public X509List(byte[] derOrPem, int length) {
        append(derOrPem, length);
    }

    /** Reads a stream to its end. */
    public X509List(Stream stream) {
        append(KeyBytes.of(stream, -1));
    }

    /** Reads {@code size} bytes of a stream. */
    public X509List(Stream stream, int size) {
        append(KeyBytes.of(stream, size));
    }

    /** Certificates at hand. */
    public static X509List of(X509Certificate... given) {
        X509List list = new X509List();
        list.certificates.addAll(Arrays.asList(given));
        return list;
    }

    /** Every certificate of a key store that is marked as trusted, and the chains of its keys. */
    public static X509List of(KeyStore store) {
        X509List list = new X509List();
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isCertificateEntry(alias)) {
                    list.certificates.add((X509Certificate) store.getCertificate(alias));
                } else if (store.getCertificateChain(alias) != null) {
                    for (var each : store.getCertificateChain(alias)) {
                        list.certificates.add((X509Certificate) each);
                    }
                }
            }
        } catch (KeyStoreException unread) {
            throw new IllegalArgumentException("the key store was not loaded", unread);
        }
        return list;
    }

    /**
     * The chain of the first key in a PKCS#12 file.
     *
     * @throws IllegalArgumentException if the file cannot be opened
     */
    public static X509List fromPkcs12(byte[] file, String password) {
        return of(PemFiles.pkcs12(file, (password == null ? "" : CString.of(password)).toCharArray()));
    }

    /** Adds the certificates of a PEM text; false if there is none. */
    public boolean append(String pem) {
        return addAll(() -> PemFiles.certificates(pem == null ? "" : CString.of(pem)));
    }

    /** Adds certificates from DER or PEM; false if there is none. */
    public boolean append(byte[] derOrPem) {
        return addAll(() -> PemFiles.certificates(derOrPem));
    }

    private boolean addAll(Supplier<List<X509Certificate>> reading) {
        lastError = "";
        try {
            certificates.addAll(reading.get());
            return true;
        } catch (IllegalArgumentException unreadable) {
            lastError = unreadable.getMessage();
            return false;
        }
    }

    /** Adds certificates from the first {@code length} bytes; false if there is none. */
    public boolean append(byte[] derOrPem, int length) {
        return append(Arrays.copyOf(derOrPem, length));
    }

    /** Adds an authority of which only name and key are known, as BearSSL keeps anchors. */
    public void appendAuthority(X500Principal subject, PublicKey key) {
        namedKeys.add(TrustAnchorKey.authority(
                subject, key.key().orElseThrow(() -> new IllegalArgumentException("the key could not be read"))));
    }

    /** How many there are. */
    public int getCount() {
        return certificates.size() + namedKeys.size();
    }

    /** Why the last reading failed; empty if it did not. */
    public String getLastError() {
        return lastError;
    }

    /** The certificates, in order. */
    public List<X509Certificate> certificates() {
        return List.copyOf(certificates);
    }

    List<TrustAnchorKey> anchors() {
        List<TrustAnchorKey> anchors = new ArrayList<>(namedKeys);
        certificates.forEach(certificate -> anchors.add(TrustAnchorKey.of(certificate)));
        return anchors;
    }
}

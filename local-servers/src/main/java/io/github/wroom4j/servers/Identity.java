package io.github.wroom4j.servers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * A private key and its certificates, leaf first; the root is not among them unless it is the leaf.
 *
 * @param key the private key
 * @param chain leaf first, 1 or more
 */
public record Identity(PrivateKey key, List<X509Certificate> chain) {

    public Identity {
        chain = List.copyOf(chain);
    }

    /** The leaf. */
    public X509Certificate leaf() {
        return chain.get(0);
    }

    /** The chain as PEM, leaf first. */
    public String chainPem() {
        return Pem.certificates(chain);
    }

    /** The private key as PKCS#8 PEM, not encrypted. */
    public String keyPem() {
        return Pem.privateKey(key);
    }

    /** Bytes of the chain in DER: what goes over the air in a Certificate message, less 3 bytes a piece. */
    public int chainBytes() {
        return chain.stream().mapToInt(c -> encoded(c).length).sum();
    }

    /** Key and chain as a PKCS#12 file, alias {@code identity}. */
    public byte[] pkcs12(char[] password) {
        try {
            var out = new ByteArrayOutputStream();
            keyStore(password).store(out, password);
            return out.toByteArray();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot write a PKCS#12 file", e);
        }
    }

    /** Key managers for JSSE. */
    public KeyManager[] keyManagers() {
        char[] password = {};
        try {
            // Not "PKIX": that one opens the key store's encryption again, 10,000 rounds of PBKDF2, in every handshake.
            var factory = KeyManagerFactory.getInstance("SunX509");
            factory.init(keyStore(password), password);
            return factory.getKeyManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot make key managers", e);
        }
    }

    private KeyStore keyStore(char[] password) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("identity", key, password, chain.toArray(X509Certificate[]::new));
        return store;
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate without encoding", e);
        }
    }

    /** Never shows the key. */
    @Override
    public String toString() {
        return "Identity of " + leaf().getSubjectX500Principal();
    }
}

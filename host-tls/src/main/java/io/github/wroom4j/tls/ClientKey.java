package io.github.wroom4j.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What this end shows when a server asks who it is.
 *
 * @param chain own certificate first
 * @param key its private key, RSA or EC; never part of a text
 */
public record ClientKey(List<X509Certificate> chain, PrivateKey key) {
    public ClientKey {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a client's chain needs at least its own certificate");
        }
    }

    @Override
    public String toString() {
        return "ClientKey[" + chain.get(0).getSubjectX500Principal() + ", key=***]";
    }
}

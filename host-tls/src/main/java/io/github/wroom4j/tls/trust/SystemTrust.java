package io.github.wroom4j.tls.trust;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.x500.X500Principal;

/** The authorities that this Java installation trusts ({@code cacerts}, or {@code javax.net.ssl.trustStore}). */
public final class SystemTrust implements AnchorSource {
    private final Map<X500Principal, List<TrustAnchorKey>> bySubject = new HashMap<>();

    private SystemTrust(List<TrustAnchorKey> anchors) {
        anchors.forEach(anchor -> bySubject
                .computeIfAbsent(anchor.subject(), subject -> new ArrayList<>())
                .add(anchor));
    }

    /**
     * Reads the store; takes some 50 ms.
     *
     * @throws IllegalStateException if the store is empty or cannot be read
     */
    public static SystemTrust load() {
        return of(null);
    }

    /**
     * The certificates of a key store, as anchors by name.
     *
     * @throws IllegalStateException if the store is empty or cannot be read
     */
    public static SystemTrust of(KeyStore store) {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            List<TrustAnchorKey> anchors = Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
                    .map(TrustAnchorKey::of)
                    .toList();
            if (anchors.isEmpty()) {
                throw new IllegalStateException("the trust store of this Java installation is empty: install"
                        + " ca-certificates, or name a store by -Djavax.net.ssl.trustStore");
            }
            return new SystemTrust(anchors);
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalStateException("the trust store of this Java installation cannot be read", unreadable);
        }
    }

    @Override
    public List<TrustAnchorKey> bySubject(X500Principal subject) {
        return bySubject.getOrDefault(subject, List.of());
    }
}

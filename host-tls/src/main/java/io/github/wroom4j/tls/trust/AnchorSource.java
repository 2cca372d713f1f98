package io.github.wroom4j.tls.trust;

import java.util.List;
import javax.security.auth.x500.X500Principal;

/** Looks anchors up by name while a chain is checked (TLS-17): a certificate store too large to hold in memory. */
@FunctionalInterface
public interface AnchorSource {
    /** No anchors. */
    AnchorSource NONE = subject -> List.of();

    /** The anchors of that name. */
    List<TrustAnchorKey> bySubject(X500Principal subject);
}

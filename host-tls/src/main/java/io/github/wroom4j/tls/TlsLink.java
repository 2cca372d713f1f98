package io.github.wroom4j.tls;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Link;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A link whose bytes are protected, and what is known of the protection. A module reports none of it. */
public interface TlsLink extends Link {

    /** Where TLS runs. */
    TlsLocation location();

    /** Protocol version as users write it, {@code TLS 1.3}; empty where the module keeps it to itself. */
    Optional<String> version();

    /** Suite as IANA spells it; empty where the module keeps it to itself. */
    Optional<String> suite();

    /** The server's chain as it came, leaf first; empty where the module keeps it to itself. */
    List<X509Certificate> peerChain();

    /** The protocol chosen by ALPN, if any. */
    Optional<String> alpn();

    /** The maximum fragment length that the server agreed to, 512 … 4096; empty when none was. */
    default OptionalInt fragmentLength() {
        return OptionalInt.empty();
    }

    /** What broke the protection after the handshake, if anything did. */
    default Optional<TlsFailure> failure() {
        return Optional.empty();
    }

    /**
     * How the connection ended, where it ended without close_notify: the end of the data may be missing (RFC 8446 §6.1).
     * Empty while it stands, after a proper end, and where {@link #failure} says more.
     */
    default Optional<AtException> endWithoutCloseNotify() {
        return Optional.empty();
    }

    /** Whether the handshake resumed an earlier session. */
    boolean resumed();
}

package io.github.wroom4j.tls;

import io.github.wroom4j.at.Link;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** An SSL link of the module: bytes in clear at this end, and nothing known of what protects them. */
final class ModuleTlsLink extends ForwardingLink implements TlsLink {
    ModuleTlsLink(Link link) {
        super(link);
    }

    @Override
    public TlsLocation location() {
        return TlsLocation.MODULE;
    }

    @Override
    public Optional<String> version() {
        return Optional.empty();
    }

    @Override
    public Optional<String> suite() {
        return Optional.empty();
    }

    @Override
    public List<X509Certificate> peerChain() {
        return List.of();
    }

    @Override
    public Optional<String> alpn() {
        return Optional.empty();
    }

    @Override
    public boolean resumed() {
        return false;
    }
}

package io.github.wroom4j.tls;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.hal.Deadline;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** An SSL link of the module: bytes in clear at this end, and nothing known of what protects them. */
record ModuleTlsLink(Link link) implements TlsLink {

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

    @Override
    public LinkRequest request() {
        return link.request();
    }

    @Override
    public int read(byte[] buffer, int offset, int length, Deadline deadline) {
        return link.read(buffer, offset, length, deadline);
    }

    @Override
    public void write(byte[] buffer, int offset, int length, Deadline deadline) {
        link.write(buffer, offset, length, deadline);
    }

    @Override
    public void flush(Deadline deadline) {
        link.flush(deadline);
    }

    @Override
    public int available() {
        return link.available();
    }

    @Override
    public boolean isOpen() {
        return link.isOpen();
    }

    @Override
    public Optional<AtException> whyClosed() {
        return link.whyClosed();
    }

    @Override
    public void close() {
        link.close();
    }
}

package io.github.wroom4j.tls;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.hal.Deadline;
import java.util.Optional;

/** A link that does as another does, for those that change one thing about it. */
abstract class ForwardingLink implements Link {
    private final Link link;

    ForwardingLink(Link link) {
        this.link = link;
    }

    /** The link below. */
    final Link link() {
        return link;
    }

    @Override
    public LinkRequest request() {
        return link.request();
    }

    @Override
    public LinkRequest peer(Deadline deadline) {
        return link.peer(deadline);
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

    @Override
    public void close(Deadline deadline) {
        link.close(deadline);
    }
}

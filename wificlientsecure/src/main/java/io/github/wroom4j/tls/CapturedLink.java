package io.github.wroom4j.tls;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.hal.Deadline;
import java.util.Optional;

/** A link that notes what goes over it in a {@link LinkRecording}, and is otherwise the link it was given. */
public final class CapturedLink implements Link {
    private final Link link;
    private final LinkRecording recording;

    /** Notes that link's bytes there. */
    public CapturedLink(Link link, LinkRecording recording) {
        this.link = link;
        this.recording = recording;
    }

    @Override
    public LinkRequest request() {
        return link.request();
    }

    @Override
    public int read(byte[] buffer, int offset, int length, Deadline deadline) {
        int n = link.read(buffer, offset, length, deadline);
        if (n > 0) {
            recording.add(false, buffer, offset, n);
        } else if (n < 0) {
            recording.close(true);
        }
        return n;
    }

    @Override
    public void write(byte[] buffer, int offset, int length, Deadline deadline) {
        recording.add(true, buffer, offset, length);
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
        recording.close(false);
        link.close();
    }
}

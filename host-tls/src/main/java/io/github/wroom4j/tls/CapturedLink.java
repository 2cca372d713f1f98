package io.github.wroom4j.tls;

import io.github.wroom4j.at.Link;
import io.github.wroom4j.hal.Deadline;

/** A link that notes what goes over it in a {@link LinkRecording}, and is otherwise the link it was given. */
public final class CapturedLink extends ForwardingLink {
    private final LinkRecording recording;

    /** Notes that link's bytes there. */
    public CapturedLink(Link link, LinkRecording recording) {
        super(link);
        this.recording = recording;
    }

    @Override
    public int read(byte[] buffer, int offset, int length, Deadline deadline) {
        int n = super.read(buffer, offset, length, deadline);
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
        super.write(buffer, offset, length, deadline);
    }

    @Override
    public void close() {
        recording.close(false);
        super.close();
    }
}

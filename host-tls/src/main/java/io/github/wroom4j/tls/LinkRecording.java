package io.github.wroom4j.tls;

import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.tlswire.PcapNg;
import java.net.Inet4Address;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What went over one link, with times: for a capture file, a drawing, a test. Thread-safe.
 *
 * <p>At most {@value #MOST_BYTES} bytes are kept; what comes later is not.
 */
public final class LinkRecording {
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Clock clock;
    private final Peer peer;
    private final Instant opened;
    private final List<Step> steps = new ArrayList<>();
    private Instant closed;
    private boolean closedByPeer;
    private long kept;

    /**
     * Some bytes at a time.
     *
     * @param at when this end wrote or read them
     * @param sent true if this end sent them
     * @param bytes not copied
     */
    public record Step(Instant at, boolean sent, byte[] bytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Step that
                    && that.at.equals(at)
                    && that.sent == sent
                    && Arrays.equals(that.bytes, bytes);
        }

        @Override
        public int hashCode() {
            return 31 * at.hashCode() + Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return at + (sent ? " sent " : " received ") + bytes.length + " bytes";
        }
    }

    /** Begins: the link has just been opened. */
    public LinkRecording(Clock clock, Peer peer) {
        this(clock, peer, clock.now());
    }

    private LinkRecording(Clock clock, Peer peer, Instant opened) {
        this.clock = clock;
        this.peer = peer;
        this.opened = opened;
    }

    /** One that was heard elsewhere, as from a wire log. */
    public static LinkRecording heard(Peer peer, Instant opened, List<Step> steps) {
        var recording = new LinkRecording(Clock.system(), peer, opened);
        for (Step step : steps) {
            recording.kept += step.bytes().length;
            recording.steps.add(step);
        }
        return recording;
    }

    void add(boolean sent, byte[] bytes, int from, int length) {
        lock.lock();
        try {
            if (kept + length > MOST_BYTES) {
                return;
            }
            kept += length;
            steps.add(new Step(clock.now(), sent, Arrays.copyOfRange(bytes, from, from + length)));
        } finally {
            lock.unlock();
        }
    }

    void close(boolean byPeer) {
        lock.lock();
        try {
            if (closed == null) {
                closed = clock.now();
                closedByPeer = byPeer;
            }
        } finally {
            lock.unlock();
        }
    }

    /** When the link was open. */
    public Instant opened() {
        return opened;
    }

    /** Everything so far, oldest first. */
    public List<Step> steps() {
        lock.lock();
        try {
            return List.copyOf(steps);
        } finally {
            lock.unlock();
        }
    }

    /** When it was closed, unless it stands. */
    public Optional<Instant> closed() {
        lock.lock();
        try {
            return Optional.ofNullable(closed);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the peer closed it first, as far as this end saw. */
    public boolean closedByPeer() {
        lock.lock();
        try {
            return closedByPeer;
        } finally {
            lock.unlock();
        }
    }

    /** Adds this link to a capture file, as a TCP connection between two addresses. */
    public void addTo(PcapNg file, Inet4Address client, int clientPort, Inet4Address server) {
        var connection = file.connect(opened, client, clientPort, server, peer.port());
        for (var step : steps()) {
            if (step.sent()) {
                connection.fromClient(step.at(), step.bytes(), 0, step.bytes().length);
            } else {
                connection.fromServer(step.at(), step.bytes(), 0, step.bytes().length);
            }
        }
        closed().ifPresent(at -> connection.close(at, !closedByPeer()));
    }
}
